package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A circle that is cut open opposite of Loc, as where a network begins with 0, or asked there: the cdf's derivative for Loc is
// p(-pi) - p(y), for y p(y), and that for Concentration as of a Loc beside it.
func TestVonMisesCutOppositeOfLoc(t *testing.T) {
	locs := []float64{0, 0, 0, math.Pi / 2, -math.Pi / 2, math.Pi, -math.Pi, 2 * math.Pi}
	ys := []float64{-1, .5, 3, -math.Pi / 2, math.Pi / 2, .5, -.5, 2}
	near := make([]float64, len(locs))
	for i, l := range locs {
		near[i] = l + 1e-7
	}
	eval := func(dt tensor.Dtype, locs []float64) [][]float64 {
		in := []array{vec(locs...), vec(2, .5, 9, 2, 2, .5, 2, 30), vec(ys...)}
		return mustEval(t, dt, in, func(in G.Nodes) G.Nodes {
			d := distributions.VonMises{Loc: in[0], Concentration: in[1]}
			cut := ops.Full(in[2].Graph(), in[2].Dtype(), -math.Pi, len(locs))
			low, high := distributions.LogCDF(d, in[2]), distributions.LogSurvival(d, in[2])
			out := G.Nodes{ops.Exp(d.LogProb(in[2])), ops.Exp(d.LogProb(cut)), low, high}
			for _, y := range []*G.Node{distributions.CDF(d, in[2]), low, high} {
				grads, err := graph.Gradient(ops.Sum(y), in...)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, grads...)
			}
			return out
		})
	}
	for dt, tol := range map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 3e-5} {
		out, beside := eval(dt, locs), eval(tensor.Float64, near)
		for i := range locs {
			atY, atCut := out[0][i], out[1][i]
			below, above := math.Exp(out[2][i]), math.Exp(out[3][i])
			for k, over := range []float64{1, below, -above} {
				for j, want := range []float64{(atCut - atY) / over, beside[5+3*k][i], atY / over} {
					scale := max(math.Abs(want), (atCut+atY)/math.Abs(over))
					if got, by := out[4+3*k+j][i], max(tol, map[bool]float64{true: 1e-6}[j == 1]); !(math.Abs(got-want) <= by*scale) {
						t.Errorf("%v, row %d, output %d: derivative %d is %v, want %v", dt, i, k, j, got, want)
					}
				}
			}
		}
	}
}
