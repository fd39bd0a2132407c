package graph_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Every operation of the corrupt list is refused by name, and its neighbours that are right are not.
func TestCorruptOps(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float32, G.WithShape(4, 6), G.WithName("x"))
	v := G.NewVector(g, tensor.Float32, G.WithShape(4), G.WithName("v"))
	image := G.NewTensor(g, tensor.Float32, 4, G.WithShape(1, 2, 8, 8), G.WithName("image"))
	table := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{1, 2}))
	for _, c := range []struct {
		name string
		node *G.Node
		hint string // "" is allowed
	}{
		{"softmax", G.Must(G.SoftMax(x)), ""},
		{"dropout", G.Must(G.Dropout(x, .5)), "layers.Dropout"},
		{"random", G.UniformRandomNode(g, tensor.Float32, 0, 1, 4, 6), "ops.Uniform"},
		{"table", G.Must(G.Add(G.NewVector(g, tensor.Float32, G.WithShape(2), G.WithName("two")), g.Constant(table))), "use an input"},
		{"average pool", G.Must(G.AveragePool2D(image, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})), ""},
		{"log2", G.Must(G.Log2(x)), ""},
		{"inverse root", G.Must(G.InverseSqrt(x)), ""},
		{"outer product", G.Must(G.OuterProd(v, v)), ""},
		{"sum of rank 4", G.Must(G.Sum(image, 2)), ""},
		{"max of rank 4", G.Must(G.Max(image, 2)), ""},
		{"sum", G.Must(G.Sum(x, 1)), ""},
		{"product", G.Must(G.Mul(x, G.Must(G.Transpose(x, 1, 0)))), ""},
		{"root", G.Must(G.Sqrt(x)), ""},
		{"scalar constant", G.Must(G.Add(x, g.Constant(G.NewF32(2)))), ""},
		{"max pool", G.Must(G.MaxPool2D(image, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})), ""},
	} {
		_, err := graph.Compile(c.node)
		var b *graph.BuildError
		switch {
		case c.hint == "" && err != nil:
			t.Errorf("%s: %v, want no error", c.name, err)
		case c.hint != "" && (!errors.As(err, &b) || !strings.Contains(b.Hint, c.hint)):
			t.Errorf("%s: error %v, want a BuildError that recommends %s", c.name, err, c.hint)
		}
	}
}

// Inputs w8423 and w914960 have one 32-bit hash: the second is made under a name of its own or refused, never merged.
func TestCollidingInputs(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Sub(in[0], in[1])} })
	f.InputNames = []string{"w8423", "w914960"}
	out, err := f.Call(graphtest.Vec(1, 2), graphtest.Vec(10, 20))
	var b *graph.BuildError
	if err != nil {
		if !errors.As(err, &b) || !strings.Contains(b.Hint, "use another name") {
			t.Fatal(err)
		}
		return
	}
	if got := ops.Data[float64](out[0]); got[0] != -9 || got[1] != -18 {
		t.Errorf("w8423 - w914960 = %v, want [-9 -18]", got)
	}
}
