package training_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// A gradient that is not finite is put down to weights that have grown where weights are large, not where a state is, as the mean of a far
// target is.
func TestOnlyWeightsGrow(t *testing.T) {
	large := layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return []float64{1e9} })
	for _, state := range []bool{false, true} {
		net := netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			at := s.Param
			if state {
				at = s.State
			}
			root := ops.Sqrt(ops.MulConst(first(s, "loc", x), 0))
			return distributions.Deterministic{Loc: ops.Add(root, ops.MulConst(at("mean", large, 1), 1e-9))}
		})
		_, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, &training.Model{Net: net}, line(30, .3, 1), 1)
		if err == nil || strings.Contains(err.Error(), "the weights have grown to 1e+09 (mean)") == state {
			t.Errorf("a state: %v: %v", state, err)
		}
	}
}
