package layers

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

// Initializer draws the first values of a parameter of the given shape, in row-major order. It is data, so that a network can be
// written to a file: a struct of exported fields, like those here. What must be a function is an InitializerFunc.
type Initializer interface {
	Draw(r *rand.Rand, shape ...int) []float64
}

// InitializerFunc is a function as an Initializer. In a file it is a name, so that a network with one can be saved only if the
// function has been entered, training.Register.
type InitializerFunc func(r *rand.Rand, shape ...int) []float64

// Draw calls the function.
func (f InitializerFunc) Draw(r *rand.Rand, shape ...int) []float64 {
	if f == nil {
		build.Fail("initializer", []tensor.Shape{shape}, "the InitializerFunc is nil: layers.Zeros, layers.LecunNormal, ...")
	}
	return f(r, shape...)
}

// Constant is the same number everywhere.
type Constant float64

// Zeros is 0 everywhere.
const Zeros = Constant(0)

// Draw is the number as often as the shape says.
func (c Constant) Draw(_ *rand.Rand, shape ...int) []float64 {
	return fill(shape, func() float64 { return float64(c) })
}

// Normal draws from a normal distribution of mean 0 and this standard deviation.
type Normal float64

// Draw is independent draws.
func (sd Normal) Draw(r *rand.Rand, shape ...int) []float64 {
	return fill(shape, func() float64 { return float64(sd) * r.NormFloat64() })
}

// Between draws from [Low, High).
type Between struct{ Low, High float64 }

// Uniform draws from [lo, hi).
func Uniform(lo, hi float64) Between { return Between{lo, hi} }

// Draw is independent draws.
func (b Between) Draw(r *rand.Rand, shape ...int) []float64 {
	return fill(shape, func() float64 { return b.Low + (b.High-b.Low)*r.Float64() })
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
