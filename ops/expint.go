package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogExpE1 is log(e^x E1(x)) with the exponential integral E1(x), the integral of e^-t/t from x to infinity: +Inf at 0, NaN
// below, near -log x far right. It is computed in float64. Sources: Abramowitz and Stegun (1964), 5.1.11 and 5.1.22.
func LogExpE1(x *G.Node) *G.Node {
	return unary("log_exp_e1", x, kernel.Map(logExpE1[float32]), kernel.Map(logExpE1[float64]),
		func(x, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("log_exp_e1_derivative", 1, x, logExpE1Derivative))
		})
}

func logExpE1[T kernel.Float](x T) T {
	y, _ := expIntegral(float64(x))
	return T(y)
}

// expIntegral is log(e^x E1(x)) and its derivative 1 - 1/(x e^x E1(x)).
func expIntegral(x float64) (y, slope float64) {
	switch {
	case !(x >= 0):
		return math.NaN(), math.NaN()
	case x == 0:
		return math.Inf(1), math.Inf(-1)
	case x < 1:
		e1 := e1Series(x)
		return x + math.Log(e1), 1 - math.Exp(-x)/(x*e1)
	}
	// e^x E1 = 1/(x+1-r) with r = 1/(x+3-4/(x+5-9/(x+7-...))), so the slope does not cancel
	r := 0.
	for k := 10 + math.Ceil(100/x); k >= 1; k-- {
		r = k * k / (x + 2*k + 1 - r)
	}
	return -math.Log(x + 1 - r), -(1 - r) / x
}

// e1Series is -gamma - log x - sum (-x)^k/(k k!).
func e1Series(x float64) float64 {
	const gamma = 0.57721566490153286060651209008240243
	sum, term := -gamma-math.Log(x), 1.
	for k := 1.; math.Abs(term) > 1e-18; k++ {
		term *= -x / k
		sum -= term / k
	}
	return sum
}
