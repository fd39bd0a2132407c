package graph_test

import (
	"cmp"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// increasing are functions of x and one operand of parameters, whose leading axes are given.
var increasing = map[string]func(x, p *G.Node) (y, logSlope *G.Node){
	"spline": func(x, p *G.Node) (y, l *G.Node) {
		parts := ops.Split(p, -1, 3, 3, 2)
		return ops.RationalQuadratic(x, parts[0], parts[1], parts[2], 2)
	},
	"spline inverse": func(x, p *G.Node) (y, l *G.Node) {
		parts := ops.Split(p, -1, 3, 3, 2)
		return ops.RationalQuadraticInverse(x, parts[0], parts[1], parts[2], 2)
	},
	"bernstein":         func(x, p *G.Node) (y, l *G.Node) { return ops.Bernstein(x, p, 2) },
	"bernstein inverse": func(x, p *G.Node) (y, l *G.Node) { return ops.BernsteinInverse(x, p, 2) },
}

// Rows of maps are computed as one op, with the values and gradients of each, however elements share parameters and whatever is
// the same for all rows.
func TestVMapOfMaps(t *testing.T) {
	slow.Test(t)
	shares := [][2][]int{{{}, {}}, {{4}, {4}}, {{4}, {}}, {{2, 3}, {3}}, {{2, 3}, {2, 1}}, {{3}, {2, 1}}, {{2, 3, 2}, {3, 1}}, {{2, 1}, {1, 3}}}
	for name, f := range increasing {
		for _, s := range shares {
			total := graph.NewFunc(func(in G.Nodes) *G.Node {
				y, l := f(in[0], in[1])
				return ops.Add(weighted(y), weighted(ops.MulConst(l, 1.7)))
			})
			d := derivative{name, []domain{on(-2.5, 2.5, s[0]...), on(-.4, .4, append(s[1][:len(s[1]):len(s[1])], 8)...)}, nil}
			for _, mapped := range masks(2) {
				c := newVMapCase(d, 3, mapped)
				if err := cmp.Or(c.agreeing(total), c.agreeing(graph.Grad(total, 0, 1)), c.over(total, []int{0, 1})); err != nil {
					t.Errorf("%s of %v, rows %v: %v", name, s, mapped, err)
				}
				if n := loopsOf(t, graph.VMap(graph.Grad(total, 0, 1), c.axes()), c.values); n != 0 && len(s[0]) < 3 { // else sums over parameters of all elements have no axis to spare
					t.Errorf("%s of %v, rows %v: %d loops over rows", name, s, mapped, n)
				}
			}
		}
	}
}

// loopsOf is how many steps of a function of such inputs go row by row.
func loopsOf(t *testing.T, f *graph.Func, like []G.Value) (loops int) {
	t.Helper()
	g, in := G.NewGraph(), G.Nodes{}
	for i, v := range like {
		in = append(in, build.Input(g, tensor.Float64, string(rune('a'+i)), v.Shape()...))
	}
	p, err := graph.Compile(f.Nodes(in...)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range graph.Machine(p).Plan.Steps {
		if graph.Machine(p).Plan.Nodes[s.Out].Op().String() == "vmap" {
			loops++
		}
	}
	return loops
}
