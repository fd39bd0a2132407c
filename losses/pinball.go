package losses

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pinball is the quantile loss, the mean over the levels p of
//
//	max(p (y - q_p), (p - 1)(y - q_p)),
//
// which is least in the mean where q_p is the quantile p of the target (Koenker and Bassett 1978, Econometrica 46, 33). It is
// in units of the target; the mean over ever more levels tends to half of the CRPS. The gradient at y = q_p is that between the two
// sides.
//
// A point network learns one quantile, Pinball{Levels: []float64{.9}}; a distributions.PiecewiseLinear all of its own, without
// Levels; any distributions.HasQuantile the levels that matter. The elements of an Independent are averaged.
type Pinball struct {
	Levels []float64 // in (0, 1); nil: those of a PiecewiseLinear
}

// PerRow is the mean over the levels, and over a row's targets.
func (l Pinball) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	checkRows("pinball", q, y)
	each := elements(q)
	levels, values := l.quantiles(each)
	above := ops.Sub(ops.Reshape(y, append(y.Shape().Clone(), 1)...), values) // (n..., k)
	p := vector(y, levels)
	return average(ops.Maximum(ops.Mul(p, above), ops.Mul(ops.AddConst(p, -1), above)))
}

// quantiles is the levels and q's values there along a last axis, (n..., k): those that q is made of if they are asked.
func (l Pinball) quantiles(q distributions.Distribution) (levels []float64, values *G.Node) {
	own, piecewise := q.(distributions.PiecewiseLinear)
	if l.Levels == nil && piecewise {
		return own.Levels, ops.BroadcastTo(own.Values, append(own.BatchShape(), len(own.Levels)))
	}
	if len(l.Levels) == 0 {
		build.Fail("pinball", nil, "Levels is empty and %T has none of its own: name the quantiles, such as []float64{.05, .5, .95}", q)
	}
	var each G.Nodes
	for _, p := range l.Levels {
		if !(p > 0 && p < 1) {
			build.Fail("pinball", nil, "the level %v must lie between 0 and 1", p)
		}
		v := distributions.Quantile(q, p)
		shape := append(tensor.Shape{}, q.BatchShape()...)
		each = append(each, ops.Reshape(ops.BroadcastTo(v, shape), append(shape, 1)...))
	}
	return l.Levels, ops.Concat(len(q.BatchShape()), each...)
}

// InUnits multiplies by the scale, if all targets have the same.
func (Pinball) InUnits(loss float64, scale []float64) float64 { return loss * common(scale) }

// vector is numbers as a node of y's type.
func vector(y *G.Node, values []float64) *G.Node {
	each := make([]*G.Node, len(values))
	for i, v := range values {
		each[i] = ops.Full(y.Graph(), y.Dtype(), v, 1)
	}
	return ops.Concat(0, each...)
}
