package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Outputs that are one value reshaped, reshaped twice, or an input reshaped, lie in memory of their own: who writes into one
// of them changes no other. checkNear looks at that, and at their numbers.
func TestOutputsShareNoMemory(t *testing.T) {
	for name, outputs := range map[string]func(x *G.Node) G.Nodes{
		"value and reshaped": func(x *G.Node) G.Nodes { e := ops.Exp(x); return G.Nodes{e, ops.Reshape(e, 4, 3)} },
		"reshaped and value": func(x *G.Node) G.Nodes { e := ops.Exp(x); return G.Nodes{ops.Reshape(e, 4, 3), e} },
		"two reshaped":       func(x *G.Node) G.Nodes { e := ops.Exp(x); return G.Nodes{ops.Reshape(e, 4, 3), ops.Reshape(e, 12)} },
		"one after the other": func(x *G.Node) G.Nodes {
			r := ops.Reshape(ops.Exp(x), 4, 3)
			return G.Nodes{r, ops.Reshape(r, 12), ops.Reshape(ops.Reshape(r, 2, 6), 6, 2)}
		},
		"input":             func(x *G.Node) G.Nodes { r := ops.Reshape(x, 12); return G.Nodes{x, r, ops.Reshape(r, 6, 2)} },
		"Gorgonia's":        func(x *G.Node) G.Nodes { return G.Nodes{x, G.Must(G.Reshape(x, tensor.Shape{12}))} },
		"Gorgonia's slices": func(x *G.Node) G.Nodes { return G.Nodes{G.Must(G.Slice(x, G.S(0, 2))), G.Must(G.Slice(x, G.S(1, 3)))} },
		"slices":            func(x *G.Node) G.Nodes { return G.Nodes{ops.Slice(x, 0, 0, 2), ops.Slice(x, 0, 1, 3), x} },
		"one twice":         func(x *G.Node) G.Nodes { e := ops.Exp(x); return G.Nodes{e, e, x, x} },
	} {
		t.Run(name, func(t *testing.T) {
			n := &near{Operands: &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}}
			n.outputs = outputs(n.Of(3, 4))
			checkNear(t, n)
		})
	}
}
