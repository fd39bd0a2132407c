package tape_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// After a run every node has its own value: forward ones, gradients, sizes and constants.
func TestVMBindsEveryNode(t *testing.T) {
	for _, net := range graphtest.Networks {
		if net.Name == "mnist 784-300-100-10" {
			continue
		}
		n := net.Make(tensor.Float64)
		want := graphtest.ByHand(t, n.Graph)
		vm := tape.NewVM(n.Graph, G.TraceExec())
		graphtest.MustRun(t, vm)
		graphtest.MustRun(t, vm)
		for _, node := range n.Graph.AllNodes() {
			// sums are added in another order: 1e4 terms of rounding 1e-16 below their largest
			graphtest.Agree(t, fmt.Sprintf("%s: %v", net.Name, node), graphtest.Numbers(node.Value()), graphtest.Numbers(want[node]), 1e-11)
		}
	}
}

type binaryFunc func(a, b *G.Node) (*G.Node, error)

// comparisonOf gives 0 and 1, or booleans.
func comparisonOf(f func(a, b *G.Node, retSame bool) (*G.Node, error), same bool) binaryFunc {
	return func(a, b *G.Node) (*G.Node, error) { return f(a, b, same) }
}

var binaryFuncs = map[string]binaryFunc{
	"add": G.Add, "sub": G.Sub, "mul": G.HadamardProd, "div": G.HadamardDiv, "pow": G.Pow,
	"lt": comparisonOf(G.Lt, true), "gt": comparisonOf(G.Gt, true), "lte": comparisonOf(G.Lte, true),
	"gte": comparisonOf(G.Gte, true), "eq": comparisonOf(G.Eq, true), "ne": comparisonOf(G.Ne, true),
	"gt bool": comparisonOf(G.Gt, false), "eq bool": comparisonOf(G.Eq, false),
}

// Every elementwise op, for every type and rank, on tensors and scalars in every combination, gives what its own Do
// does: to 4 ulps of float64 or float32 relative to the larger of 1 and the value, as both sides may be 2 off. Gorgonia's
// softplus leaves out e^-x from x = 16 (float32) or 37 on, its tanh in float32 is a rational function good to 1e-6, and
// Mish goes through both.
func TestVMElementwise(t *testing.T) {
	shapes := [][]int{{}, {1}, {5}, {3, 4}, {1, 4}, {4, 1}, {2, 3, 4}, {2, 2, 3, 2}}
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		tolerance := 4 * 0x1p-52
		if dt == tensor.Float32 {
			tolerance = 4 * 0x1p-23
		}
		for _, shape := range shapes {
			for name, f := range graphtest.UnaryFuncs {
				o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
				x := o.Positive(shape...)
				tol := tolerance
				if dt == tensor.Float32 && (name == "tanh" || name == "mish") {
					tol = 2e-6
				}
				checkNodes(t, fmt.Sprintf("%s of %v %v", name, dt, shape), o.Graph, func() (*G.Node, error) { return f(x) }, tol)
			}
			for name, f := range binaryFuncs {
				for _, other := range [][]int{shape, {}} {
					for _, swap := range []bool{false, true} {
						o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
						a, b := o.Positive(shape...), o.Positive(other...)
						if swap {
							a, b = b, a
						}
						checkNodes(t, fmt.Sprintf("%s of %v %v and %v", name, dt, a.Shape(), b.Shape()), o.Graph, func() (*G.Node, error) { return f(a, b) }, tolerance)
					}
				}
			}
		}
	}
}

// checkNodes compares all nodes of a graph with what their own Do gives. A form that Gorgonia's Do refuses is left out.
func checkNodes(t *testing.T, what string, g *G.ExprGraph, f func() (*G.Node, error), tolerance float64) {
	t.Helper()
	n, err := f()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	want := graphtest.ByHand(t, g)
	vm := tape.NewVM(g)
	if err := vm.RunAll(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	graphtest.Agree(t, what, graphtest.Numbers(n.Value()), graphtest.Numbers(want[n]), tolerance)
	if got, want := n.Value().Dtype(), want[n].Dtype(); got != want {
		t.Errorf("%s has type %v, want %v", what, got, want)
	}
}
