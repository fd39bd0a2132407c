package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What the formulas of scalar families share. A function that blows up outside of the support is given a harmless argument
// there, before its value is dropped: the gradient of a value that is not selected may still be 0 times infinity.

// among is value in every row, and NaN in those where a parameter is.
func among(value float64, params ...*G.Node) *G.Node {
	c := full(params[0], value)
	for _, p := range params {
		c = ops.Where(ops.Equal(p, p), c, full(p, math.NaN()))
	}
	return c
}

// except is value where mask and f(x) elsewhere, with f given safe for what is masked.
func except(mask, value, x *G.Node, safe float64, f func(x *G.Node) *G.Node) *G.Node {
	return ops.Where(mask, value, f(ops.Where(mask, full(x, safe), x)))
}

// either is f(x) where mask and g(x) elsewhere; each is given a harmless argument where it is not asked.
func either(mask, x *G.Node, safeF, safeG float64, f, g func(x *G.Node) *G.Node) *G.Node {
	return ops.Where(mask, f(ops.Where(mask, x, full(x, safeF))), g(ops.Where(mask, full(x, safeG), x)))
}

// below is 1 where x < c.
func below(x *G.Node, c float64) *G.Node { return ops.Less(x, full(x, c)) }

// tails are log Phi(noise) and log Phi(-noise): the logarithms of a uniform number and of its complement, each right where the
// other is 1.
func tails(noise *G.Node) (under, over *G.Node) {
	return ops.LogNormalCDF(noise), ops.LogNormalCDF(ops.Neg(noise))
}

// folded is -|x|, with a derivative at 0: that from the right.
func folded(x *G.Node) *G.Node { return ops.Where(below(x, 0), x, ops.Neg(x)) }

// logMinusLog is log(-log Phi(noise)), the log of an exponential number: beyond 6, where 1 - Phi is e^over, log Phi is
// -e^over - e^(2 over)/2 to 1e-18, and its logarithm over + e^over/2.
func logMinusLog(noise *G.Node) *G.Node {
	return either(below(noise, 6), noise, 0, 7,
		func(x *G.Node) *G.Node { return ops.Log(ops.Neg(ops.LogNormalCDF(x))) },
		func(x *G.Node) *G.Node {
			over := ops.LogNormalCDF(ops.Neg(x))
			return ops.Add(over, ops.MulConst(ops.Exp(over), .5))
		})
}

// log1mExpExp is log(1 - exp(-e^w)), log of the cdf of what is exponential on a log scale: w itself far left, where
// e^w underflows.
func log1mExpExp(w *G.Node) *G.Node {
	w = notHuge(w)
	return either(below(w, -20), w, -21, 0,
		func(w *G.Node) *G.Node { return ops.Sub(w, ops.MulConst(ops.Exp(w), .5)) },
		func(w *G.Node) *G.Node { return ops.Log1mExp(ops.Neg(ops.Exp(w))) })
}

// notHuge is w up to where e^-e^w is 0 and its slope too, and e^w still a number in both types.
func notHuge(w *G.Node) *G.Node { return ops.Where(ops.Less(full(w, 80), w), full(w, 80), w) }

// expOrInf is e^w, without a slope where it is infinite: a density that is 0 there has none, and 0, its part of a mixture's, times infinity
// would be NaN.
func expOrInf(w *G.Node) *G.Node {
	return except(ops.Less(full(w, math.Log(largest(w))), w), full(w, math.Inf(1)), w, 0, ops.Exp)
}

// sumLogs is log(e^a + e^b), of which one may be -Inf, or both.
func sumLogs(a, b *G.Node) *G.Node {
	less := ops.Less(a, b)
	high, low := ops.Where(less, b, a), ops.Where(less, a, b)
	finite := ops.Where(ops.Equal(high, full(high, math.Inf(-1))), full(high, 0), high) // -Inf less -Inf is NaN
	return ops.Add(high, ops.Log1p(ops.Exp(ops.Sub(low, finite))))
}

// erfNoise is erf(noise/sqrt 2) = 2 Phi(noise) - 1, without its cancellation at 0.
func erfNoise(noise *G.Node) *G.Node { return ops.Erf(ops.MulConst(noise, math.Sqrt2/2)) }

// fromZero is f(z) of z = y/scale for y >= 0, and value below. It is y that is replaced there, since z has a gradient for scale.
func fromZero(y, scale *G.Node, value float64, f func(z *G.Node) *G.Node) *G.Node {
	s := positive(scale)
	outside := below(y, 0)
	return ops.Where(outside, among(value, s), f(ops.Div(ops.Where(outside, s, y), s)))
}

// aboveZero is fromZero with value at 0 too, where f may blow up.
func aboveZero(y, scale *G.Node, value float64, f func(z *G.Node) *G.Node) *G.Node {
	s := positive(scale)
	outside := ops.Between(ops.Div(y, s), math.Inf(-1), 0)
	return ops.Where(outside, among(value, s), f(ops.Div(ops.Where(outside, s, y), s)))
}

// polynomial is c[0] + c[1] x + c[2] x^2 + ... by Horner's scheme.
func polynomial(x *G.Node, c ...float64) *G.Node {
	last := len(c) - 1
	p := full(x, c[last])
	for k := last - 1; k >= 0; k-- {
		p = ops.AddConst(ops.Mul(p, x), c[k])
	}
	return p
}

// largest is the largest finite float of x's type.
func largest(x *G.Node) float64 {
	if x.Dtype() == tensor.Float32 {
		return math.MaxFloat32
	}
	return math.MaxFloat64
}
