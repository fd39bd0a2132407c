package flows

import (
	"math"
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// standard puts numbers that count in standard deviations from the mean in the units of the targets before the fixed transforms. The
// shift has the rows' axis, so that a flow without context is one distribution a row too.
func standard(s *layers.Scope, rows, dim int, fixed []Transform) distributions.Bijector {
	mean, sd := unit.States(s, dim, before(s, dim, fixed))
	if dim == 1 {
		return distributions.Affine{Shift: ops.BroadcastTo(mean, tensor.Shape{rows}), Scale: ops.Reshape(sd)}
	}
	return distributions.Affine{Shift: ops.BroadcastTo(mean, tensor.Shape{rows, dim}), Scale: sd}
}

// before is the training targets as they are before the fixed transforms, computed when first asked for.
func before(s *layers.Scope, dim int, fixed []Transform) func() *layers.Targets {
	t := s.Targets()
	if len(fixed) == 0 || t == nil {
		return func() *layers.Targets { return t }
	}
	return sync.OnceValue(func() *layers.Targets {
		if !t.Known() {
			return nil
		}
		return layers.NewTargets(dim, func() (y, weights []float64) { return undone(t, dim, fixed) })
	})
}

// undone runs the fixed transforms backwards over the rows, in float64.
func undone(t *layers.Targets, dim int, fixed []Transform) (y, weights []float64) {
	for row, w := range t.All() {
		y, weights = append(y, row...), append(weights, w)
	}
	shape := tensor.Shape{len(weights), dim}
	if dim == 1 {
		shape = shape[:1]
	}
	in := ops.NewValue(tensor.Float64, shape)
	copy(ops.Data[float64](in), y)
	back := graph.NewFunc(func(in G.Nodes) G.Nodes {
		var chain distributions.Chain
		for _, f := range fixed {
			chain = append(chain, f.(Fixed).checked())
		}
		return G.Nodes{chain.Inverse(in[0])}
	})
	out, err := back.Call(in)
	if err != nil {
		build.Throw("flow", err)
	}
	y = ops.Data[float64](out[0])
	for _, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			build.Fail("flow", nil, "a target is outside of what the fixed transforms at the end map onto, or at an end of it: nothing is before it")
		}
	}
	return y, weights
}
