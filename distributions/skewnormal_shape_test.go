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

// At the mode of a skew normal its density is level, for any shape, and first and second derivatives of the mode by the shape are those
// of the equation z = a h(a z), by differences. The entropy is that of a normal at shape 0, of half of one far off, and the same on
// both sides.
func TestSkewNormalShape(t *testing.T) {
	shapes := []float64{0, 1e-3, .1, .5, 1, 2, 3.9, 4.1, 10, 300, 1e6, -1e-3, -.7, -4.1, -300}
	n := len(shapes)
	skew := func(a *G.Node) distributions.SkewNormal {
		return distributions.SkewNormal{Loc: ops.MulConst(a, 0), Scale: ops.AddConst(ops.MulConst(a, 0), 1), Shape: a}
	}
	modes := func(a []float64) [][]float64 {
		return mustEval(t, tensor.Float64, []array{{data: a, shape: []int{n}}}, func(in G.Nodes) G.Nodes {
			d := skew(in[0])
			mode := distributions.Mode(d)
			slope, err := graph.Gradient(ops.Sum(mode), in[0])
			if err != nil {
				t.Fatal(err)
			}
			bend, err := graph.Gradient(ops.Sum(slope[0]), in[0])
			if err != nil {
				t.Fatal(err)
			}
			score, err := graph.Gradient(ops.Sum(distributions.LogProb(d, mode)), mode)
			if err != nil {
				t.Fatal(err)
			}
			return G.Nodes{mode, slope[0], bend[0], score[0], distributions.Entropy(d)}
		})
	}
	out := modes(shapes)
	h := func(a float64) float64 { return 1e-5 * max(1, math.Abs(a)) }
	up, down := make([]float64, n), make([]float64, n)
	for i, a := range shapes {
		up[i], down[i] = a+h(a), a-h(a)
	}
	above, under := modes(up), modes(down)
	for i, a := range shapes {
		within(t, "score at the mode", out[3][i], 0, 1e-13*(1+math.Abs(a)))
		within(t, "slope", out[1][i], (above[0][i]-under[0][i])/(2*h(a)), 1e-8/max(1, math.Abs(a)))
		within(t, "second derivative", out[2][i], (above[1][i]-under[1][i])/(2*h(a)), 1e-8/max(1, a*a))
	}
	normal := (1 + math.Log(2*math.Pi)) / 2
	within(t, "entropy of a normal", out[4][0], normal, 1e-15)
	within(t, "entropy of half a normal", out[4][10], normal-math.Ln2, 1e-5)
	within(t, "both sides", out[4][14], out[4][9], 1e-15)
	bad := skewOf(t, math.NaN(), 1) + skewOf(t, 1, -1)
	if !math.IsNaN(skewOf(t, math.NaN(), 1)) || !math.IsNaN(skewOf(t, 1, -1)) {
		t.Errorf("modes and entropies of no distribution are %v", bad)
	}
}

// skewOf is mode plus entropy of one that may be none.
func skewOf(t *testing.T, shape, scale float64) float64 {
	t.Helper()
	in := []array{{data: []float64{shape}, shape: []int{1}}, {data: []float64{scale}, shape: []int{1}}}
	return mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node {
		d := distributions.SkewNormal{Loc: ops.MulConst(in[0], 0), Scale: in[1], Shape: in[0]}
		return ops.Add(distributions.Mode(d), distributions.Entropy(d))
	}))[0][0]
}
