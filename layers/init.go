package layers

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
)

// Initializer draws the first values of a parameter of the given shape, in row-major order.
type Initializer func(r *rand.Rand, shape ...int) []float64

// Zeros is 0 everywhere.
func Zeros(_ *rand.Rand, shape ...int) []float64 { return make([]float64, size(shape)) }

// Constant is c everywhere.
func Constant(c float64) Initializer {
	return func(_ *rand.Rand, shape ...int) []float64 {
		x := make([]float64, size(shape))
		for i := range x {
			x[i] = c
		}
		return x
	}
}

// Uniform draws from [lo, hi).
func Uniform(lo, hi float64) Initializer {
	return func(r *rand.Rand, shape ...int) []float64 {
		return fill(shape, func() float64 { return lo + (hi-lo)*r.Float64() })
	}
}

// Normal draws from a normal distribution of mean 0 and standard deviation sd.
func Normal(sd float64) Initializer {
	return func(r *rand.Rand, shape ...int) []float64 {
		return fill(shape, func() float64 { return sd * r.NormFloat64() })
	}
}

// GlorotUniform is uniform with variance 2/(in+out) (Glorot and Bengio 2010, eq. 16). In and out are the last two
// sizes of the shape, times the size of the receptive field before them.
func GlorotUniform(r *rand.Rand, shape ...int) []float64 {
	return scaledUniform(r, shape, 2, glorotFan)
}

// GlorotNormal is a normal cut at two standard deviations, with variance 2/(in+out).
func GlorotNormal(r *rand.Rand, shape ...int) []float64 { return scaledNormal(r, shape, 2, glorotFan) }

// HeUniform is uniform with variance 2/in (He et al. 2015, eq. 10), for relu networks.
func HeUniform(r *rand.Rand, shape ...int) []float64 { return scaledUniform(r, shape, 2, fanIn) }

// HeNormal is a normal cut at two standard deviations, with variance 2/in.
func HeNormal(r *rand.Rand, shape ...int) []float64 { return scaledNormal(r, shape, 2, fanIn) }

// LecunUniform is uniform with variance 1/in (LeCun et al. 1998).
func LecunUniform(r *rand.Rand, shape ...int) []float64 { return scaledUniform(r, shape, 1, fanIn) }

// LecunNormal is a normal cut at two standard deviations, with variance 1/in: the default of Dense, as in Flax.
func LecunNormal(r *rand.Rand, shape ...int) []float64 { return scaledNormal(r, shape, 1, fanIn) }

// cutSD is the standard deviation of a standard normal cut at ±2.
const cutSD = .87962566103423978

func scaledUniform(r *rand.Rand, shape []int, scale float64, fan func([]int) float64) []float64 {
	h := math.Sqrt(3 * scale / fan(shape)) // the variance of U(-h, h) is h²/3
	return Uniform(-h, h)(r, shape...)
}

func scaledNormal(r *rand.Rand, shape []int, scale float64, fan func([]int) float64) []float64 {
	sd := math.Sqrt(scale/fan(shape)) / cutSD
	return fill(shape, func() float64 {
		for {
			if z := r.NormFloat64(); math.Abs(z) <= 2 {
				return sd * z
			}
		}
	})
}

func fanIn(shape []int) float64 {
	in, _ := fans(shape)
	return in
}

func glorotFan(shape []int) float64 {
	in, out := fans(shape)
	return in + out
}

// fans counts the inputs and outputs of a unit: a vector (n) has n of both, a kernel (..., in, out) the last two sizes
// times its receptive field.
func fans(shape []int) (in, out float64) {
	k := len(shape)
	switch k {
	case 0:
		return 1, 1
	case 1:
		return float64(shape[0]), float64(shape[0])
	}
	field := float64(size(shape[:k-2]))
	return field * float64(shape[k-2]), field * float64(shape[k-1])
}

func size(shape []int) int {
	return build.Elements("initializer", shape)
}

func fill(shape []int, draw func() float64) []float64 {
	x := make([]float64, size(shape))
	for i := range x {
		x[i] = draw()
	}
	return x
}
