package tape_test

import (
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// d(p+q) is one node for p and q: each has a buffer of its own, which adds up until it is zeroed.
func TestVMSharedGradient(t *testing.T) {
	make := func() (g *G.ExprGraph, p, q *G.Node) {
		g = G.NewGraph()
		o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: g}
		p, q = o.Of(3), o.Of(3)
		if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(G.Must(G.Add(p, q)))))), p, q); err != nil {
			t.Fatal(err)
		}
		return g, p, q
	}
	g, p, q := make()
	m := tape.NewVM(g, G.BindDualValues(p, q))
	var want []float64
	for i, v := range graphtest.Numbers(p.Value()) {
		want = append(want, 2*(v+graphtest.Numbers(q.Value())[i]))
	}
	for run := range 3 {
		graphtest.MustRun(t, m)
		gp, _ := p.Grad()
		gq, _ := q.Grad()
		if gp == gq {
			t.Fatal("p and q share a gradient buffer")
		}
		scaled := slices.Clone(want)
		for i := range scaled {
			scaled[i] *= float64(1 + run%2) // zeroed before the third run
		}
		graphtest.Agree(t, "dp", graphtest.Numbers(gp), scaled, 1e-15)
		graphtest.Agree(t, "dq", graphtest.Numbers(gq), scaled, 1e-15)
		if run == 1 {
			gp.(*tensor.Dense).Zero()
			gq.(*tensor.Dense).Zero()
		}
	}
	// without the option every run overwrites, and a solver that zeroes one does not zero the other
	g, p, q = make()
	m = tape.NewVM(g)
	before := graphtest.Numbers(q.Value())
	for range 2 {
		graphtest.MustRun(t, m)
	}
	if err := G.NewVanillaSolver(G.WithLearnRate(1)).Step(G.NodesToValueGrads(G.Nodes{p, q})); err != nil {
		t.Fatal(err)
	}
	for i := range before {
		before[i] -= want[i]
	}
	graphtest.Agree(t, "q after a step", graphtest.Numbers(q.Value()), before, 1e-15)
}

// A gradient that is a constant is not zeroed by a solver for good.
func TestVMConstantGradient(t *testing.T) {
	for _, opts := range [][]G.VMOpt{nil, {G.BindDualValues()}} {
		g := G.NewGraph()
		o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: g}
		p, s := o.Of(3), o.Of()
		if _, err := G.Grad(G.Must(G.Add(G.Must(G.Sum(p)), s)), p, s); err != nil {
			t.Fatal(err)
		}
		start := append(graphtest.Numbers(p.Value()), graphtest.Value(s))
		m, solver := tape.NewVM(g, opts...), G.NewVanillaSolver(G.WithLearnRate(.5))
		for range 4 {
			graphtest.MustRun(t, m)
			if err := solver.Step(G.NodesToValueGrads(G.Nodes{p, s})); err != nil {
				t.Fatal(err)
			}
		}
		for i := range start {
			start[i] -= 2
		}
		graphtest.Agree(t, "after 4 steps of .5", append(graphtest.Numbers(p.Value()), graphtest.Value(s)), start, 1e-15)
	}
}

// A column may be bound to a vector, and its gradient is a column too, as Gorgonia's solvers need it.
func TestVMColumnBoundToVector(t *testing.T) {
	g := G.NewGraph()
	w := G.NewVector(g, tensor.Float64, G.WithShape(3), G.WithName("w"))
	if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(w)))), w); err != nil {
		t.Fatal(err)
	}
	if err := G.Let(w, tensor.New(tensor.WithShape(3, 1), tensor.WithBacking([]float64{1, 2, 3}))); err != nil {
		t.Fatal(err)
	}
	m, solver := tape.NewVM(g, G.BindDualValues(w)), G.NewVanillaSolver(G.WithLearnRate(.25))
	for range 2 {
		graphtest.MustRun(t, m)
		if err := solver.Step(G.NodesToValueGrads(G.Nodes{w})); err != nil {
			t.Fatal(err)
		}
	}
	graphtest.Agree(t, "w halved twice", graphtest.Numbers(w.Value()), []float64{.25, .5, .75}, 1e-15)
}
