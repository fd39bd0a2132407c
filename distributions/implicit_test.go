package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gauss is a Normal of another package, with its tails.
type gauss struct {
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d gauss) BatchShape() tensor.Shape  { return distributions.Normal(d).BatchShape() }
func (d gauss) EventShape() tensor.Shape  { return tensor.Shape{} }
func (d gauss) LogProb(y *G.Node) *G.Node { return distributions.Normal(d).LogProb(y) }
func (d gauss) z(y *G.Node) *G.Node       { return ops.Div(ops.Sub(y, d.Loc), d.Scale) }
func (d gauss) LogCDF(y *G.Node) *G.Node  { return ops.LogNormalCDF(d.z(y)) }
func (d gauss) LogSurvival(y *G.Node) *G.Node {
	return ops.LogNormalCDF(ops.Neg(d.z(y)))
}

// A draw of a mixture and its derivatives are mpmath's, out to 37 standard deviations of noise, where one component is next to
// nothing and across the gap between two.
func TestImplicitDraws(t *testing.T) {
	var goldens map[string]struct {
		Params   struct{ Logits, Loc, Scale []number }
		Noise, Z []number
		Grad     struct {
			Noise              []number
			Logits, Loc, Scale [][]number
		}
	}
	filetest.ReadJSON(t, "../testdata/implicit.json", &goldens)
	for name, g := range goldens {
		t.Run(name, func(t *testing.T) {
			n := len(g.Noise)
			repeated := func(p []number) array { return columns(slices.Repeat([][]number{p}, n), true) }
			in := []array{repeated(g.Params.Logits), repeated(g.Params.Loc), repeated(g.Params.Scale), columns(rows1(g.Noise), false)}
			out := mustEval(t, tensor.Float64, in, drawAndGradients(t))
			for i := range n {
				at := fmt.Sprintf("at noise %v", g.Noise[i])
				z := float64(g.Z[i])
				within(t, at+" the draw", out[0][i], z, 1e-13*math.Abs(z)+1e-14*math.Abs(float64(g.Grad.Noise[i])))
				same := func(what string, got float64, want number) {
					t.Helper()
					within(t, at+" the derivative by "+what, got, float64(want), 1e-6*max(1, math.Abs(float64(want))))
				}
				for k := range 2 {
					same(fmt.Sprint("logit ", k), out[1][2*i+k], g.Grad.Logits[i][k])
					same(fmt.Sprint("location ", k), out[2][2*i+k], g.Grad.Loc[i][k])
					same(fmt.Sprint("scale ", k), out[3][2*i+k], g.Grad.Scale[i][k])
				}
				same("noise", out[4][i], g.Grad.Noise[i])
			}
		})
	}
}

// drawAndGradients is a draw of a mixture of normals, and its gradient by all inputs.
func drawAndGradients(t *testing.T) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) G.Nodes {
		z := distributions.Sample(distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[0]}, Components: gauss{in[1], in[2]}}, in[3])
		grads, err := graph.Gradient(ops.Sum(z), in...)
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{z}, grads...)
	}
}

// float32 draws are those of float64, rounded; constant parameters are solved for when the program is made; noise without end
// gives the ends, NaN NaN, and so do parameters out of their domain; no search takes long from a wrong start.
func TestImplicitEdges(t *testing.T) {
	in := []array{arr([]float64{0, 1, 0, 0}, 2, 2), arr([]float64{-1, 3, 0, 1}, 2, 2), arr([]float64{1, .1, 2, 1}, 2, 2), arr([]float64{-3, -.5, 2, -1, 0, 1}, 2, 3)}
	narrow, wide := mustEval(t, tensor.Float32, in, drawAndGradients(t)), mustEval(t, tensor.Float64, in, drawAndGradients(t))
	for k := range wide {
		for i, want := range wide[k] {
			within(t, fmt.Sprintf("float32, output %d, element %d", k, i), narrow[k][i], want, 2e-5*max(1, math.Abs(want)))
		}
	}
	nan := math.NaN()
	in = []array{arr([]float64{0, 1}, 2), arr([]float64{-1, 3, -1, 3, -1, 3, -1, 3, nan, 1}, 5, 2), arr([]float64{1, 1, 1, 1, 1, 1, 1, -1, 1, 1}, 5, 2), vec(inf, -inf, nan, 1, 1)}
	out := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node { return drawAndGradients(t)(in)[0] }))
	for i, want := range []float64{inf, -inf, nan, nan, nan} {
		if got := out[0][i]; got != want && !(math.IsNaN(want) && math.IsNaN(got)) {
			t.Errorf("row %d is %v, want %v", i, got, want)
		}
	}
	constant := mustEval(t, tensor.Float64, []array{vec(-1, 1e-3, 2)}, one(func(in G.Nodes) *G.Node {
		number := func(v float64, shape ...int) *G.Node { return ops.Full(in[0].Graph(), tensor.Float64, v, shape...) }
		z := distributions.Sample(distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: number(0, 3, 2)}, Components: gauss{number(1e6), number(1e-3, 2)}}, in[0])
		return ops.Add(z, distributions.Sample(distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: number(0, 2)}, Components: gauss{number(3, 2), number(1)}}, number(.5)))
	}))
	for i, e := range []float64{-1, 1e-3, 2} {
		within(t, fmt.Sprint("two equal components, draw ", i), constant[0][i], 1e6+1e-3*e+3.5, 1e-9)
	}
}

// One program may be run by several goroutines at once.
func TestImplicitDrawsAtOnce(t *testing.T) {
	f := graph.NewFunc(drawAndGradients(t))
	in := []G.Value{}
	for _, a := range []array{arr([]float64{0, 1, 0, 0}, 2, 2), arr([]float64{-1, 3, 0, 1}, 2, 2), arr([]float64{1, .1, 2, 1}, 2, 2), arr(ramp(200), 2, 100)} {
		in = append(in, a.value(tensor.Float64))
	}
	var all [4][]float64
	var group sync.WaitGroup
	for k := range all {
		group.Go(func() {
			if out, err := f.Call(in...); err == nil {
				all[k] = slices.Concat(floats(out[0]), floats(out[3]))
			}
		})
	}
	group.Wait()
	for k, v := range all {
		if len(v) == 0 || !slices.Equal(v, all[0]) {
			t.Errorf("run %d gave other draws than run 0", k)
		}
	}
}
