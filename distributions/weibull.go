package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Weibull is the density (k/Scale) z^(k-1) exp(-z^k) for y >= 0, with z = y/Scale and k = Concentration: lifetimes whose hazard is a power
// of age. At 0 the density takes its limit: +Inf for k < 1, 1/Scale for k = 1 and 0 for k > 1. Both are positive, or everything is NaN.
type Weibull struct {
	Concentration *G.Node `param:"positive"` // (n...), the shape k
	Scale         *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Concentration and Scale.
func (d Weibull) BatchShape() tensor.Shape { return batchOf("weibull", d.Concentration, d.Scale) }

// EventShape is ().
func (d Weibull) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(k/Scale) + (k-1) log z - z^k, and -Inf below 0.
func (d Weibull) LogProb(y *G.Node) *G.Node {
	return onPoints("weibull log-prob", d, y, Weibull.logDensity)
}

// Mean is Scale Gamma(1 + 1/k).
func (d Weibull) Mean() *G.Node {
	g := ops.Lgamma(ops.AddConst(ops.Reciprocal(positive(d.Concentration)), 1))
	return onShape(ops.Mul(positive(d.Scale), ops.Exp(g)), d.BatchShape())
}

// Variance is Scale^2 (Gamma(1 + 2/k) - Gamma(1 + 1/k)^2), without that difference.
func (d Weibull) Variance() *G.Node {
	spread := ops.Expm1(gammaSpread(ops.Reciprocal(positive(d.Concentration))))
	return ops.Mul(ops.Square(d.Mean()), spread)
}

// Mode is Scale (1 - 1/k)^(1/k), and 0 for k <= 1 (where TFP's is wrong).
func (d Weibull) Mode() *G.Node {
	k, s := positive(d.Concentration), positive(d.Scale)
	inside := except(ops.Between(k, 0, 1), among(0, k), k, 2, func(k *G.Node) *G.Node {
		each := ops.Reciprocal(k)
		return ops.Exp(ops.Mul(ops.Log1p(ops.Neg(each)), each))
	})
	return onShape(ops.Mul(s, inside), d.BatchShape())
}

// Entropy is gamma (1 - 1/k) + log(Scale/k) + 1, with Euler's constant gamma.
func (d Weibull) Entropy() *G.Node {
	each := ops.Reciprocal(positive(d.Concentration))
	h := ops.Add(ops.MulConst(each, -eulerGamma), ops.Log(ops.Mul(positive(d.Scale), each)))
	return onShape(ops.AddConst(h, 1+eulerGamma), d.BatchShape())
}

// CDF is 1 - exp(-z^k), and 0 below 0.
func (d Weibull) CDF(y *G.Node) *G.Node {
	return onPoints("weibull cdf", d, y, Weibull.cdf)
}

// LogCDF is its logarithm, k log z where z^k underflows.
func (d Weibull) LogCDF(y *G.Node) *G.Node {
	return onPoints("weibull log-cdf", d, y, Weibull.logCDF)
}

// LogSurvival is -z^k.
func (d Weibull) LogSurvival(y *G.Node) *G.Node {
	return onPoints("weibull log-survival", d, y, Weibull.logSurvival)
}

// Sample is Scale (-log Phi(-noise))^(1/k).
func (d Weibull) Sample(noise *G.Node) *G.Node {
	return onPoints("weibull sample", d, noise, Weibull.sample)
}

// gammaSpread is log Gamma(1 + 2e) - 2 log Gamma(1 + e), whose terms cancel for small e: there it is the sum of
// zeta(n) (2^n - 2)/n (-e)^n over n >= 2.
func gammaSpread(e *G.Node) *G.Node {
	return either(below(e, 1./32), e, 1./64, 1,
		func(e *G.Node) *G.Node { return ops.Mul(ops.Square(e), polynomial(e, gammaSpreads...)) },
		func(e *G.Node) *G.Node {
			one, two := ops.Lgamma(ops.AddConst(e, 1)), ops.Lgamma(ops.AddConst(ops.MulConst(e, 2), 1))
			return ops.Sub(two, ops.MulConst(one, 2))
		})
}

// gammaSpreads are zeta(n) (2^n - 2)/n (-1)^n for n = 2, 3, ...
var gammaSpreads = []float64{1.6449340668482264, -2.4041138063191885, 3.7881313179889835, -6.22156653086022, 10.51254497383931, -18.150286992874612, 31.879456059284735, -56.78047559347799, 102.30164557806299, -186.0919190803662, 341.2506231957703, -630.0773094089744, 1170.2145262106094, -2184.466816943389, 4095.9375942242555}

func (d Weibull) logDensity(y *G.Node) *G.Node {
	k, s := positive(d.Concentration), positive(d.Scale)
	norm := ops.Sub(ops.Log(k), ops.Log(s))
	outside := ops.Add(below(y, 0), ops.Equal(y, full(y, math.Inf(1))))
	z := ops.Div(ops.Where(outside, s, y), s)
	inside := except(ops.Equal(z, full(z, 0)), ops.Sub(edgeLimit(k, norm), z), z, 1, func(z *G.Node) *G.Node {
		l := ops.Log(z)
		return ops.Sub(ops.Add(norm, ops.Mul(ops.AddConst(k, -1), l)), expOrInf(ops.Mul(k, l)))
	})
	return ops.Where(outside, among(math.Inf(-1), k, s), inside)
}

// edgeLimit is the log-density at an end where it goes as a power a-1 of the distance: limit for a = 1, else infinite; NaN
// where either is.
func edgeLimit(a, limit *G.Node) *G.Node {
	infinite := ops.Where(below(a, 1), full(a, math.Inf(1)), full(a, math.Inf(-1)))
	infinite = ops.Where(ops.Equal(a, a), ops.Where(ops.Equal(limit, limit), infinite, limit), a)
	return ops.Where(ops.Equal(a, full(a, 1)), limit, infinite)
}

func (d Weibull) cdf(y *G.Node) *G.Node {
	return d.onPower(y, 0, func(w *G.Node) *G.Node { return ops.Neg(ops.Expm1(ops.Neg(ops.Exp(notHuge(w))))) })
}

func (d Weibull) logCDF(y *G.Node) *G.Node { return d.onPower(y, math.Inf(-1), log1mExpExp) }

func (d Weibull) logSurvival(y *G.Node) *G.Node {
	return d.onPower(y, 0, func(w *G.Node) *G.Node { return ops.Neg(expOrInf(w)) })
}

// onPower is f of w = k log z, log of the exponential number z^k, for y > 0, and value elsewhere.
func (d Weibull) onPower(y *G.Node, value float64, f func(w *G.Node) *G.Node) *G.Node {
	k, s := positive(d.Concentration), positive(d.Scale)
	outside := ops.Between(ops.Div(y, s), math.Inf(-1), 0)
	z := ops.Div(ops.Where(outside, s, y), s)
	return ops.Where(outside, among(value, k, s), f(ops.Mul(k, ops.Log(z))))
}

func (d Weibull) sample(noise *G.Node) *G.Node {
	log := logMinusLog(ops.Neg(noise))
	return ops.Mul(positive(d.Scale), ops.Exp(ops.Div(log, positive(d.Concentration))))
}

// Support is [0, Inf).
func (Weibull) Support() Support { return ContinuousOn(0, math.Inf(1)) }
