package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// RegIncBeta is I_x(a, b), the distribution function of Beta(a, b) at x, broadcast; a, b > 0, and x is limited to [0, 1]. It is
// relatively accurate where it is small, and computed in float64.
//
// Its gradient for x is the density, 0 outside [0, 1], and of every order but for what follows; those for a and b are right by
// themselves, not differences. A second derivative for these two, and only that, is refused.
func RegIncBeta(a, b, x *G.Node) *G.Node {
	return incBeta("reg_inc_beta", a, b, x, kernel.RegIncBeta64, func(a, b, x *G.Node) [3]*G.Node {
		return [3]*G.Node{betaSlope(a, b, x, false), betaSlope(a, b, x, true), betaPDF(a, b, x)}
	})
}

// RegIncBetaC is 1 - I_x(a, b), relatively accurate where it is small, as RegIncBeta otherwise.
func RegIncBetaC(a, b, x *G.Node) *G.Node {
	return incBeta("reg_inc_beta_c", a, b, x, kernel.RegIncBetaC64, func(a, b, x *G.Node) [3]*G.Node {
		return [3]*G.Node{Neg(betaSlope(a, b, x, false)), Neg(betaSlope(a, b, x, true)), Neg(betaPDF(a, b, x))}
	})
}

// LogRegIncBeta is log I_x(a, b), finite where I underflows, with derivatives as RegIncBeta's.
func LogRegIncBeta(a, b, x *G.Node) *G.Node { return logIncBeta("log_reg_inc_beta", a, b, x, false) }

// LogRegIncBetaC is log(1 - I_x(a, b)), finite where that underflows, with derivatives as RegIncBeta's.
func LogRegIncBetaC(a, b, x *G.Node) *G.Node { return logIncBeta("log_reg_inc_beta_c", a, b, x, true) }

func logIncBeta(name string, a, b, x *G.Node, upper bool) *G.Node {
	f := func(a, b, x float64) float64 { return kernel.LogRegIncBeta64(a, b, x, upper) }
	return incBeta(name, a, b, x, f, func(a, b, x *G.Node) [3]*G.Node {
		return [3]*G.Node{logBetaSlope(a, b, x, false, upper), logBetaSlope(a, b, x, true, upper), signed(betaHazard(a, b, x, upper), upper)}
	})
}

// incBeta makes one of them; it is constant outside [0, 1].
func incBeta(name string, a, b, x *G.Node, f func(a, b, x float64) float64, slopes func(a, b, x *G.Node) [3]*G.Node) *G.Node {
	return three(name, a, b, x, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		d := slopes(in[0], in[1], in[2])
		return []*G.Node{sumTo(Mul(dy, d[0]), in[0]), sumTo(Mul(dy, d[1]), in[1]), sumTo(keep(Between(in[2], 0, 1), Mul(dy, d[2])), in[2])}
	})
}

// three makes an op of three numbers, broadcast, that is computed in float64.
func three(name string, a, b, c *G.Node, f func(a, b, c float64) float64, grad vjp) *G.Node {
	return threeLoops(name, a, b, c, kernel.Map3(in64s[float32](f)), kernel.Map3(in64s[float64](f)), grad)
}

// threeLoops is three of loops over runs.
func threeLoops(name string, a, b, c *G.Node, f32 func(dst, a, b, c []float32), f64 func(dst, a, b, c []float64), grad vjp) *G.Node {
	floats(name, a, b, c)
	shape := broadcast(name, a, b, c)
	p := kernel.NewPlan(shape, a.Shape(), b.Shape(), c.Shape())
	n := looping(apply(name, shape, pick(a.Dtype(), broadcast3(&p, f32), broadcast3(&p, f64)), grad, a, b, c), f32, f64)
	return batching(n, elementwise(func(in []*G.Node) *G.Node {
		return threeLoops(name, in[0], in[1], in[2], f32, f64, grad)
	}, a.Shape(), b.Shape(), c.Shape()))
}

