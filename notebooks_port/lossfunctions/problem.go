package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

// The toy problem: x is uniform on [minX, maxX] and y - 2x log-normal, y = 2x + e^(xz) with z standard normal. Its median does
// not move, its mean and its mode part as x grows.
const minX, maxX = .1, 1.5

func mean(x float64) float64   { return 2*x + math.Exp(x*x/2) }
func median(x float64) float64 { return 2*x + 1 }
func mode(x float64) float64   { return 2*x + math.Exp(-x*x) }

// variance is that of y given x, exp(2x²) - exp(x²).
func variance(x float64) float64 { return math.Exp(2*x*x) - math.Exp(x*x) }

// window is the distance within which rows are taken to tell of the mean at an x.
const window = .05

// meanError is the standard error of the mean of y over those of n rows that are within window of x, of which the range has fewer at
// its ends: about what rows can tell of the mean there, without supposing a shape.
func meanError(x float64, n int) float64 {
	near := min(x+window, maxX) - max(x-window, minX)
	return math.Sqrt(variance(x) / (float64(n) * near / (maxX - minX)))
}

// at is the y whose z is given: at(x, 0) is the median.
func at(x, z float64) float64 { return 2*x + math.Exp(x*z) }

// logDensity is log p(y | x), with v = y - 2x: -log(v x sqrt(2 pi)) - (log v / x)²/2, and -Inf for v <= 0.
func logDensity(x, y float64) float64 {
	v := y - 2*x
	if v <= 0 {
		return math.Inf(-1)
	}
	l := math.Log(v)
	return -l - math.Log(x) - math.Log(2*math.Pi)/2 - l*l/(2*x*x)
}

// entropy is E -log p(y | x) = (1 + log 2 pi)/2 + E log x, in nats a row: 1.0178. E log v, which the entropy of a log-normal
// also has, is 0 here. No network's mean negative log-likelihood is less.
func entropy() float64 {
	xlogx := func(x float64) float64 { return x * (math.Log(x) - 1) }
	return (1+math.Log(2*math.Pi))/2 + (xlogx(maxX)-xlogx(minX))/(maxX-minX)
}

// rows draws n rows; different names give independent ones.
func rows(seed uint64, name string, n int) data.Set {
	x, z := make([]float64, n), make([]float64, n)
	rng.New(seed, "lossfunctions/"+name+"/x", 0, 0).Uniform64(x, 0)
	rng.New(seed, "lossfunctions/"+name+"/z", 0, 0).Normal64(z, 0)
	for i := range x {
		x[i] = minX + (maxX-minX)*x[i]
		z[i] = at(x[i], z[i])
	}
	return data.Set{X: column(x), Y: z, Names: []string{"x"}, Target: "y"}
}

func column(x []float64) *mat.Dense { return mat.NewDense(len(x), 1, x) }

// grid is n equidistant x from minX to maxX.
func grid(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = minX + (maxX-minX)*float64(i)/float64(n-1)
	}
	return x
}

// leastL1 is E |y - 2x - 1|, .9724: no network's mean absolute error is less. Given x it is exp(x²/2) erf(x/sqrt(2)), from
// E[v; v > 1] = exp(x²/2) Phi(x).
func leastL1() float64 {
	f := func(x float64) float64 { return math.Exp(x*x/2) * math.Erf(x/math.Sqrt2) }
	return quad.Fixed(f, minX, maxX, 32, quad.Legendre{}, 1) / (maxX - minX)
}
