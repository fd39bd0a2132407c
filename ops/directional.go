package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogBesselI0 is log I0(x) with the modified Bessel function of order 0, even in x. Its derivatives are the cumulants of cos t of a
// von Mises density, the first I1/I0.
func LogBesselI0(x *G.Node) *G.Node {
	return elementary("log_bessel_i0", x, kernel.LogBesselI064, func(x float64, k int) float64 {
		if k == 1 {
			return kernel.BesselRatio64(x)
		}
		return besselDerivative(x, k)
	})
}

// LogBesselI0e is log(e^-|x| I0(x)), which is LogBesselI0 less |x| with the digits that large x would cost: the log-normalizer, but for
// 2 pi, of a von Mises density as e^(-2 x sin^2(t/2)).
func LogBesselI0e(x *G.Node) *G.Node {
	const name = "log_bessel_i0e"
	return unary(name, x, kernel.LogBesselI0e[float32], kernel.LogBesselI0e[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, derivative(name+"_derivative", 1, x, besselDerivative)) })
}

// besselDerivative is that of log(e^-|x| I0(x)), of order k >= 1, even in x for even k.
func besselDerivative(x float64, k int) float64 {
	y := kernel.BesselCumulant64(x, k)
	if k%2 == 1 && !(x < 0) {
		y = -y
	}
	return y
}

// VonMisesCDF is the distribution function at t of the von Mises density e^(kappa cos t)/(2 pi I0(kappa)) on [-pi, pi], broadcast: 0
// below, 1 above, NaN for negative kappa. It is relatively accurate in both of its tails, e^(-2 kappa) small. A second derivative for
// kappa, and only that, is refused.
func VonMisesCDF(t, kappa *G.Node) *G.Node {
	return both("von_mises_cdf", kappa, t, kernel.VonMisesCDF64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		k, t := in[0], in[1]
		dt := keep(Between(t, -math.Pi, math.Pi), Mul(dy, Exp(LogVonMisesDensity(t, k))))
		return []*G.Node{sumTo(Mul(dy, vonMisesSlope(t, k)), k), sumTo(dt, t)}
	})
}

// LogVonMisesCDF is its logarithm, finite where it underflows; that of 1 - F(t) is LogVonMisesCDF of -t.
func LogVonMisesCDF(t, kappa *G.Node) *G.Node {
	return both("log_von_mises_cdf", kappa, t, kernel.LogVonMisesCDF64, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		k, t := in[0], in[1]
		dt := keep(Between(t, -math.Pi, math.Pi), Mul(dy, Exp(Sub(LogVonMisesDensity(t, k), y))))
		return []*G.Node{sumTo(Mul(dy, logVonMisesSlope(t, k, y)), k), sumTo(dt, t)}
	})
}

// LogVonMisesDensity is kappa cos t - log(2 pi I0(kappa)), broadcast, as -2 kappa sin^2(t/2) less the log-normalizer of that, which keeps
// its digits for large kappa. It does not ask whether t is within [-pi, pi].
func LogVonMisesDensity(t, kappa *G.Node) *G.Node {
	lost := MulConst(Mul(kappa, Square(Sin(MulConst(t, .5)))), -2)
	return AddConst(Sub(lost, LogBesselI0e(kappa)), -math.Log(2*math.Pi))
}

// vonMisesScore is cos t - A(kappa), the derivative of the log-density for kappa.
func vonMisesScore(t, kappa *G.Node) *G.Node {
	rest := unary("bessel_rest", kappa, kernel.Map(in1[float32](besselRest)), kernel.Map(in1[float64](besselRest)),
		func(x, _, dy *G.Node) *G.Node {
			return Neg(Mul(dy, derivative("log_bessel_i0e_derivative", 2, x, besselDerivative)))
		})
	return Sub(rest, MulConst(Square(Sin(MulConst(t, .5))), 2))
}

// besselRest is 1 - A(kappa).
func besselRest(x float64) float64 { return kernel.BesselCumulant64(x, 1) }

