package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// inPlaceFuncs are the loops that may write where they read, of two operands of which both are read for the last time.
var inPlaceFuncs = map[string]func(a, b *G.Node) *G.Node{
	"add":     func(a, b *G.Node) *G.Node { return G.Must(G.Add(a, b)) },
	"sub":     func(a, b *G.Node) *G.Node { return G.Must(G.Sub(a, b)) },
	"mul":     func(a, b *G.Node) *G.Node { return G.Must(G.HadamardProd(a, b)) },
	"div":     func(a, b *G.Node) *G.Node { return G.Must(G.HadamardDiv(a, b)) },
	"power":   func(a, b *G.Node) *G.Node { return G.Must(G.Pow(a, b)) },
	"twice":   func(a, _ *G.Node) *G.Node { return G.Must(G.Add(a, a)) },
	"own add": ops.Add, "own sub": ops.Sub, "own mul": ops.Mul, "own div": ops.Div, "own max": ops.Maximum,
	"own where": func(a, b *G.Node) *G.Node { return ops.Where(ops.Less(a, b), a, b) },
	"own shift": func(a, _ *G.Node) *G.Node { return ops.AddConst(a, 2) },
	"own scale": func(a, _ *G.Node) *G.Node { return ops.MulConst(a, 2) },
	"own relu":  func(a, _ *G.Node) *G.Node { return ops.ReLU(a) },
	"own inv":   func(a, _ *G.Node) *G.Node { return ops.Reciprocal(a) },
	"row": func(a, b *G.Node) *G.Node {
		return ops.Sub(b, ops.Slice(ops.Reshape(a, a.Shape().TotalSize(), 1), 0, 0, 1))
	},
	"neg twice":  func(a, b *G.Node) *G.Node { return ops.Mul(ops.Neg(a), ops.Exp(ops.Neg(b))) },
	"read after": func(a, b *G.Node) *G.Node { return ops.Sub(ops.Mul(a, b), ops.Square(ops.Add(a, ops.Mul(a, b)))) },
}

// A program that computes in place, fused or not, gives the bits of a machine in which every node has memory of its own.
func TestInPlaceKeepsBits(t *testing.T) {
	funcs := map[string]func(a, b *G.Node) *G.Node{}
	for name, f := range inPlaceFuncs {
		funcs[name] = f
	}
	for name, f := range graphtest.UnaryFuncs {
		funcs[name] = func(a, _ *G.Node) *G.Node { return G.Must(f(a)) }
	}
	for name, f := range funcs {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			for _, size := range []int{2, 7, 9, 16, 17, 33, 65, 9001} {
				checkInPlace(t, fmt.Sprint(name, " ", dt, " ", size), dt, size, f)
			}
		}
	}
}

func checkInPlace(t *testing.T, what string, dt tensor.Dtype, size int, f func(a, b *G.Node) *G.Node) {
	t.Helper()
	o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
	x, w := o.Positive(size), o.Positive(size)
	y := f(ops.Concat(0, ops.Slice(x, 0, 0, 1), ops.Slice(x, 0, 1, size)), ops.Concat(0, ops.Slice(w, 0, 0, 1), ops.Slice(w, 0, 1, size)))
	p, err := graph.Compile(ops.Concat(0, y, y))
	if err != nil {
		t.Fatal(err)
	}
	vm := graph.NewVM(o.Graph, G.TraceExec())
	graphtest.MustRun(t, vm)
	want := slices.Concat(graphtest.Numbers(y.Value()), graphtest.Numbers(y.Value()))
	for _, q := range []*graph.Program{p, graph.Unfused(p)} {
		graphtest.MustRun(t, q)
		graphtest.MustRun(t, q)
		graphtest.Agree(t, what, graphtest.Numbers(graph.Results(q)[0]), want, 0)
	}
}
