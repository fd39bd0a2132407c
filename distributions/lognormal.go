package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// LogNormal is the law of e^x for x of Normal(Loc, Scale^2): density exp(-z^2/2) / (y Scale sqrt(2 pi)) for y > 0, with
// z = (log y - Loc)/Scale; 0 at 0 and below. Scale is positive, or everything is NaN.
type LogNormal struct {
	Loc   *G.Node // (n...), of log y
	Scale *G.Node `param:"positive"` // (n...), of log y, or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d LogNormal) BatchShape() tensor.Shape { return batchOf("log normal", d.Loc, d.Scale) }

// EventShape is ().
func (d LogNormal) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is the normal log-density of log y, minus log y.
func (d LogNormal) LogProb(y *G.Node) *G.Node {
	return onPoints("log normal log-prob", d, y, LogNormal.logDensity)
}

// Mean is exp(Loc + Scale^2/2).
func (d LogNormal) Mean() *G.Node {
	return onShape(ops.Exp(ops.Add(d.Loc, ops.MulConst(d.square(), .5))), d.BatchShape())
}

// Variance is (exp(Scale^2) - 1) exp(2 Loc + Scale^2).
func (d LogNormal) Variance() *G.Node {
	w := d.square()
	return onShape(ops.Mul(ops.Expm1(w), ops.Exp(ops.Add(ops.MulConst(d.Loc, 2), w))), d.BatchShape())
}

// Mode is exp(Loc - Scale^2).
func (d LogNormal) Mode() *G.Node {
	return onShape(ops.Exp(ops.Sub(d.Loc, d.square())), d.BatchShape())
}

// Entropy is Loc + log Scale + (1 + log 2 pi)/2.
func (d LogNormal) Entropy() *G.Node {
	return onShape(ops.Add(d.Loc, ops.AddConst(ops.Log(positive(d.Scale)), .5+logSqrt2Pi)), d.BatchShape())
}

// CDF is Phi(z), and 0 for y <= 0.
func (d LogNormal) CDF(y *G.Node) *G.Node {
	return onPoints("log normal cdf", d, y, LogNormal.cdf)
}

// LogCDF is log Phi(z), finite where Phi underflows.
func (d LogNormal) LogCDF(y *G.Node) *G.Node {
	return onPoints("log normal log-cdf", d, y, LogNormal.logCDF)
}

// LogSurvival is log Phi(-z).
func (d LogNormal) LogSurvival(y *G.Node) *G.Node {
	return onPoints("log normal log-survival", d, y, LogNormal.logSurvival)
}

// Sample is exp(Loc + Scale noise).
func (d LogNormal) Sample(noise *G.Node) *G.Node {
	return onPoints("log normal sample", d, noise, LogNormal.sample)
}

func (d LogNormal) logDensity(y *G.Node) *G.Node {
	return d.onLog(y, math.Inf(-1), func(n Normal, l *G.Node) *G.Node { return ops.Sub(n.logDensity(l), l) })
}

func (d LogNormal) cdf(y *G.Node) *G.Node { return d.onLog(y, 0, Normal.cdf) }

func (d LogNormal) logCDF(y *G.Node) *G.Node { return d.onLog(y, math.Inf(-1), Normal.logCDF) }

func (d LogNormal) logSurvival(y *G.Node) *G.Node { return d.onLog(y, 0, Normal.logSurvival) }

func (d LogNormal) sample(noise *G.Node) *G.Node { return ops.Exp(d.normal().sample(noise)) }

// onLog is f at log y for y > 0, and value elsewhere.
func (d LogNormal) onLog(y *G.Node, value float64, f func(n Normal, l *G.Node) *G.Node) *G.Node {
	n := d.normal()
	outside := ops.Between(y, math.Inf(-1), 0)
	return except(outside, among(value, n.Loc, n.Scale), y, 1, func(y *G.Node) *G.Node { return f(n, ops.Log(y)) })
}

func (d LogNormal) normal() Normal { return Normal{Loc: d.Loc, Scale: positive(d.Scale)} }

func (d LogNormal) square() *G.Node { return ops.Square(positive(d.Scale)) }

// Support is [0, Inf).
func (LogNormal) Support() Support { return ContinuousOn(0, math.Inf(1)) }
