package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// The toy regression of Blundell et al. (2015), section 5.2, arXiv:1505.05424: rows lie in [0, .5] and functions are looked at in
// [-.2, 1.2]. The noise e enters before the waves, so it grows where they are steep.
const (
	toyRows      = 100
	toyLo, toyHi = 0, .5
	toyNoise     = .02 // standard deviation of e
	lookLo       = -.2
	lookHi       = 1.2
)

// curve is y of x and its e: x + .3 sin(2 pi (x+e)) + .3 sin(4 pi (x+e)) + e.
func curve(x, e float64) float64 {
	return x + .3*math.Sin(2*math.Pi*(x+e)) + .3*math.Sin(4*math.Pi*(x+e)) + e
}

// toy draws n rows, x uniform.
func toy(seed uint64, n int) data.Set {
	x, y := make([]float64, n), make([]float64, n)
	rng.New(seed, "bnn/toy/x", 0, 0).Uniform64(x, 0)
	rng.New(seed, "bnn/toy/e", 0, 0).Normal64(y, 0)
	for i := range x {
		x[i] = toyLo + (toyHi-toyLo)*x[i]
		y[i] = curve(x[i], toyNoise*y[i])
	}
	return data.Set{X: column(x), Y: y, Names: []string{"x"}, Target: "y"}
}

func column(x []float64) *mat.Dense { return mat.NewDense(len(x), 1, x) }

// grid is n equidistant points from lo to hi.
func grid(lo, hi float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return x
}
