package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gumbel is the law of the largest of many: cdf exp(-e^-z) and density exp(-z - e^-z)/Scale with z = (y - Loc)/Scale. Scale is positive,
// or everything is NaN.
type Gumbel struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d Gumbel) BatchShape() tensor.Shape { return batchOf("gumbel", d.Loc, d.Scale) }

// EventShape is ().
func (d Gumbel) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -z - e^-z - log Scale.
func (d Gumbel) LogProb(y *G.Node) *G.Node {
	return onPoints("gumbel log-prob", d, y, Gumbel.logDensity)
}

// Mean is Loc + gamma Scale with Euler's constant gamma.
func (d Gumbel) Mean() *G.Node {
	return onShape(ops.Add(d.Loc, ops.MulConst(positive(d.Scale), eulerGamma)), d.BatchShape())
}

// Variance is pi^2 Scale^2/6.
func (d Gumbel) Variance() *G.Node {
	return onShape(ops.MulConst(ops.Square(positive(d.Scale)), math.Pi*math.Pi/6), d.BatchShape())
}

// Mode is Loc.
func (d Gumbel) Mode() *G.Node { return onShape(locOf(d.Loc, d.Scale), d.BatchShape()) }

// Entropy is log Scale + 1 + gamma.
func (d Gumbel) Entropy() *G.Node {
	return onShape(ops.AddConst(ops.Log(positive(d.Scale)), 1+eulerGamma), d.BatchShape())
}

// CDF is exp(-e^-z).
func (d Gumbel) CDF(y *G.Node) *G.Node {
	return onPoints("gumbel cdf", d, y, Gumbel.cdf)
}

// LogCDF is -e^-z.
func (d Gumbel) LogCDF(y *G.Node) *G.Node {
	return onPoints("gumbel log-cdf", d, y, Gumbel.logCDF)
}

// LogSurvival is log(1 - exp(-e^-z)), -z far right.
func (d Gumbel) LogSurvival(y *G.Node) *G.Node {
	return onPoints("gumbel log-survival", d, y, Gumbel.logSurvival)
}

// Sample is Loc - Scale log(-log Phi(noise)).
func (d Gumbel) Sample(noise *G.Node) *G.Node {
	return onPoints("gumbel sample", d, noise, Gumbel.sample)
}

const eulerGamma = 0.57721566490153286060651209008240243

// logDensity limits z where e^-z has long been infinite, as -Inf + Inf would be NaN.
func (d Gumbel) logDensity(y *G.Node) *G.Node {
	z := ops.Clip(standardized(y, d.Loc, d.Scale), -largest(y), math.Inf(1))
	return ops.Neg(ops.Add(ops.Add(z, expOrInf(ops.Neg(z))), ops.Log(d.Scale)))
}

func (d Gumbel) cdf(y *G.Node) *G.Node { return ops.Exp(ops.Neg(ops.Exp(notHuge(d.minusZ(y))))) }

func (d Gumbel) logCDF(y *G.Node) *G.Node { return ops.Neg(expOrInf(d.minusZ(y))) }

func (d Gumbel) logSurvival(y *G.Node) *G.Node { return log1mExpExp(d.minusZ(y)) }

func (d Gumbel) minusZ(y *G.Node) *G.Node {
	return ops.Div(ops.Sub(d.Loc, y), positive(d.Scale))
}

func (d Gumbel) sample(noise *G.Node) *G.Node {
	return placed(d.Loc, d.Scale, ops.Neg(logMinusLog(noise)))
}
