package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// again makes a node a second time: the graph forgets the first, as gorgonia.Grad makes it forget lonely ones.
func again(g *G.ExprGraph, make func() *G.Node) (a, b *G.Node) {
	a = make()
	g.RemoveNode(a)
	return a, make()
}

// Equal steps are computed once in a Program; ops that differ in anything are not merged, nor are moving slices.
func TestEqualStepsAreMerged(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x, y := s.Input(g, "x", 1, 4, 3), s.Input(g, "y", 1, 4, 3)
	for _, c := range []struct {
		name  string
		a, b  func() *G.Node
		equal bool
	}{
		{"exp", func() *G.Node { return G.Must(G.Exp(x)) }, nil, true},
		{"own sigmoid", func() *G.Node { return ops.Sigmoid(x) }, nil, true},
		{"sum of rows", func() *G.Node { return G.Must(G.Sum(x, 1)) }, nil, true},
		{"product", func() *G.Node { return G.Must(G.Mul(x, G.Must(G.Transpose(y)))) }, nil, true},
		{"difference", func() *G.Node { return G.Must(G.Sub(x, y)) }, func() *G.Node { return G.Must(G.Sub(y, x)) }, false},
		{"soft max", func() *G.Node { return G.Must(G.SoftMax(x)) }, func() *G.Node { return G.Must(G.SoftMax(x, 0)) }, false},
		{"comparison", func() *G.Node { return G.Must(G.Gt(x, y, true)) }, func() *G.Node { return G.Must(G.Gte(x, y, true)) }, false},
		{"own constants", func() *G.Node { return ops.AddConst(x, 1) }, func() *G.Node { return ops.AddConst(x, 2) }, false},
		{"slice", func() *G.Node { return G.Must(G.Slice(x, G.S(1, 3))) }, nil, false},
	} {
		var a, b *G.Node
		if c.b == nil {
			a, b = again(g, c.a)
		} else {
			a, b = c.a(), c.b()
		}
		p, err := graph.Compile(a, b)
		if err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, p)
		if one := graph.SameSlot(p, a, b); one != c.equal {
			t.Errorf("%s: merged %v, want %v", c.name, one, c.equal)
		}
		q, err := graph.Compile(b)
		if err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, q)
		graphtest.Agree(t, c.name, graphtest.Numbers(p.Value(b)), graphtest.Numbers(q.Value(b)), 0)
	}
}

// An output that equals a node before it, of which nothing but another output is computed, has its value: that node is
// asked for too.
func TestOutputEqualsAnotherNode(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 4, 3)
	a := ops.Exp(x)
	y := ops.Neg(a)
	g.RemoveNode(a)
	b := ops.Exp(x)
	for _, outputs := range []G.Nodes{{y, b}, {b, y}} {
		p, err := graph.Compile(outputs...)
		if err != nil {
			t.Fatal(err)
		}
		if !graph.SameSlot(p, a, b) {
			t.Fatal("the nodes are not equal")
		}
		p.Into(p.NewOutputs())
		graphtest.MustRun(t, p)
		if p.Value(b) == nil {
			t.Fatal("the output has no value")
		}
		twice := graphtest.Numbers(p.Value(b))
		for i, v := range graphtest.Numbers(p.Value(y)) {
			twice[i] += v
		}
		graphtest.Agree(t, "an output and its negative", twice, make([]float64, 12), 0)
	}
}

// In a VM both of two equal nodes have a value, and what is computed from them is right.
func TestVMEqualNodesKeepTheirValues(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 4, 3)
	a := G.Must(G.Exp(x))
	square := G.Must(G.Square(a))
	g.RemoveNode(a) // and yet the square is made of it
	b := G.Must(G.Exp(x))
	y := G.Must(G.Sub(square, G.Must(G.Square(b))))
	graphtest.MustRun(t, graph.NewVM(g))
	graphtest.Agree(t, "equal nodes", graphtest.Numbers(a.Value()), graphtest.Numbers(b.Value()), 0)
	graphtest.Agree(t, "their difference", graphtest.Numbers(y.Value()), make([]float64, 12), 0)
	if a.Value() == b.Value() {
		t.Error("two nodes share one value")
	}
}

// What depends on constants only is computed once, in a Program and in a VM, where it has a value all the same.
func TestConstantsAreFolded(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2)
	two := ops.Full(g, tensor.Float64, 2, 2)
	p, err := graph.Compile(ops.Add(x, ops.Exp(ops.Square(two))))
	if err != nil {
		t.Fatal(err)
	}
	if n := graph.Steps(p); n != 1 {
		t.Errorf("%d steps, want the sum only", n)
	}
	h := G.NewGraph()
	square := G.Must(G.Square(G.Must(G.Add(h.Constant(G.NewF64(3)), h.Constant(G.NewF64(4))))))
	y := G.Must(G.Mul(graphtest.Scalar(h, "u", 2), square))
	graphtest.MustRun(t, graph.NewVM(h))
	if graphtest.Value(square) != 49 || graphtest.Value(y) != 98 {
		t.Errorf("%v and %v, want 49 and 98", graphtest.Value(square), graphtest.Value(y))
	}
}
