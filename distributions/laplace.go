package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Laplace is the density e^-|z| / (2 Scale) with z = (y - Loc)/Scale: its maximum likelihood is the median, so its loss is the
// absolute error. Scale is positive, or everything is NaN.
type Laplace struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d Laplace) BatchShape() tensor.Shape { return batchOf("laplace", d.Loc, d.Scale) }

// EventShape is ().
func (d Laplace) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -|z| - log(2 Scale). Its gradient at Loc, where there is none, is 0.
func (d Laplace) LogProb(y *G.Node) *G.Node {
	return onPoints("laplace log-prob", d, y, Laplace.logDensity)
}

// Mean is Loc.
func (d Laplace) Mean() *G.Node { return onShape(locOf(d.Loc, d.Scale), d.BatchShape()) }

// Variance is 2 Scale^2.
func (d Laplace) Variance() *G.Node {
	return onShape(ops.MulConst(ops.Square(positive(d.Scale)), 2), d.BatchShape())
}

// Mode is Loc.
func (d Laplace) Mode() *G.Node { return d.Mean() }

// Entropy is 1 + log(2 Scale).
func (d Laplace) Entropy() *G.Node {
	return onShape(ops.AddConst(ops.Log(positive(d.Scale)), 1+math.Ln2), d.BatchShape())
}

// CDF is e^z/2 for z < 0 and 1 - e^-z/2 above.
func (d Laplace) CDF(y *G.Node) *G.Node { return onPoints("laplace cdf", d, y, Laplace.cdf) }

// LogCDF is z - log 2 for z < 0 and log(1 - e^-z/2) above.
func (d Laplace) LogCDF(y *G.Node) *G.Node { return onPoints("laplace log-cdf", d, y, Laplace.logCDF) }

// LogSurvival is LogCDF at -z.
func (d Laplace) LogSurvival(y *G.Node) *G.Node {
	return onPoints("laplace log-survival", d, y, Laplace.logSurvival)
}

// Sample is Loc + Scale F(noise) with the quantile function of z at Phi(noise): log(2 Phi(noise)) below 0, -log(2 Phi(-noise)) above.
func (d Laplace) Sample(noise *G.Node) *G.Node {
	return onPoints("laplace sample", d, noise, Laplace.sample)
}

func (d Laplace) logDensity(y *G.Node) *G.Node {
	norm := ops.AddConst(ops.Log(d.Scale), math.Ln2)
	return ops.Neg(ops.Add(ops.Abs(standardized(y, d.Loc, d.Scale)), norm))
}

func (d Laplace) cdf(y *G.Node) *G.Node {
	z := standardized(y, d.Loc, positive(d.Scale))
	tail := ops.MulConst(ops.Exp(folded(z)), .5)
	return ops.Where(below(z, 0), tail, ops.AddConst(ops.Neg(tail), 1))
}

func (d Laplace) logCDF(y *G.Node) *G.Node {
	return laplaceLogCDF(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Laplace) logSurvival(y *G.Node) *G.Node {
	return laplaceLogCDF(ops.Neg(standardized(y, d.Loc, positive(d.Scale))))
}

func laplaceLogCDF(z *G.Node) *G.Node {
	far := folded(z)
	return ops.Where(below(z, 0), ops.AddConst(far, -math.Ln2), ops.Log1p(ops.MulConst(ops.Exp(far), -.5)))
}

func (d Laplace) sample(noise *G.Node) *G.Node {
	left := ops.AddConst(ops.LogNormalCDF(folded(noise)), math.Ln2)
	z := ops.Where(below(noise, 0), left, ops.Neg(left))
	return ops.Add(d.Loc, ops.Mul(positive(d.Scale), z))
}
