package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Deterministic is the point mass at Loc: the distribution that a network without any noise predicts. Its LogProb is
// 0 at Loc and -Inf elsewhere, with zero gradient, so it is trained by losses.MSE, L1 or Huber rather than NLL.
type Deterministic struct {
	Loc *G.Node // (n...)
}

// BatchShape is Loc's shape.
func (d Deterministic) BatchShape() tensor.Shape { return batchOf("deterministic", d.Loc) }

// EventShape is ().
func (d Deterministic) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is 0 where y equals Loc and -Inf elsewhere.
func (d Deterministic) LogProb(y *G.Node) *G.Node {
	return onPoints("deterministic log-prob", d, y, Deterministic.logDensity)
}

// Mean is Loc.
func (d Deterministic) Mean() *G.Node { return d.Loc }

// Variance is 0.
func (d Deterministic) Variance() *G.Node { return onShape(full(d.Loc, 0), d.BatchShape()) }

// Mode is Loc.
func (d Deterministic) Mode() *G.Node { return d.Loc }

// Entropy is 0: that of a point with respect to counting.
func (d Deterministic) Entropy() *G.Node { return d.Variance() }

// CDF is the step at Loc, 1 from Loc on.
func (d Deterministic) CDF(y *G.Node) *G.Node {
	return onPoints("deterministic cdf", d, y, Deterministic.cdf)
}

// Sample is Loc, whatever the noise.
func (d Deterministic) Sample(noise *G.Node) *G.Node {
	return onPoints("deterministic sample", d, noise, Deterministic.sample)
}

func (d Deterministic) logDensity(y *G.Node) *G.Node {
	return ops.Where(ops.Equal(y, d.Loc), full(y, 0), full(y, math.Inf(-1)))
}

func (d Deterministic) cdf(y *G.Node) *G.Node {
	return ops.Where(ops.Less(y, d.Loc), full(y, 0), full(y, 1))
}

func (d Deterministic) sample(noise *G.Node) *G.Node { return onShape(d.Loc, noise.Shape()) }

// Support is Loc.
func (d Deterministic) Support() Support {
	return Support{Kind: Points, At: d.Loc}
}
