package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// Draws of standard distributions as functions of standard normal noise e, broadcast: the quantile at Phi(e), right in both tails
// to e = ±38 and beyond, and computed in float64. Their gradients are those of the implicit function (Figurnov, Mohamed, Mnih
// (2018), arXiv:1805.08498), of first order; a second one is refused.

// StandardGamma is the draw of Gamma(a), rate 1, for noise e: a > 0, NaN otherwise. For tiny a most draws underflow to 0: see
// LogStandardGamma.
func StandardGamma(a, e *G.Node) *G.Node {
	f := func(a, e float64) float64 { z, _ := kernel.GammaDraw64(a, e); return z }
	byA := func(a, z float64) float64 { return timesSlope(z, kernel.GammaDrawSlope64(a, z, kernel.Log64(z))) }
	byE := func(a, e, z float64) float64 {
		return timesSlope(z, kernel.GammaDrawNoise64(a, e, z, kernel.Log64(z)))
	}
	return gammaDraw("standard_gamma", a, e, f, byA, byE)
}

// LogStandardGamma is the logarithm of the draw of StandardGamma, finite where that underflows.
func LogStandardGamma(a, e *G.Node) *G.Node {
	f := func(a, e float64) float64 { _, log := kernel.GammaDraw64(a, e); return log }
	byA := func(a, log float64) float64 { return kernel.GammaDrawSlope64(a, math.Exp(log), log) }
	byE := func(a, e, log float64) float64 { return kernel.GammaDrawNoise64(a, e, math.Exp(log), log) }
	return gammaDraw("log_standard_gamma", a, e, f, byA, byE)
}

// timesSlope is z times the derivative of log z, 0 where z has underflowed.
func timesSlope(z, slope float64) float64 {
	if z == 0 {
		return 0
	}
	return z * slope
}

func gammaDraw(name string, a, e *G.Node, f, byA func(a, z float64) float64, byE func(a, e, z float64) float64) *G.Node {
	return both(name, a, e, f, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, e := in[0], in[1]
		da := refuse(both(name+"_shape_slope", a, y, byA, refuseAll), 0, 1)
		de := refuse(three(name+"_noise_slope", a, e, y, byE, refuseAll), 0, 1, 2)
		return []*G.Node{sumTo(Mul(dy, da), a), sumTo(Mul(dy, de), e)}
	})
}

// refuseAll stands for a gradient that is refused: see refuse.
func refuseAll(in []*G.Node, _, _ *G.Node) []*G.Node { return make([]*G.Node, len(in)) }

// StandardBeta is the draw of Beta(a, b) for noise e: a, b > 0, NaN otherwise. Draws of tiny shapes round to 0 and 1.
func StandardBeta(a, b, e *G.Node) *G.Node {
	return three("standard_beta", a, b, e, kernel.BetaDraw64, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		a, b, e := in[0], in[1], in[2]
		slope := func(name string, f func(a, b, x float64) float64) *G.Node {
			return refuse(three(name, a, b, y, f, refuseAll), 0, 1, 2)
		}
		da := slope("standard_beta_slope_a", func(a, b, x float64) float64 { return kernel.BetaDrawSlope64(a, b, x, false) })
		db := slope("standard_beta_slope_b", func(a, b, x float64) float64 { return kernel.BetaDrawSlope64(a, b, x, true) })
		return []*G.Node{sumTo(Mul(dy, da), a), sumTo(Mul(dy, db), b), sumTo(Mul(dy, betaNoise(a, b, y, e)), e)}
	})
}

// betaNoise is the derivative of a draw x of Beta(a, b) for its noise e, phi(e) over the density, 0 where x has rounded to an end.
func betaNoise(a, b, x, e *G.Node) *G.Node {
	logPhi := AddConst(MulConst(Square(e), -.5), -math.Log(2*math.Pi)/2)
	ends := Add(Between(x, 0, 0), Between(x, 1, 1))
	return drop(ends, Exp(Sub(logPhi, LogBetaDensity(a, b, x))))
}

// StandardStudentT is the draw of StudentT with v > 0 degrees of freedom for noise e; NaN otherwise. It is infinite where it
// overflows, as for small v it does.
func StandardStudentT(v, e *G.Node) *G.Node {
	return both("standard_student_t", v, e, kernel.StudentDraw64, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		v, e := in[0], in[1]
		dv := refuse(three("standard_student_t_slope", v, e, y, kernel.StudentDrawSlope64, refuseAll), 0, 1, 2)
		de := refuse(three("standard_student_t_noise_slope", v, e, y, kernel.StudentDrawNoise64, refuseAll), 0, 1, 2)
		return []*G.Node{sumTo(Mul(dy, dv), v), sumTo(Mul(dy, de), e)}
	})
}
