package build

import (
	"maps"
	"testing"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
