package distributions_test

import (
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Below Scale no probability of a Pareto moves with its parameters, infinite ones too: all slopes are 0.
func TestParetoOfInfiniteParametersBelowScale(t *testing.T) {
	for _, dt := range bothTypes {
		in := []array{vec(inf, inf, 2, inf), vec(3, 3, inf, inf), vec(2, -inf, 2, 5)}
		for k, answer := range []func(d distributions.Distribution, y *G.Node) *G.Node{distributions.LogCDF, distributions.CDF, distributions.LogSurvival} {
			out := mustEval(t, dt, in, func(in G.Nodes) G.Nodes {
				v := answer(distributions.Pareto{Concentration: in[0], Scale: in[1]}, in[2])
				grads, err := graph.Gradient(ops.Sum(v), in...)
				if err != nil {
					t.Fatal(err)
				}
				return append(G.Nodes{v}, grads...)
			})
			for i, v := range out[0] {
				within(t, "value", v, []float64{-inf, 0, 0}[k], 0)
				for p, slope := range out[1:] {
					if slope[i] != 0 {
						t.Errorf("%v, answer %d, row %d: the slope by %d is %v, not 0", dt, k, i, p, slope[i])
					}
				}
			}
		}
	}
}
