package nets

import (
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Quantiles predicts quantiles at some levels, which never cross: one of them, and the distances of the others from it as sums of
// positive steps. The prediction is a distributions.PiecewiseLinear, a law like any other, of no assumed shape between the levels. It
// starts at the quantiles of the training targets. losses.Pinball fits each quantile for itself, losses.CRPS the law. A likelihood
// cannot be climbed by its gradient, which does not see that the density jumps: losses.NLL, a Trainer's default, is refused.
type Quantiles struct {
	Body   layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Levels []float64    // ascending in (0, 1), at least two; nil: .05, .1, .2, ..., .9, .95
	Floor  float64      // the least distance of neighbours, in standard deviations of the target; 0: .001
}

var _ training.Net = Quantiles{}

var defaultLevels = []float64{.05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95}

// Forward is a PiecewiseLinear a row.
func (m Quantiles) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	levels := m.Levels
	if levels == nil {
		levels = defaultLevels
	}
	k := len(levels)
	if k < 2 || !slices.IsSorted(levels) || !(levels[0] > 0) || !(levels[k-1] < 1) {
		build.Fail("quantiles", nil, "the Levels %v must be at least two and ascend between 0 and 1", levels)
	}
	check(s, "quantiles", 1, nil, "")
	if t := s.Targets(); t.Known() {
		unit.Resolved(t, 0, s.Dtype(), 256) // of two levels that are one float there is no density
	}
	floor := floorOf("quantiles", m.Floor)
	h, t := features(s, m.Body, x), standard(s, 1)
	at := atLevels(s, levels)
	first := start(func() []float64 { return at()[k/2 : k/2+1] })
	steps := start(func() []float64 {
		q := at()
		for j := range k - 1 {
			q[j] = q[j+1] - q[j]
		}
		return q[:k-1]
	})
	q := ascending(s.Call("middle", linear(1, first), h), s.Call("steps", positive(k-1, floor, steps), h), k/2)
	return distributions.PiecewiseLinear{Levels: slices.Clone(levels), Values: t.place(q)}
}

// ascending is middle (n, 1) as number at, and the others so many steps (n, k-1) away: (n, k).
func ascending(middle, steps *G.Node, at int) *G.Node {
	n, k := steps.Shape()[1], steps.Shape()[1]+1
	parts := G.Nodes{middle}
	if at > 0 {
		below := ops.MatMul(ops.Slice(steps, 1, 0, at), ones(steps, at), false, false) // of each the sum of the steps up to the middle
		parts = append(G.Nodes{ops.Sub(middle, below)}, parts...)
	}
	if at < k-1 {
		above := ops.MatMul(ops.Slice(steps, 1, at, n), ones(steps, n-at), false, true)
		parts = append(parts, ops.Add(middle, above))
	}
	return ops.Concat(1, parts...)
}

// ones is a lower triangle of ones.
func ones(x *G.Node, n int) *G.Node { return ops.Tril(ops.Full(x.Graph(), x.Dtype(), 1, n, n)) }

// atLevels is the quantiles of the target at levels, in standard deviations from its mean; those of a standard normal if it is not
// known.
func atLevels(s *layers.Scope, levels []float64) func() []float64 {
	t := s.Targets()
	return func() []float64 {
		q := make([]float64, len(levels))
		for j, p := range levels {
			if t.Known() {
				q[j] = (t.Quantile(0, p) - t.Mean(0)) / unit.Width(t, 0, s.Dtype())
			} else {
				q[j] = normalQuantile(p)
			}
		}
		return q
	}
}