// vonMisesSlope is dF/dkappa.
func vonMisesSlope(t, kappa *G.Node) *G.Node {
	f := func(k, t float64) float64 { return kernel.VonMisesSlope64(k, t, false) }
	return refuse(both("von_mises_slope", kappa, t, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		k, t := in[0], in[1]
		dt := Mul(Exp(LogVonMisesDensity(t, k)), vonMisesScore(t, k))
		return []*G.Node{nil, sumTo(keep(Between(t, -math.Pi, math.Pi), Mul(dy, dt)), t)}
	}), 0)
}

// logVonMisesSlope is d log F/dkappa, given log F.
func logVonMisesSlope(t, kappa, log *G.Node) *G.Node {
	f := func(k, t float64) float64 { return kernel.VonMisesSlope64(k, t, true) }
	return refuse(both("log_von_mises_slope", kappa, t, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		k, t := in[0], in[1]
		hazard := Exp(Sub(LogVonMisesDensity(t, k), LogVonMisesCDF(t, k)))
		return []*G.Node{nil, sumTo(Mul(dy, Mul(hazard, Sub(vonMisesScore(t, k), y))), t)}
	}), 0)
}

// StandardVonMises is the draw of the von Mises density of concentration kappa about 0 for standard normal noise e, broadcast, between
// -pi and pi; NaN for negative kappa. Its gradients are as those of StandardGamma.
func StandardVonMises(kappa, e *G.Node) *G.Node {
	return both("standard_von_mises", kappa, e, kernel.VonMisesDraw64, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		k, e := in[0], in[1]
		dk := refuse(both("standard_von_mises_slope", k, y, kernel.VonMisesDrawSlope64, refuseAll), 0, 1)
		de := refuse(three("standard_von_mises_noise_slope", k, e, y, kernel.VonMisesDrawNoise64, refuseAll), 0, 1, 2)
		return []*G.Node{sumTo(Mul(dy, dk), k), sumTo(Mul(dy, de), e)}
	})
}

// SkewNormalCDF is the distribution function at x of the skew normal density 2 phi(x) Phi(c x), broadcast: relatively accurate in both
// of its tails, by Owen's T or what is left of it. Its derivatives have closed forms.
func SkewNormalCDF(x, c *G.Node) *G.Node {
	return both("skew_normal_cdf", x, c, kernel.SkewNormalCDF64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, c := in[0], in[1]
		return []*G.Node{sumTo(Mul(dy, Exp(logSkewDensity(x, c))), x), Neg(sumTo(Mul(dy, Exp(logSkewSlope(x, c))), c))}
	})
}

// LogSkewNormalCDF is its logarithm, finite where it underflows; that of 1 - F(x; c) is LogSkewNormalCDF of -x and -c.
func LogSkewNormalCDF(x, c *G.Node) *G.Node {
	return both("log_skew_normal_cdf", x, c, kernel.LogSkewNormalCDF64, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		x, c := in[0], in[1]
		dx, dc := Exp(Sub(logSkewDensity(x, c), y)), Exp(Sub(logSkewSlope(x, c), y))
		return []*G.Node{sumTo(Mul(dy, dx), x), Neg(sumTo(Mul(dy, dc), c))}
	})
}

// logSkewDensity is log(2 phi(x) Phi(c x)).
func logSkewDensity(x, c *G.Node) *G.Node {
	return AddConst(Add(MulConst(Square(x), -.5), LogNormalCDF(Mul(c, x))), math.Log(2/math.Sqrt(2*math.Pi)))
}

// logSkewSlope is log(e^(-x^2 (1+c^2)/2)/(pi (1+c^2))), which is that of -dF/dc.
func logSkewSlope(x, c *G.Node) *G.Node {
	squares := Add(Square(x), Square(Mul(x, c)))
	return AddConst(Sub(MulConst(squares, -.5), Log1p(Square(c))), -math.Log(math.Pi))
}
