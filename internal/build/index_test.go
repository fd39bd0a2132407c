package build

import (
	"maps"
	"testing"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What is Indexed is noted beforehand, and no more than was made once it is done, also if it panics.
func TestIndexed(t *testing.T) {
	g := G.NewGraph()
	x := Input(g, tensor.Float64, "x", 3)
	index := *(*map[int64]int)(unsafe.Add(unsafe.Pointer(g), byIDField.Offset))
	func() {
		defer func() { _ = recover() }()
		Indexed(g, 4, func() {
			if _, noted := index[x.ID()+4]; !noted {
				t.Errorf("index %v: four nodes are to come", index)
			}
			G.Must(G.Exp(x))
			UniqueNode(g, G.WithType(x.Type()), G.WithOp(G.Must(G.Exp(x)).Op()), G.WithChildren(G.Nodes{x}), G.In(g), G.WithShape(3)) // is there
			G.Must(G.Sin(G.Must(G.Exp(x))))
			panic("done")
		})
	}()
	G.Must(G.Tanh(G.Must(G.Cos(x))))
	nodes := g.AllNodes()
	if len(nodes) != 5 || len(index) != 5 && len(index) != 4 { // inputs are not looked for
		t.Errorf("index %v of %d nodes", index, len(nodes))
	}
	for id, at := range index {
		if nodes[at].ID() != id {
			t.Errorf("node %d is said to be at %d, where %d is", id, at, nodes[at].ID())
		}
	}
}

// The index of a graph is what Gorgonia's own search leaves, for new nodes and for one that was there.
func TestUniqueNodeNotesWhatGorgoniaFinds(t *testing.T) {
	index := func(add func(g *G.ExprGraph, opts ...G.NodeConsOpt) *G.Node) (map[int64]int, G.Nodes) {
		g := G.NewGraph()
		x := Input(g, tensor.Float64, "x", 3)
		square := G.Must(G.Square(x))
		opts := func(in *G.Node) []G.NodeConsOpt {
			return []G.NodeConsOpt{G.WithType(square.Type()), G.WithOp(square.Op()), G.WithChildren(G.Nodes{in}), G.In(g), G.WithShape(3)}
		}
		y := add(g, opts(square)...)
		again := add(g, opts(square)...)
		if again != y {
			t.Error("one node was made twice")
		}
		G.Must(G.Exp(add(g, opts(y)...)))
		return *(*map[int64]int)(unsafe.Add(unsafe.Pointer(g), byIDField.Offset)), g.AllNodes()
	}
	want, _ := index(func(_ *G.ExprGraph, opts ...G.NodeConsOpt) *G.Node { return G.NewUniqueNode(opts...) })
	got, nodes := index(UniqueNode)
	if !maps.Equal(got, want) || len(got) != len(nodes) {
		t.Errorf("index %v, Gorgonia's %v, of %d nodes", got, want, len(nodes))
	}
	for id, at := range got {
		if nodes[at].ID() != id {
			t.Errorf("node %d is said to be at %d, where %d is", id, at, nodes[at].ID())
		}
	}
}
