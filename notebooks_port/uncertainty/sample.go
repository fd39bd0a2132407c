package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/numpy"
	"gonum.org/v1/gonum/mat"
)

// The range of x.
const from, to = -20., 60.

// noise is the standard deviation of y at x, 3 (1/4 + ((x - from)/(to - from))²).
func noise(x float64) float64 {
	g := (x - from) / (to - from)
	return 3 * (.25 + g*g)
}

// sample is the notebook's data: n rows of y = x (1 + sin x)/8 + 5 + noise(x) e, with x uniform and e standard normal. The numbers are those of NumPy's legacy generator seeded with 43.
func sample(n int) data.Set {
	r := numpy.New(43)
	x, e := r.Rand(n), r.Randn(n)
	y := make([]float64, n)
	for i, u := range x {
		v := from + (to-from)*u
		x[i] = v
		y[i] = .125*v*(1+math.Sin(v)) + 5 + e[i]*noise(v)
	}
	return data.Set{X: mat.NewDense(n, 1, x), Y: y, Names: []string{"x"}, Target: "y"}
}

// grid are n points over the range of x.
func grid(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = from + (to-from)*float64(i)/float64(n-1)
	}
	return x
}
