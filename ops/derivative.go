package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxOrder is the highest order of a derivative that has a formula of its own.
const maxOrder = 8

// derivative is the k-th derivative of a function at x, and its own gradient the next one: f(x, k) is right at every order
// by itself. Written as products of lower orders, those far out are differences of nearly equal numbers: the third of log
// Phi at -1000 was -23 in float32 instead of 2e-9. It is computed in float64.
func derivative(name string, k int, x *G.Node, f func(x float64, k int) float64) *G.Node {
	if k > maxOrder {
		build.Fail(name, []tensor.Shape{x.Shape()}, "derivatives of order above %d are not there", maxOrder)
	}
	return unary(named(name, k), x, kernel.Map(ofOrder[float32](f, k)), kernel.Map(ofOrder[float64](f, k)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, derivative(name, k+1, x, f)) })
}

func ofOrder[T kernel.Float](f func(x float64, k int) float64, k int) func(x T) T {
	return func(x T) T { return T(f(float64(x), k)) }
}

// A taylor is the coefficients of a function around a point, up to some order.
type taylor [maxOrder + 1]float64

// over makes q = a/d up to order n; q may be a.
func (q *taylor) over(a, d *taylor, n int) {
	for j := range n + 1 {
		s := a[j]
		for i := 1; i <= j; i++ {
			s -= d[i] * q[j-i]
		}
		q[j] = s / d[0]
	}
}

// logExpE1Derivative is that of log(e^x E1(x)), of order k >= 1.
func logExpE1Derivative(x float64, k int) float64 {
	var y taylor
	switch {
	case !(x >= 0):
		return math.NaN()
	case x == 0:
		return math.Inf(1 - k%2*2)
	case k == 1:
		_, slope := expIntegral(x)
		return slope
	case x < 1:
		expE1ByEquation(&y, x, k)
	default:
		expE1ByFraction(&y, x, k)
	}
	return y[k-1] * factorial(k-1)
}

// expE1ByEquation follows g' = -g (1/x + 1 - g) of g = 1/(x e^x E1(x)), one minus the first derivative.
func expE1ByEquation(y *taylor, x float64, k int) {
	var g, p taylor // p is 1/x + 1 - g
	_, slope := expIntegral(x)
	g[0] = 1 - slope
	inverse := 1 / x
	p[0] = inverse + slope
	for j := range k {
		s := 0.
		for i := range j + 1 {
			s += g[i] * p[j-i]
		}
		inverse /= -x
		g[j+1] = -s / float64(j+1)
		p[j+1] = inverse - g[j+1]
		y[j] = -g[j]
	}
	y[0] = slope
}

// expE1ByFraction is -f'/f with f = x + 1 - 1/(x + 3 - 4/(x + 5 - ...)), as in expIntegral.
func expE1ByFraction(y *taylor, x float64, k int) {
	var f, r, m, slope taylor
	for j := 20 + math.Ceil(200/x); j >= 0; j-- {
		f[0], f[1] = x+2*j+1-r[0], 1-r[1]
		for i := 2; i <= k; i++ {
			f[i] = -r[i]
		}
		m = taylor{j * j}
		r.over(&m, &f, k)
	}
	for i := range k {
		slope[i] = -float64(i+1) * f[i+1]
	}
	y.over(&slope, &f, k-1)
}

// sigmoidDerivative is that of s(x) = 1/(1 + e^-x), of order k >= 0, from w = s (1-s) and d = 1 - 2s with w' = w d, d' = -2w.
// Neither is a difference: 1 - s is s(-x), and d is -tanh(x/2).
func sigmoidDerivative(x float64, k int) float64 {
	if k == 0 {
		return kernel.Sigmoid64(x)
	}
	var w, d taylor
	w[0], d[0] = kernel.Sigmoid64(x)*kernel.Sigmoid64(-x), -math.Tanh(x/2)
	for j := range k - 1 {
		s := 0.
		for i := range j + 1 {
			s += w[i] * d[j-i]
		}
		w[j+1], d[j+1] = s/float64(j+1), -2*w[j]/float64(j+1)
	}
	return w[k-1] * factorial(k-1)
}

// siluDerivative is that of x s(x), of order k >= 1.
func siluDerivative(x float64, k int) float64 {
	slope := sigmoidDerivative(x, k)
	if slope != 0 { // x may be infinite
		slope *= x
	}
	return float64(k)*sigmoidDerivative(x, k-1) + slope
}

// gaussDerivative is that of e^(-rate x^2), of order k >= 0, by Hermite's polynomials. Far out it is 0, not 0·Inf.
func gaussDerivative(x, rate float64, k int) float64 {
	size := math.Exp(-rate * x * x)
	if size == 0 {
		return 0
	}
	h, last := 1., 0.
	for j := range k {
		h, last = -2*rate*(float64(j)*last+x*h), h
	}
	return h * size
}

// geluDerivative is that of x Phi(x), of order k >= 2.
func geluDerivative(x float64, k int) float64 {
	slope := gaussDerivative(x, .5, k-1)
	if slope != 0 { // x may be infinite
		slope *= x
	}
	return (slope + float64(k)*gaussDerivative(x, .5, k-2)) / math.Sqrt(2*math.Pi)
}

func factorial(n int) float64 {
	f := 1.
	for i := 2; i <= n; i++ {
		f *= float64(i)
	}
	return f
}
