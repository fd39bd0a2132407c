package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/numpy"
	"gonum.org/v1/gonum/mat"
)

// The range of x.
const from, to = -20., 60.

// sample is the notebook's data: n rows of y = x (1 + sin x)/8 + 5 + e, with x uniform and e of standard deviation
// 3 (1/4 + ((x - from)/(to - from))²). The numbers are those of NumPy's legacy generator seeded with 43.
func sample(n int) data.Set {
	r := numpy.New(43)
	x, e := r.Rand(n), r.Randn(n)
	y := make([]float64, n)
	for i, u := range x {
		v := from + (to-from)*u
		g := (v - from) / (to - from)
		x[i] = v
		y[i] = .125*v*(1+math.Sin(v)) + 5 + e[i]*3*(.25+g*g)
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
