package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// elementary makes an op of a function of one number that is computed in float64, with its derivatives of every order.
func elementary(name string, x *G.Node, f func(x float64) float64, slopes func(x float64, k int) float64) *G.Node {
	return unary(name, x, kernel.Map(in1[float32](f)), kernel.Map(in1[float64](f)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, derivative(name+"_derivative", 1, x, slopes)) })
}

// Atan is the arc tangent in radians, between -pi/2 and pi/2.
func Atan(x *G.Node) *G.Node { return elementary("atan", x, math.Atan, atanDerivative) }

// Asinh is the inverse of Sinh, log(x + sqrt(1 + x^2)).
func Asinh(x *G.Node) *G.Node { return elementary("asinh", x, math.Asinh, asinhDerivative) }

// Sinh is the hyperbolic sine, (e^x - e^-x)/2.
func Sinh(x *G.Node) *G.Node {
	return unary("sinh", x, kernel.Map(in1[float32](kernel.Sinh64)), kernel.Map(in1[float64](kernel.Sinh64)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Cosh(x)) })
}

// Cosh is the hyperbolic cosine, (e^x + e^-x)/2.
func Cosh(x *G.Node) *G.Node {
	return unary("cosh", x, kernel.Map(in1[float32](kernel.Cosh64)), kernel.Map(in1[float64](kernel.Cosh64)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Sinh(x)) })
}

// Floor is the greatest whole number that is not above x. It has no gradient.
func Floor(x *G.Node) *G.Node {
	return unary("floor", x, kernel.Map(in1[float32](math.Floor)), kernel.Map(in1[float64](math.Floor)), nil)
}

// Log1mExp is log(1 - e^x) for x <= 0, the logarithm of the other side of a probability e^x: -Inf at 0, NaN above.
func Log1mExp(x *G.Node) *G.Node {
	return unary("log1m_exp", x, kernel.Log1mExp[float32], kernel.Log1mExp[float64],
		func(x, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("log1m_exp_derivative", 1, x, log1mExpDerivative))
		})
}

// NormalQuantile is the x with Phi(x) = p: -Inf at 0, +Inf at 1, NaN outside [0, 1].
func NormalQuantile(p *G.Node) *G.Node {
	return unary("normal_quantile", p, kernel.NormalQuantile[float32], kernel.NormalQuantile[float64],
		func(p, _, dy *G.Node) *G.Node {
			return Mul(dy, derivative("normal_quantile_derivative", 1, p, normalQuantileDerivative))
		})
}

// LogNormalQuantile is the x with log Phi(x) = l, the inverse of LogNormalCDF, finite where Phi underflows: -Inf at -Inf, +Inf
// at 0, NaN above.
func LogNormalQuantile(l *G.Node) *G.Node {
	return elementary("log_normal_quantile", l, kernel.LogNormalQuantile64, logNormalQuantileDerivative)
}

// CumSum is the sums x[..., 0] + ... + x[..., j] along the last axis: (..., k) -> (..., k). They run in float64.
func CumSum(x *G.Node) *G.Node { return cumSum(x, false) }

// cumSum is CumSum, or with back the sums from j on to the end, which is its adjoint.
func cumSum(x *G.Node, back bool) *G.Node {
	name := named("cum_sum", back)
	k := lastExtent(name, x)
	n := apply(name, x.Shape(), pick(x.Dtype(), sums[float32](k, back), sums[float64](k, back)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{cumSum(dy, !back)} }, x)
	shape := x.Shape()
	return batching(n, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		return stack(cumSum(Reshape(in[0], -1, k), back), rows, shape)
	})
}

func sums[T kernel.Float](k int, back bool) compute {
	return rows(func(dst, x []T, k int) { kernel.CumSum(dst, x, k, back) }, k)
}
