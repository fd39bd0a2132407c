package distributions_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Breaks are the knots of every part and the breaks of the base, moved on by the parts that follow.
func TestTransformedBreaks(t *testing.T) {
	params := []array{wave(1, 2, 3), wave(1.3, 2, 3), wave(.4, 2, 2), arr([]float64{1, -2}, 2), arr([]float64{2, -.5}, 2), arr([]float64{-3, 0, 1, -1, .3, 2.5}, 2, 3)}
	out := mustEval(t, tensor.Float64, params, func(in G.Nodes) G.Nodes {
		spline := splineOfNodes(in[:3])
		affine := distributions.Affine{Shift: in[3], Scale: in[4]}
		normal := distributions.Normal{Loc: in[3], Scale: ops.Abs(in[4])}
		x, y := spline.(distributions.HasKnots).Knots()
		wide := distributions.Affine{Shift: ops.Reshape(in[3], 2, 1), Scale: ops.Reshape(in[4], 2, 1)}
		breaks := func(base distributions.Distribution, b distributions.Bijector) *G.Node {
			return distributions.Transformed{Base: base, Bijector: b}.Breaks()
		}
		if at := breaks(normal, distributions.Chain{affine, distributions.Exp{}}); at != nil {
			t.Errorf("breaks of a smooth map: %v", at.Shape())
		}
		piecewise := distributions.PiecewiseLinear{Levels: []float64{.1, .5, .8}, Values: in[5]}
		return G.Nodes{
			breaks(normal, distributions.Chain{affine, spline}), y,
			breaks(normal, distributions.Chain{spline, affine}), wide.Forward(y),
			breaks(normal, distributions.Chain{affine, distributions.Inverse{Of: spline}}), x,
			breaks(normal, distributions.Inverse{Of: distributions.Chain{affine, spline}}), wide.Inverse(x),
			breaks(piecewise, affine), wide.Forward(in[5]),
		}
	})
	for k := 0; k < len(out); k += 2 {
		if len(out[k]) != len(out[k+1]) {
			t.Fatalf("case %d: %d breaks, not %d", k/2, len(out[k]), len(out[k+1]))
		}
		for i, got := range out[k] {
			within(t, fmt.Sprintf("case %d, break %d", k/2, i), got, out[k+1][i], 1e-14)
		}
	}
}
