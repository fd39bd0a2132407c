package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Quantiles invert the cdf, to ten digits in the tail; the numbers are scipy's norm.ppf.
func TestQuantilesOfNodes(t *testing.T) {
	in := []array{{data: []float64{2, -1}, shape: []int{2}}, {data: []float64{3}, shape: []int{1}}}
	for _, c := range []struct{ p, z float64 }{{.5, 0}, {.975, 1.9599639845400545}, {.025, -1.9599639845400545}, {1e-300, -37.0470962993612}, {0, math.Inf(-1)}, {1, math.Inf(1)}} {
		out := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node {
			return distributions.Quantile(distributions.Normal{Loc: in[0], Scale: in[1]}, c.p)
		}))[0]
		within(t, "first", out[0], 2+3*c.z, 3e-10*max(1, math.Abs(c.z)))
		within(t, "second", out[1], -1+3*c.z, 3e-10*max(1, math.Abs(c.z)))
	}
	out := mustEval(t, tensor.Float64, in[:1], one(func(in G.Nodes) *G.Node {
		return distributions.Quantile(distributions.Deterministic{Loc: in[0]}, .3)
	}))[0]
	within(t, "point", out[1], -1, 0)
	if _, err := evalNodes(tensor.Float64, in, one(func(in G.Nodes) *G.Node {
		return distributions.Quantile(distributions.Normal{Loc: in[0], Scale: in[1]}, 90)
	})); err == nil {
		t.Error("quantile 90 is no error")
	}
}
