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
		x[i] = from + (to-from)*u
		y[i] = curve(x[i]) + e[i]*noise(x[i])
	}
	return data.Set{X: mat.NewDense(n, 1, x), Y: y, Names: []string{"x"}, Target: "y"}
}

// curve is the mean of y and noise its standard deviation.
func curve(x float64) float64 { return .125*x*(1+math.Sin(x)) + 5 }

func noise(x float64) float64 {
	g := (x - from) / (to - from)
	return 3 * (.25 + g*g)
}

// rms is the root mean square of the distance of a mean at the points of a picture from the true curve.
func rms(mean []float64) float64 {
	sum := 0.
	for i, x := range grid(len(mean)) {
		sum += (mean[i] - curve(x)) * (mean[i] - curve(x))
	}
	return math.Sqrt(sum / float64(len(mean)))
}

// grid are n points over the range of x.
func grid(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = from + (to-from)*float64(i)/float64(n-1)
	}
	return x
}
