package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vectorEdge is a point where the density is finite, however far out, and so is its gradient.
type vectorEdge struct {
	name   string
	family string
	params []array
	y      []float64
}

var vectorEdges = []vectorEdge{
	{"30 sigma", "diag", []array{arr([]float64{0, 0}, 1, 2), arr([]float64{1, 1e-3}, 1, 2)}, []float64{30, .03}},
	{"30 sigma", "tril", []array{arr([]float64{0, 0}, 1, 2), arr([]float64{1, 0, .5, 1e-3}, 1, 2, 2)}, []float64{30, 15.03}},
	{"narrow", "tril", []array{arr([]float64{0, 0}, 1, 2), arr([]float64{1e-8, 0, 1e-8, 1e-9}, 1, 2, 2)}, []float64{1e-8, 1e-8}},
	{"30 sigma", "lowrank", []array{arr([]float64{0, 0}, 1, 2), arr([]float64{10, 10}, 1, 2, 1), arr([]float64{.01, .01}, 1, 2)}, []float64{300, 300.1}},
	{"far", "student", []array{vec(2), arr([]float64{0, 0}, 1, 2), arr([]float64{1, 0, .5, 1}, 1, 2, 2)}, []float64{1e18, -1e18}},
	{"light tails", "student", []array{vec(1e7), arr([]float64{0, 0}, 1, 2), arr([]float64{1, 0, .5, 1}, 1, 2, 2)}, []float64{30, 3}},
	{"next to an end that has a density", "dirichlet", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{1e-30, .25, .75}},
	{"next to an end", "dirichlet", []array{arr([]float64{.25, 2, 30}, 1, 3)}, []float64{1e-30, .25, .75}},
	{"sure", "onehot", []array{arr([]float64{math.Inf(1), 0, 0}, 1, 3)}, []float64{1, 0, 0}},
	{"excluded", "onehot", []array{arr([]float64{0, 1, math.Inf(-1)}, 1, 3)}, []float64{0, 1, 0}},
	{"excluded", "multinomial", []array{vec(3), arr([]float64{0, 1, math.Inf(-1)}, 1, 3)}, []float64{1, 2, 0}},
	{"no trials", "multinomial", []array{vec(0), arr([]float64{0, 1, -1}, 1, 3)}, []float64{0, 0, 0}},
	{"far from one component", "mixture", []array{arr([]float64{0, -60}, 1, 2), arr([]float64{0, 0, 30, 30}, 1, 2, 2), arr([]float64{.1, 0, 0, .1, 1, 0, .5, 1}, 1, 2, 2, 2)}, []float64{30, 31}},
}

func TestVectorGradientsStayFinite(t *testing.T) {
	for _, c := range vectorEdges {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			f := vectorFamilies[c.family]
			in := append(append([]array{}, c.params...), arr(c.y, 1, len(c.y)))
			var values []G.Value
			for _, a := range in {
				values = append(values, a.value(dt))
			}
			for k := range in {
				of := graph.ValueAndGrad(func(in G.Nodes) *G.Node { return ops.Sum(distributions.LogProb(f.make(in), in[len(in)-1])) }, k)
				for i := range in {
					of.InputNames = append(of.InputNames, fmt.Sprint("in", i))
				}
				out, err := of.Call(values...)
				if err != nil {
					t.Fatal(err)
				}
				for i, v := range out {
					for _, x := range floats(v) {
						if math.IsNaN(x) || math.IsInf(x, 0) {
							t.Errorf("%s, %s, %v: %s by input %d is %v", c.family, c.name, dt, []string{"density", "gradient"}[i], k, x)
						}
					}
				}
			}
		}
	}
}

// Outside the support the density is 0, and NaN of a y that is none.
func TestVectorsOutsideTheirSupport(t *testing.T) {
	inf, nan := math.Inf(-1), math.NaN()
	for _, c := range []struct {
		family string
		params []array
		y      []float64
		want   float64
	}{
		{"dirichlet", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{.5, .25, .3}, inf},
		{"dirichlet", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{-.5, .75, .75}, inf},
		{"dirichlet", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{nan, .75, .25}, nan},
		{"dirichlet", []array{arr([]float64{.5, 2, 3}, 1, 3)}, []float64{0, .75, .25}, math.Inf(1)},
		{"dirichlet", []array{arr([]float64{2, 2, 3}, 1, 3)}, []float64{0, .75, .25}, inf},
		{"onehot", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{1, 1, 0}, inf},
		{"onehot", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{0, 0, 0}, inf},
		{"onehot", []array{arr([]float64{1, 2, 3}, 1, 3)}, []float64{.5, .5, 0}, inf},
		{"multinomial", []array{vec(3), arr([]float64{1, 2, 3}, 1, 3)}, []float64{1, 1, 0}, inf},
		{"multinomial", []array{vec(3), arr([]float64{1, 2, 3}, 1, 3)}, []float64{4, -1, 0}, inf},
		{"multinomial", []array{vec(3), arr([]float64{1, 2, 3}, 1, 3)}, []float64{1.5, 1.5, 0}, inf},
		{"multinomial", []array{vec(2.5), arr([]float64{1, 2, 3}, 1, 3)}, []float64{1, 1, 0}, nan},
		{"tril", []array{arr([]float64{1, 2}, 1, 2), arr([]float64{1, nan, 0, -1}, 1, 2, 2)}, []float64{1, 1}, nan},
		{"tril", []array{arr([]float64{0, 0}, 1, 2), arr([]float64{1, nan, 0, 1}, 1, 2, 2)}, []float64{0, 0}, -math.Log(2 * math.Pi)}, // above the diagonal
	} {
		f := vectorFamilies[c.family]
		in := append(append([]array{}, c.params...), arr(c.y, 1, len(c.y)))
		got := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node { return distributions.LogProb(f.make(in), in[len(in)-1]) }))[0][0]
		if got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) && !(math.Abs(got-c.want) < 1e-14) {
			t.Errorf("%s at %v: %v, want %v", c.family, c.y, got, c.want)
		}
	}
}

// A vector family says its shapes, also where they do not fit.
func TestVectorsSayTheirShapes(t *testing.T) {
	g := G.NewGraph()
	loc := G.NewMatrix(g, tensor.Float64, G.WithShape(64, 3), G.WithName("loc"))
	factor := G.NewTensor(g, tensor.Float64, 3, G.WithShape(64, 3, 3), G.WithName("factor"))
	for want, d := range map[string]distributions.Distribution{
		"distributions.MultivariateNormalTriL of batch (64,) and event (3,)":          distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: factor},
		"distributions.MultivariateNormalTriL of parameters that do not fit together": distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: loc},
		"distributions.Dirichlet of batch (64, 3) and event (3,)":                     distributions.Dirichlet{Concentration: factor},
		"distributions.MultivariateNormalLowRank of batch (64,) and event (3,)":       distributions.MultivariateNormalLowRank{Loc: loc, Factor: factor, Scale: loc},
	} {
		if got := fmt.Sprint(d); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
