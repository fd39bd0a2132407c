package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogSigmoid is log(1/(1 + e^-x)) = -softplus(-x): x far left, -e^-x far right.
func LogSigmoid(x *G.Node) *G.Node {
	return unary("log_sigmoid", x, kernel.LogSigmoid[float32], kernel.LogSigmoid[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, sigmoidAt(Neg(x))) })
}

// sigmoidAt is Sigmoid with a gradient from x: y (1-y) would be 0 where y rounds to 1.
func sigmoidAt(x *G.Node) *G.Node {
	return unary("sigmoid_at", x, kernel.Sigmoid[float32], kernel.Sigmoid[float64],
		func(x, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("sigmoid_derivative", 1, x, sigmoidDerivative))
		})
}

// Erf is the error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.
func Erf(x *G.Node) *G.Node {
	return unary("erf", x, kernel.Erf[float32], kernel.Erf[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, gauss(x, 1, 2/math.SqrtPi)) })
}

// Erfc is 1 - erf x, without cancellation for large x.
func Erfc(x *G.Node) *G.Node {
	return unary("erfc", x, kernel.Erfc[float32], kernel.Erfc[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, gauss(x, 1, -2/math.SqrtPi)) })
}

// NormalCDF is Phi(x), the standard normal distribution function.
func NormalCDF(x *G.Node) *G.Node {
	return unary("normal_cdf", x, kernel.NormalCDF[float32], kernel.NormalCDF[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, normalPDF(x)) })
}

// normalPDF is phi(x), the standard normal density.
func normalPDF(x *G.Node) *G.Node { return gauss(x, .5, 1/math.Sqrt(2*math.Pi)) }

// gauss is scale·e^(-rate x^2).
func gauss(x *G.Node, rate, scale float64) *G.Node {
	return unary(named("gauss", rate, scale), x, gaussLoop[float32](rate, scale), gaussLoop[float64](rate, scale), func(x, _, dy *G.Node) *G.Node {
		return Mul(dy, derivative(named("gauss_derivative", rate, scale), 1, x, func(x float64, k int) float64 {
			return scale * gaussDerivative(x, rate, k)
		}))
	})
}

func gaussLoop[T kernel.Float](rate, scale float64) func(dst, x []T) {
	less, times := kernel.Scale[T](-rate), kernel.Scale[T](scale)
	return func(dst, x []T) {
		kernel.Square(dst, x)
		less(dst, dst)
		kernel.Exp(dst, dst)
		times(dst, dst)
	}
}

// LogNormalCDF is log Phi(x), finite where Phi underflows, as its derivatives are: far left -x, -1, 2/|x|^3.
func LogNormalCDF(x *G.Node) *G.Node {
	return unary("log_normal_cdf", x, kernel.LogNormalCDF[float32], kernel.LogNormalCDF[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, InverseMills(x)) })
}

// InverseMills is phi(x)/Phi(x), the first derivative of log Phi: about -x far left, where both vanish, and phi(x) far right.
func InverseMills(x *G.Node) *G.Node {
	return unary("inverse_mills", x, kernel.InverseMills[float32], kernel.InverseMills[float64],
		func(x, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("log_normal_cdf_derivative", 2, x, logNormalCDFDerivative))
		})
}

// Lgamma is log |Gamma(x)|, +Inf at 0 and the negative integers.
func Lgamma(x *G.Node) *G.Node {
	return unary("lgamma", x, kernel.Lgamma[float32], kernel.Lgamma[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Digamma(x)) })
}

// Digamma is psi(x), the derivative of log Gamma.
func Digamma(x *G.Node) *G.Node {
	return unary("digamma", x, kernel.Digamma[float32], kernel.Digamma[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Trigamma(x)) })
}

// Trigamma is psi'(x).
func Trigamma(x *G.Node) *G.Node {
	return unary("trigamma", x, kernel.Trigamma[float32], kernel.Trigamma[float64],
		func(x, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("digamma_derivative", 2, x, digammaDerivative))
		})
}
