package graph_test

import (
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// d(p+q) is one node for p and q: each has a buffer of its own, which adds up until it is zeroed.
func TestVMSharedGradient(t *testing.T) {
	make := func() (g *G.ExprGraph, p, q *G.Node) {
		g = G.NewGraph()
		o := &operands{source: newSource(tensor.Float64), g: g}
		p, q = o.of(3), o.of(3)
		if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(G.Must(G.Add(p, q)))))), p, q); err != nil {
			t.Fatal(err)
		}
		return g, p, q
	}
	g, p, q := make()
	m := graph.NewVM(g, G.BindDualValues(p, q))
	var want []float64
	for i, v := range numbers(p.Value()) {
		want = append(want, 2*(v+numbers(q.Value())[i]))
	}
	for run := range 3 {
		mustRun(t, m)
		gp, _ := p.Grad()
		gq, _ := q.Grad()
		if gp == gq {
			t.Fatal("p and q share a gradient buffer")
		}
		scaled := slices.Clone(want)
		for i := range scaled {
			scaled[i] *= float64(1 + run%2) // zeroed before the third run
		}
		agree(t, "dp", numbers(gp), scaled, 1e-15)
		agree(t, "dq", numbers(gq), scaled, 1e-15)
		if run == 1 {
			gp.(*tensor.Dense).Zero()
			gq.(*tensor.Dense).Zero()
		}
	}
	// without the option every run overwrites, and a solver that zeroes one does not zero the other
	g, p, q = make()
	m = graph.NewVM(g)
	before := numbers(q.Value())
	for range 2 {
		mustRun(t, m)
	}
	if err := G.NewVanillaSolver(G.WithLearnRate(1)).Step(G.NodesToValueGrads(G.Nodes{p, q})); err != nil {
		t.Fatal(err)
	}
	for i := range before {
		before[i] -= want[i]
	}
	agree(t, "q after a step", numbers(q.Value()), before, 1e-15)
}

// A gradient that is a constant is not zeroed by a solver for good.
func TestVMConstantGradient(t *testing.T) {
	for _, opts := range [][]G.VMOpt{nil, {G.BindDualValues()}} {
		g := G.NewGraph()
		o := &operands{source: newSource(tensor.Float64), g: g}
		p, s := o.of(3), o.of()
		if _, err := G.Grad(G.Must(G.Add(G.Must(G.Sum(p)), s)), p, s); err != nil {
			t.Fatal(err)
		}
		start := append(numbers(p.Value()), value(s))
		m, solver := graph.NewVM(g, opts...), G.NewVanillaSolver(G.WithLearnRate(.5))
		for range 4 {
			mustRun(t, m)
			if err := solver.Step(G.NodesToValueGrads(G.Nodes{p, s})); err != nil {
				t.Fatal(err)
			}
		}
		for i := range start {
			start[i] -= 2
		}
		agree(t, "after 4 steps of .5", append(numbers(p.Value()), value(s)), start, 1e-15)
	}
}
