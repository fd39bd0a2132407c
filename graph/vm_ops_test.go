package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// byHand computes every node of a graph by the op's own Do on copies of its operands: what TapeMachine would give if
// it neither reused memory nor wrote into it.
func byHand(t *testing.T, g *G.ExprGraph) map[*G.Node]G.Value {
	t.Helper()
	vals := map[*G.Node]G.Value{}
	nodes := slices.Clone(g.AllNodes())
	slices.SortFunc(nodes, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	for _, n := range nodes {
		var err error
		switch v := n.Value(); {
		case n.Op() == nil || len(build.Children(n)) == 0:
			vals[n], err = G.CloneValue(v)
		default:
			var args []G.Value
			for _, c := range build.Children(n) {
				a, err := G.CloneValue(vals[c])
				if err != nil {
					t.Fatal(err)
				}
				args = append(args, a)
			}
			vals[n], err = n.Op().Do(args...)
		}
		if err != nil {
			t.Fatalf("%v: %v", n, err)
		}
	}
	return vals
}

// After a run every node has its own value: forward ones, gradients, sizes and constants.
func TestVMBindsEveryNode(t *testing.T) {
	for _, net := range networks {
		if net.name == "mnist 784-300-100-10" {
			continue
		}
		n := net.make(tensor.Float64)
		want := byHand(t, n.g)
		vm := graph.NewVM(n.g, G.TraceExec())
		mustRun(t, vm)
		mustRun(t, vm)
		for _, node := range n.g.AllNodes() {
			// sums are added in another order: 1e4 terms of rounding 1e-16 below their largest
			agree(t, fmt.Sprintf("%s: %v", net.name, node), numbers(node.Value()), numbers(want[node]), 1e-11)
		}
	}
}

// operands make the nodes of one case of the sweep, positive where a function needs that.
type operands struct {
	source
	g *G.ExprGraph
	k int
}

func (o *operands) of(shape ...int) *G.Node {
	o.k++
	if len(shape) == 0 {
		return G.NewScalar(o.g, o.dt, G.WithName(fmt.Sprint("s", o.k)), G.WithValue(o.number(.5+o.Float64())))
	}
	v := o.tensor(1, shape...)
	return G.NewTensor(o.g, o.dt, len(shape), G.WithShape(shape...), G.WithName(fmt.Sprint("t", o.k)), G.WithValue(v))
}

// positive is of in (0.5, 1.5).
func (o *operands) positive(shape ...int) *G.Node {
	n := o.of(shape...)
	if d, ok := n.Value().(*tensor.Dense); ok {
		for i := range d.Size() {
			switch x := d.Data().(type) {
			case []float64:
				x[i] = .5 + o.Float64()
			case []float32:
				x[i] = .5 + o.Float32()
			}
		}
	}
	return n
}

// indices is a vector of int.
func (o *operands) indices(at ...int) *G.Node {
	o.k++
	v := tensor.New(tensor.WithShape(len(at)), tensor.WithBacking(at))
	return G.NewVector(o.g, tensor.Int, G.WithShape(len(at)), G.WithName(fmt.Sprint("i", o.k)), G.WithValue(v))
}

type unaryFunc func(*G.Node) (*G.Node, error)
type binaryFunc func(a, b *G.Node) (*G.Node, error)

var unaryFuncs = map[string]unaryFunc{
	"abs": G.Abs, "sign": G.Sign, "ceil": G.Ceil, "floor": G.Floor, "sin": G.Sin, "cos": G.Cos, "exp": G.Exp,
	"log": G.Log, "log2": G.Log2, "neg": G.Neg, "square": G.Square, "sqrt": G.Sqrt, "inverse": G.Inverse,
	"inverse sqrt": G.InverseSqrt, "cube": G.Cube, "tanh": G.Tanh, "sigmoid": G.Sigmoid, "log1p": G.Log1p,
	"expm1": G.Expm1, "softplus": G.Softplus, "rectify": G.Rectify, "mish": G.Mish,
	"leaky": func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, .1) },
}

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
			for name, f := range unaryFuncs {
				o := &operands{source: newSource(dt), g: G.NewGraph()}
				x := o.positive(shape...)
				tol := tolerance
				if dt == tensor.Float32 && (name == "tanh" || name == "mish") {
					tol = 2e-6
				}
				checkNodes(t, fmt.Sprintf("%s of %v %v", name, dt, shape), o.g, func() (*G.Node, error) { return f(x) }, tol)
			}
			for name, f := range binaryFuncs {
				for _, other := range [][]int{shape, {}} {
					for _, swap := range []bool{false, true} {
						o := &operands{source: newSource(dt), g: G.NewGraph()}
						a, b := o.positive(shape...), o.positive(other...)
						if swap {
							a, b = b, a
						}
						checkNodes(t, fmt.Sprintf("%s of %v %v and %v", name, dt, a.Shape(), b.Shape()), o.g, func() (*G.Node, error) { return f(a, b) }, tolerance)
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
	want := byHand(t, g)
	vm := graph.NewVM(g)
	if err := vm.RunAll(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	agree(t, what, numbers(n.Value()), numbers(want[n]), tolerance)
	if got, want := n.Value().Dtype(), want[n].Dtype(); got != want {
		t.Errorf("%s has type %v, want %v", what, got, want)
	}
}