// in64s computes f in float64.
func in64s[T kernel.Float](f func(a, b, c float64) float64) func(a, b, c T) T {
	return func(a, b, c T) T { return T(f(float64(a), float64(b), float64(c))) }
}

// betaSlope is dI/da, or with second dI/db. Its derivative for x is that of the density for the shape.
func betaSlope(a, b, x *G.Node, second bool) *G.Node {
	f := func(a, b, x float64) float64 { return kernel.BetaSlope64(a, b, x, second) }
	return refuse(three(named("reg_inc_beta_slope", second), a, b, x, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		a, b, x := in[0], in[1], in[2]
		dx := Mul(betaPDF(a, b, x), betaScore(a, b, x, second))
		return []*G.Node{nil, nil, sumTo(keep(Between(x, 0, 1), Mul(dy, dx)), x)}
	}), 0, 1)
}

// logBetaSlope is that of log I or, with upper, of log(1 - I): s. For x it has ±h (score - s) with the hazard h.
func logBetaSlope(a, b, x *G.Node, second, upper bool) *G.Node {
	f := func(a, b, x float64) float64 { return kernel.LogBetaSlope64(a, b, x, second, upper) }
	return refuse(three(named("log_reg_inc_beta_slope", second, upper), a, b, x, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, b, x := in[0], in[1], in[2]
		dx := Mul(signed(betaHazard(a, b, x, upper), upper), Sub(betaScore(a, b, x, second), y))
		return []*G.Node{nil, nil, sumTo(Mul(dy, dx), x)}
	}), 0, 1)
}

// betaHazard is the density over I or, with upper, over 1 - I: h, with derivatives h (score - slope of the logarithm) for the
// shapes and h ((a-1)/x - (b-1)/(1-x) - ±h) for x.
func betaHazard(a, b, x *G.Node, upper bool) *G.Node {
	f := func(a, b, x float64) float64 { return kernel.BetaHazard64(a, b, x, upper) }
	return three(named("beta_hazard", upper), a, b, x, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, b, x := in[0], in[1], in[2]
		byShape := func(second bool) *G.Node {
			return Sub(betaScore(a, b, x, second), logBetaSlope(a, b, x, second, upper))
		}
		up, down := Div(AddConst(a, -1), x), Div(AddConst(b, -1), AddConst(Neg(x), 1))
		dx := Sub(Sub(up, down), signed(y, upper))
		dy = Mul(dy, y)
		return []*G.Node{sumTo(Mul(dy, byShape(false)), a), sumTo(Mul(dy, byShape(true)), b), sumTo(Mul(dy, dx), x)}
	})
}

// betaScore is log x - psi(a) + psi(a+b), the derivative of the log-density for a, or with second that for b.
func betaScore(a, b, x *G.Node, second bool) *G.Node {
	if second {
		return Sub(Log1p(Neg(x)), digammaFall(b, a))
	}
	return Sub(Log(x), digammaFall(a, b))
}

// LogBetaDensity is log(x^(a-1) (1-x)^(b-1)/B(a, b)), the log-density of Beta(a, b) at x, broadcast, without the cancellation of large
// shapes; a, b > 0, NaN otherwise, and -Inf outside [0, 1].
func LogBetaDensity(a, b, x *G.Node) *G.Node {
	return three("log_beta_density", a, b, x, kernel.LogBetaDensity64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		a, b, x := in[0], in[1], in[2]
		dx := Sub(Div(AddConst(a, -1), x), Div(AddConst(b, -1), AddConst(Neg(x), 1)))
		return []*G.Node{sumTo(Mul(dy, betaScore(a, b, x, false)), a), sumTo(Mul(dy, betaScore(a, b, x, true)), b), sumTo(Mul(dy, dx), x)}
	})
}

// betaPDF is x^(a-1) (1-x)^(b-1) / B(a, b) for x in [0, 1] and its limits outside.
func betaPDF(a, b, x *G.Node) *G.Node {
	x = Clip(x, 0, 1)
	return Exp(Sub(Add(XLogY(AddConst(a, -1), x), XLog1pY(AddConst(b, -1), Neg(x))), LogBeta(a, b)))
}
