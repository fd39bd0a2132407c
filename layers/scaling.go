package layers

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

// VarianceScaling draws with variance Scale/fan, so that the variance of activations, or of gradients, stays the same from layer to
// layer. In and out are the last two sizes of the shape, times the size of the receptive field before them.
type VarianceScaling struct {
	Scale   float64 // of the variance; 0: 1
	Fan     Fan     // what it is divided by
	Uniform bool    // draws from a uniform distribution; else from a normal one cut at two standard deviations
}

// Fan is a number of connections of a unit.
type Fan int

const (
	FanIn  Fan = iota // of inputs
	FanAvg            // of inputs and outputs, on average
	FanOut            // of outputs
)

// The usual ones.
var (
	// GlorotUniform is uniform with variance 2/(in+out) (Glorot and Bengio 2010, eq. 16).
	GlorotUniform = VarianceScaling{Scale: 1, Fan: FanAvg, Uniform: true}
	// GlorotNormal is a normal cut at two standard deviations, with variance 2/(in+out).
	GlorotNormal = VarianceScaling{Scale: 1, Fan: FanAvg}
	// HeUniform is uniform with variance 2/in (He et al. 2015, eq. 10), for relu networks.
	HeUniform = VarianceScaling{Scale: 2, Uniform: true}
	// HeNormal is a normal cut at two standard deviations, with variance 2/in.
	HeNormal = VarianceScaling{Scale: 2}
	// LecunUniform is uniform with variance 1/in (LeCun et al. 1998).
	LecunUniform = VarianceScaling{Scale: 1, Uniform: true}
	// LecunNormal is a normal cut at two standard deviations, with variance 1/in: the default of Dense, as in Flax.
	LecunNormal = VarianceScaling{Scale: 1}
)

// cutSD is the standard deviation of a standard normal cut at ±2.
const cutSD = .87962566103423978

// Draw is independent draws.
func (v VarianceScaling) Draw(r *rand.Rand, shape ...int) []float64 {
	scale, fan := v.of(shape)
	if v.Uniform {
		h := math.Sqrt(3 * scale / fan) // the variance of U(-h, h) is h²/3
		return Uniform(-h, h).Draw(r, shape...)
	}
	sd := math.Sqrt(scale/fan) / cutSD
	return fill(shape, func() float64 {
		for {
			if z := r.NormFloat64(); math.Abs(z) <= 2 {
				return sd * z
			}
		}
	})
}

// of is what the variance is the quotient of.
func (v VarianceScaling) of(shape []int) (scale, fan float64) {
	in, out := fans(shape)
	scale, fan = v.Scale, in
	if scale == 0 {
		scale = 1
	}
	switch v.Fan {
	case FanIn:
	case FanAvg:
		scale, fan = 2*scale, in+out
	case FanOut:
		fan = out
	default:
		build.Fail("initializer", []tensor.Shape{shape}, "there is no Fan %d: FanIn, FanAvg or FanOut", int(v.Fan))
	}
	if !(scale > 0) || math.IsInf(scale, 1) {
		build.Fail("initializer", []tensor.Shape{shape}, "the Scale of VarianceScaling is %v: want a positive number, or 0, which is 1", v.Scale)
	}
	return scale, fan
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
