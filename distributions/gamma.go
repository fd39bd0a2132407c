package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gamma is the density Rate^a y^(a-1) e^(-Rate y) / Gamma(a) for y >= 0, with a = Concentration. At 0 it takes its limit: +Inf for
// a < 1, Rate for a = 1 and 0 for a > 1. Both are positive, or everything is NaN.
type Gamma struct {
	Concentration *G.Node `param:"positive"` // (n...), the shape a
	Rate          *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Concentration and Rate.
func (d Gamma) BatchShape() tensor.Shape { return batchOf("gamma", d.Concentration, d.Rate) }

// EventShape is ().
func (d Gamma) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is a log Rate + (a-1) log y - Rate y - log Gamma(a), without the cancellation of large a, and -Inf below 0.
func (d Gamma) LogProb(y *G.Node) *G.Node {
	return onPoints("gamma log-prob", d, y, Gamma.logDensity)
}

// Mean is a/Rate.
func (d Gamma) Mean() *G.Node {
	return onShape(ops.Div(positive(d.Concentration), positive(d.Rate)), d.BatchShape())
}

// Variance is a/Rate^2.
func (d Gamma) Variance() *G.Node { return ops.Div(d.Mean(), positive(d.Rate)) }

// Mode is (a-1)/Rate, and 0 for a <= 1.
func (d Gamma) Mode() *G.Node {
	a := positive(d.Concentration)
	over := ops.Where(ops.Between(a, 0, 1), full(a, 0), ops.AddConst(a, -1))
	return onShape(ops.Div(over, positive(d.Rate)), d.BatchShape())
}

// Entropy is a - log Rate + log Gamma(a) + (1-a) psi(a).
func (d Gamma) Entropy() *G.Node {
	return onShape(ops.Sub(gammaEntropy(positive(d.Concentration)), ops.Log(positive(d.Rate))), d.BatchShape())
}

// CDF is the regularized incomplete gamma function P(a, Rate y), and 0 below 0.
func (d Gamma) CDF(y *G.Node) *G.Node {
	return onPoints("gamma cdf", d, y, Gamma.cdf)
}

// LogCDF is its logarithm, finite where it underflows.
func (d Gamma) LogCDF(y *G.Node) *G.Node {
	return onPoints("gamma log-cdf", d, y, Gamma.logCDF)
}

// LogSurvival is log Q(a, Rate y).
func (d Gamma) LogSurvival(y *G.Node) *G.Node {
	return onPoints("gamma log-survival", d, y, Gamma.logSurvival)
}

// Sample is the quantile at Phi(noise), with the implicit gradient of Figurnov, Mohamed and Mnih (2018), arXiv:1805.08498.
func (d Gamma) Sample(noise *G.Node) *G.Node {
	return onPoints("gamma sample", d, noise, Gamma.sample)
}

// gammaEntropy is that of rate 1, a + log Gamma(a) + (1-a) psi(a); from 30 on, where these cancel, by the series of both:
// log(2 pi a)/2 + 1/2 - 1/(3a) - 1/(12a^2) - 1/(90a^3) + 1/(120a^4) + 1/(210a^5) - 1/(252a^6) - 1/(210a^7) + 1/(240a^8).
func gammaEntropy(a *G.Node) *G.Node {
	return either(below(a, 30), a, 1, 30,
		func(a *G.Node) *G.Node {
			return ops.Add(ops.Add(a, ops.Lgamma(a)), ops.Mul(ops.AddConst(ops.Neg(a), 1), ops.Digamma(a)))
		},
		func(a *G.Node) *G.Node {
			tail := polynomial(ops.Reciprocal(a), .5, -1./3, -1./12, -1./90, 1./120, 1./210, -1./252, -1./210, 1./240)
			return ops.AddConst(ops.Add(ops.MulConst(ops.Log(a), .5), tail), logSqrt2Pi)
		})
}

func (d Gamma) logDensity(y *G.Node) *G.Node {
	a, rate := positive(d.Concentration), positive(d.Rate)
	norm := ops.Log(rate)
	outside := below(y, 0)
	x := ops.Mul(rate, ops.Where(outside, full(y, 1), y))
	inside := except(ops.Equal(x, full(x, 0)), ops.Sub(edgeLimit(a, norm), x), x, 1, func(x *G.Node) *G.Node {
		return ops.Add(ops.LogGammaDensity(a, x), norm)
	})
	return ops.Where(outside, among(math.Inf(-1), a, rate), inside)
}

func (d Gamma) cdf(y *G.Node) *G.Node { return d.above(y, 0, ops.RegIncGamma) }

func (d Gamma) logCDF(y *G.Node) *G.Node { return d.above(y, math.Inf(-1), ops.LogRegIncGamma) }

func (d Gamma) logSurvival(y *G.Node) *G.Node { return d.above(y, 0, ops.LogRegIncGammaC) }

// above is f of a and Rate y for y > 0, and value elsewhere.
func (d Gamma) above(y *G.Node, value float64, f func(a, x *G.Node) *G.Node) *G.Node {
	a, rate := positive(d.Concentration), positive(d.Rate)
	outside := ops.Between(ops.Mul(rate, y), math.Inf(-1), 0)
	return ops.Where(outside, among(value, a, rate), f(a, ops.Mul(rate, ops.Where(outside, full(y, 1), y))))
}

func (d Gamma) sample(noise *G.Node) *G.Node {
	return ops.Div(ops.StandardGamma(positive(d.Concentration), noise), positive(d.Rate))
}

// Support is [0, Inf).
func (Gamma) Support() Support { return ContinuousOn(0, math.Inf(1)) }
