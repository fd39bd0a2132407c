package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// InverseGamma is the law of 1/x for x of Gamma(a, Scale), a = Concentration: density Scale^a y^(-a-1) e^(-Scale/y) / Gamma(a) for y > 0.
// Both are positive, or everything is NaN.
type InverseGamma struct {
	Concentration *G.Node `param:"positive"` // (n...), the shape a
	Scale         *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Concentration and Scale.
func (d InverseGamma) BatchShape() tensor.Shape {
	return batchOf("inverse gamma", d.Concentration, d.Scale)
}

// EventShape is ().
func (d InverseGamma) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is a log Scale - (a+1) log y - Scale/y - log Gamma(a), and -Inf for y <= 0.
func (d InverseGamma) LogProb(y *G.Node) *G.Node {
	return onPoints("inverse gamma log-prob", d, y, InverseGamma.logDensity)
}

// Mean is Scale/(a-1), infinite for a <= 1.
func (d InverseGamma) Mean() *G.Node {
	a := positive(d.Concentration)
	m := except(ops.Between(a, 0, 1), among(math.Inf(1), a), a, 2, func(a *G.Node) *G.Node { return ops.Reciprocal(ops.AddConst(a, -1)) })
	return onShape(ops.Mul(positive(d.Scale), m), d.BatchShape())
}

// Variance is Scale^2 / ((a-1)^2 (a-2)), infinite for a <= 2 and NaN where the mean is infinite.
func (d InverseGamma) Variance() *G.Node {
	a := positive(d.Concentration)
	few := ops.Where(ops.Between(a, 0, 1), full(a, math.NaN()), among(math.Inf(1), a))
	v := except(ops.Between(a, 0, 2), few, a, 3, func(a *G.Node) *G.Node {
		return ops.Reciprocal(ops.Mul(ops.Square(ops.AddConst(a, -1)), ops.AddConst(a, -2)))
	})
	return onShape(ops.Mul(ops.Square(positive(d.Scale)), v), d.BatchShape())
}

// Mode is Scale/(a+1).
func (d InverseGamma) Mode() *G.Node {
	return onShape(ops.Div(positive(d.Scale), ops.AddConst(positive(d.Concentration), 1)), d.BatchShape())
}

// Entropy is a + log Scale + log Gamma(a) - (1+a) psi(a).
func (d InverseGamma) Entropy() *G.Node {
	a := positive(d.Concentration) // that of the gamma's logarithm, and of the change to it twice
	h := ops.Sub(gammaEntropy(a), ops.MulConst(ops.Digamma(a), 2))
	return onShape(ops.Add(h, ops.Log(positive(d.Scale))), d.BatchShape())
}

// CDF is Q(a, Scale/y), and 0 for y <= 0.
func (d InverseGamma) CDF(y *G.Node) *G.Node {
	return onPoints("inverse gamma cdf", d, y, InverseGamma.cdf)
}

// LogCDF is its logarithm, finite where it underflows.
func (d InverseGamma) LogCDF(y *G.Node) *G.Node {
	return onPoints("inverse gamma log-cdf", d, y, InverseGamma.logCDF)
}

// LogSurvival is log P(a, Scale/y).
func (d InverseGamma) LogSurvival(y *G.Node) *G.Node {
	return onPoints("inverse gamma log-survival", d, y, InverseGamma.logSurvival)
}

// Sample is Scale over the gamma quantile at Phi(-noise), with implicit gradients.
func (d InverseGamma) Sample(noise *G.Node) *G.Node {
	return onPoints("inverse gamma sample", d, noise, InverseGamma.sample)
}

// Bump is the mode, and a width of the bulk: Scale/a, in units of sqrt(a), for a > 1.
func (d InverseGamma) Bump() (at, width *G.Node) {
	return d.Mode(), ops.Mul(d.Mode(), ops.Reciprocal(ops.Sqrt(positive(d.Concentration))))
}

func (d InverseGamma) logDensity(y *G.Node) *G.Node {
	norm := ops.Log(positive(d.Scale))
	return d.above(y, math.Inf(-1), math.Inf(-1), func(a, x *G.Node, y *G.Node) *G.Node {
		return ops.Add(ops.LogGammaDensity(a, x), ops.Sub(norm, ops.MulConst(ops.Log(y), 2)))
	})
}

func (d InverseGamma) cdf(y *G.Node) *G.Node {
	return d.above(y, 0, 1, func(a, x, _ *G.Node) *G.Node { return ops.RegIncGammaC(a, x) })
}

func (d InverseGamma) logCDF(y *G.Node) *G.Node {
	return d.above(y, math.Inf(-1), 0, func(a, x, _ *G.Node) *G.Node { return ops.LogRegIncGammaC(a, x) })
}

func (d InverseGamma) logSurvival(y *G.Node) *G.Node {
	return d.above(y, 0, math.Inf(-1), func(a, x, _ *G.Node) *G.Node { return ops.LogRegIncGamma(a, x) })
}

// above is f of a, Scale/y and y for finite y > 0, lower below and upper at Inf.
func (d InverseGamma) above(y *G.Node, lower, upper float64, f func(a, x, y *G.Node) *G.Node) *G.Node {
	a, s := positive(d.Concentration), positive(d.Scale)
	under, over := ops.Between(y, math.Inf(-1), 0), ops.Equal(y, full(y, math.Inf(1)))
	outside := ops.Add(under, over)
	safe := ops.Where(outside, s, y)
	return ops.Where(outside, ops.Where(under, among(lower, a, s), among(upper, a, s)), f(a, ops.Div(s, safe), safe))
}

func (d InverseGamma) sample(noise *G.Node) *G.Node {
	l := ops.LogStandardGamma(positive(d.Concentration), ops.Neg(noise))
	return ops.Mul(positive(d.Scale), ops.Exp(ops.Neg(l)))
}

// Support is [0, Inf).
func (InverseGamma) Support() Support { return ContinuousOn(0, math.Inf(1)) }
