package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Normal is N(Loc, Scale^2), p(y) = exp(-z^2/2) / (Scale sqrt(2 pi)) with z = (y - Loc)/Scale. Scale is a standard
// deviation and positive; everything is NaN if it is not.
type Normal struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d Normal) BatchShape() tensor.Shape { return batchOf("normal", d.Loc, d.Scale) }

// EventShape is ().
func (d Normal) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -z^2/2 - log Scale - log(2 pi)/2.
func (d Normal) LogProb(y *G.Node) *G.Node {
	return onPoints("normal log-prob", d, y, Normal.logDensity)
}

// Mean is Loc.
func (d Normal) Mean() *G.Node {
	return onShape(locOf(d.Loc, d.Scale), d.BatchShape())
}

// Mode is Loc.
func (d Normal) Mode() *G.Node { return d.Mean() }

// Variance is Scale^2.
func (d Normal) Variance() *G.Node { return onShape(ops.Square(positive(d.Scale)), d.BatchShape()) }

// Entropy is log Scale + (1 + log 2 pi)/2.
func (d Normal) Entropy() *G.Node {
	return onShape(ops.AddConst(ops.Log(positive(d.Scale)), 0.5+logSqrt2Pi), d.BatchShape())
}

// CDF is Phi(z), to full relative precision down to the smallest float64, z = -38.
func (d Normal) CDF(y *G.Node) *G.Node { return onPoints("normal cdf", d, y, Normal.cdf) }

// LogCDF is log Phi(z), finite where Phi underflows.
func (d Normal) LogCDF(y *G.Node) *G.Node { return onPoints("normal log-cdf", d, y, Normal.logCDF) }

// LogSurvival is log Phi(-z).
func (d Normal) LogSurvival(y *G.Node) *G.Node {
	return onPoints("normal log-survival", d, y, Normal.logSurvival)
}

// Sample is Loc + Scale*noise.
func (d Normal) Sample(noise *G.Node) *G.Node {
	return onPoints("normal sample", d, noise, Normal.sample)
}

const logSqrt2Pi = 0.91893853320467274178032973640561764

func (d Normal) logDensity(y *G.Node) *G.Node {
	norm := ops.AddConst(ops.Log(d.Scale), logSqrt2Pi) // on the parameters' shape, however many points y has
	return ops.Sub(ops.MulConst(ops.Square(standardized(y, d.Loc, d.Scale)), -0.5), norm)
}

func (d Normal) cdf(y *G.Node) *G.Node {
	return ops.NormalCDF(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Normal) logCDF(y *G.Node) *G.Node {
	return ops.LogNormalCDF(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Normal) logSurvival(y *G.Node) *G.Node {
	return ops.LogNormalCDF(ops.Neg(standardized(y, d.Loc, positive(d.Scale))))
}

func (d Normal) sample(noise *G.Node) *G.Node { return placed(d.Loc, d.Scale, noise) }
