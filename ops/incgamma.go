package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// RegIncGamma is P(a, x), the distribution function of Gamma(a) at x, broadcast; a > 0, NaN otherwise, and 0 for x <= 0. It is
// relatively accurate where it is small, from a = 1e-10 to 1e18, and computed in float64.
//
// Its gradient for x is the density, 0 for negative x, and of every order but for what follows; that for a is right by
// itself, not a difference. A second derivative for a, and only that, is refused.
func RegIncGamma(a, x *G.Node) *G.Node {
	return incGamma("reg_inc_gamma", a, x, kernel.RegIncGamma64, func(a, x, _ *G.Node) (da, dx *G.Node) {
		return gammaShapeSlope(a, x), gammaPDF(a, x)
	})
}

// RegIncGammaC is Q(a, x) = 1 - P(a, x), relatively accurate where it is small, as RegIncGamma otherwise.
func RegIncGammaC(a, x *G.Node) *G.Node {
	return incGamma("reg_inc_gamma_c", a, x, kernel.RegIncGammaC64, func(a, x, _ *G.Node) (da, dx *G.Node) {
		return Neg(gammaShapeSlope(a, x)), Neg(gammaPDF(a, x))
	})
}

// LogRegIncGamma is log P(a, x), finite where P underflows, with derivatives as RegIncGamma's.
func LogRegIncGamma(a, x *G.Node) *G.Node {
	return incGamma("log_reg_inc_gamma", a, x, kernel.LogRegIncGamma64, func(a, x, _ *G.Node) (da, dx *G.Node) {
		return logGammaShapeSlope(a, x, false), gammaHazard(a, x, false)
	})
}

// LogRegIncGammaC is log Q(a, x), finite where Q underflows, with derivatives as RegIncGamma's.
func LogRegIncGammaC(a, x *G.Node) *G.Node {
	return incGamma("log_reg_inc_gamma_c", a, x, kernel.LogRegIncGammaC64, func(a, x, _ *G.Node) (da, dx *G.Node) {
		return logGammaShapeSlope(a, x, true), Neg(gammaHazard(a, x, true))
	})
}

// incGamma makes one of them; it is constant for negative x.
func incGamma(name string, a, x *G.Node, f func(a, x float64) float64, slopes func(a, x, y *G.Node) (da, dx *G.Node)) *G.Node {
	return both(name, a, x, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, x := in[0], in[1]
		da, dx := slopes(a, x, y)
		return []*G.Node{sumTo(Mul(dy, da), a), sumTo(keep(Between(x, 0, math.Inf(1)), Mul(dy, dx)), x)}
	})
}

// both makes an op of two numbers, broadcast, that is computed in float64.
func both(name string, a, b *G.Node, f func(a, b float64) float64, grad vjp) *G.Node {
	return binary(name, a, b, kernel.Map2(in64[float32](f)), kernel.Map2(in64[float64](f)), grad)
}

// refuse notes the inputs whose gradient an op refuses, and returns its node.
func refuse(n *G.Node, inputs ...int) *G.Node {
	o := n.Op().(*op)
	o.refused = make([]bool, len(o.in))
	for _, i := range inputs {
		o.refused[i] = true
	}
	return n
}

// gammaPDF is the density of Gamma(a) at x.
func gammaPDF(a, x *G.Node) *G.Node { return Exp(LogGammaDensity(a, x)) }

// gammaShapeSlope is dP/da. Its derivative for x is that of the density for a.
func gammaShapeSlope(a, x *G.Node) *G.Node {
	return refuse(both("reg_inc_gamma_shape_slope", a, x, kernel.GammaShapeSlope64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		a, x := in[0], in[1]
		dx := Mul(gammaPDF(a, x), gammaScore(a, x))
		return []*G.Node{nil, sumTo(keep(Between(x, 0, math.Inf(1)), Mul(dy, dx)), x)}
	}), 0)
}

// logGammaShapeSlope is that of log P or, with upper, of log Q: s. For x it has ±h (score - s) with the hazard h.
func logGammaShapeSlope(a, x *G.Node, upper bool) *G.Node {
	f := func(a, x float64) float64 { return kernel.LogGammaShapeSlope64(a, x, upper) }
	return refuse(both(named("log_reg_inc_gamma_shape_slope", upper), a, x, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, x := in[0], in[1]
		dx := Mul(signed(gammaHazard(a, x, upper), upper), Sub(gammaScore(a, x), y))
		return []*G.Node{nil, sumTo(Mul(dy, dx), x)}
	}), 0)
}

func signed(x *G.Node, minus bool) *G.Node {
	if minus {
		return Neg(x)
	}
	return x
}

// gammaHazard is the density over P or, with upper, over Q: h, with derivatives h (score - d log P/da) for a and
// h ((a-1)/x - 1 - ±h) for x.
func gammaHazard(a, x *G.Node, upper bool) *G.Node {
	f := func(a, x float64) float64 { return kernel.GammaHazard64(a, x, upper) }
	return both(named("gamma_hazard", upper), a, x, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, x := in[0], in[1]
		da := Sub(gammaScore(a, x), logGammaShapeSlope(a, x, upper))
		dx := Sub(gammaDensitySlope(a, x), signed(y, upper))
		dy = Mul(dy, y)
		return []*G.Node{sumTo(Mul(dy, da), a), sumTo(Mul(dy, dx), x)}
	})
}

// LogGammaDensity is log(x^(a-1) e^-x/Gamma(a)), the log-density of Gamma(a) at x, broadcast, without the cancellation of large a
// and x; a > 0, NaN otherwise, and -Inf for x < 0.
func LogGammaDensity(a, x *G.Node) *G.Node {
	return binary("log_gamma_density", a, x, kernel.LogGammaDensity[float32], kernel.LogGammaDensity[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		a, x := in[0], in[1]
		return []*G.Node{sumTo(Mul(dy, gammaScore(a, x)), a), sumTo(Mul(dy, gammaDensitySlope(a, x)), x)}
	})
}

// gammaDensitySlope is (a - 1 - x)/x, in an order that keeps the digits of a - x.
func gammaDensitySlope(a, x *G.Node) *G.Node { return Div(AddConst(Sub(a, x), -1), x) }

// gammaScore is log x - psi(a).
func gammaScore(a, x *G.Node) *G.Node {
	return both("gamma_score", a, x, kernel.GammaScore64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{Neg(sumTo(Mul(dy, Trigamma(in[0])), in[0])), sumTo(Div(dy, in[1]), in[1])}
	})
}
