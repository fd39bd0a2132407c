package tape_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fusable are graphs with something to fuse and how many nodes lose their value by it: the product, its bias and
// the repeated operand of each layer.
var fusable = []struct {
	name string
	make func(o *graphtest.Operands) *G.Node
	gone int
}{
	{"dense", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Tanh(G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), o.Of(1, 4), nil, []byte{0}))))
	}, 3},
	{"dense, sigmoid", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Sigmoid(G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), o.Of(1, 4), nil, []byte{0}))))
	}, 3},
	{"dense, rectified", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Rectify(G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), o.Of(1, 4), nil, []byte{0}))))
	}, 4}, // and the comparison with 0
	{"dense, with another use", func(o *graphtest.Operands) *G.Node {
		z := G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), o.Of(1, 4), nil, []byte{0}))
		return G.Must(G.HadamardProd(z, G.Must(G.Tanh(z))))
	}, 2},
	{"dense, bias first", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(o.Of(1, 4), G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), []byte{0}, nil))
	}, 2},
	{"dense, bias a vector", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4))), o.Of(4), nil, []byte{0}))
	}, 2},
	{"product with another use", func(o *graphtest.Operands) *G.Node {
		p := G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4)))
		return G.Must(G.HadamardProd(p, G.Must(G.BroadcastAdd(p, o.Of(1, 4), nil, []byte{0}))))
	}, 1},
	{"named product", func(o *graphtest.Operands) *G.Node {
		p := G.Must(G.Mul(o.Of(5, 3), o.Of(3, 4)))
		G.WithName("logits")(p)
		return G.Must(G.BroadcastAdd(p, o.Of(1, 4), nil, []byte{0}))
	}, 1},
	{"one row", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Add(G.Must(G.Mul(o.Of(1, 3), o.Of(3, 4))), o.Of(1, 4)))
	}, 0},
	{"columns", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastHadamardDiv(o.Of(5, 4), o.Of(5, 1), nil, []byte{1}))
	}, 1},
	{"two axes", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastHadamardProd(o.Of(1, 3, 1, 1), o.Of(2, 3, 4, 5), []byte{0, 2, 3}, nil))
	}, 3},
	{"both sides", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastSub(o.Of(1, 4), o.Of(5, 1), []byte{0}, []byte{1}))
	}, 2},
	{"comparison", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastGte(o.Of(5, 4), o.Of(1, 4), true, nil, []byte{0}))
	}, 1},
	{"booleans", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastGte(o.Of(5, 4), o.Of(1, 4), false, nil, []byte{0}))
	}, 0},
}

// A fused run gives every node that keeps its value what a run without fusion gives, to the rounding of sums of 4, and
// leaves the others without a value.
func TestVMFusionKeepsNumbers(t *testing.T) {
	for _, c := range fusable {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			a, b := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}, &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
			c.make(a)
			c.make(b)
			graphtest.MustRun(t, tape.NewVM(a.Graph, G.TraceExec()))
			vm := tape.NewVM(b.Graph)
			graphtest.MustRun(t, vm)
			graphtest.MustRun(t, vm)
			tolerance, gone := 1e-15, 0
			if dt == tensor.Float32 {
				tolerance = 1e-6
			}
			for i, n := range b.Graph.AllNodes() {
				if n.Value() == nil {
					gone++
					continue
				}
				graphtest.Agree(t, c.name+": "+n.Name(), graphtest.Numbers(n.Value()), graphtest.Numbers(a.Graph.AllNodes()[i].Value()), tolerance)
			}
			if gone != c.gone {
				t.Errorf("%s: %d nodes without a value, want %d", c.name, gone, c.gone)
			}
		}
	}
}

// Whole networks too, with all their gradients.
func TestVMFusionOfNetworks(t *testing.T) {
	for _, net := range graphtest.Networks {
		a, b := net.Make(tensor.Float64), net.Make(tensor.Float64)
		graphtest.MustRun(t, tape.NewVM(a.Graph, G.TraceExec()))
		graphtest.MustRun(t, tape.NewVM(b.Graph))
		for i, n := range b.Graph.AllNodes() {
			if n.Value() != nil {
				graphtest.Agree(t, net.Name+": "+n.Name(), graphtest.Numbers(n.Value()), graphtest.Numbers(a.Graph.AllNodes()[i].Value()), 1e-12)
			}
		}
	}
}

// Chains of elementwise gradients run chunk by chunk and give the same bits; what lies between has no value.
func TestVMFusesChains(t *testing.T) {
	for name, f := range map[string]graphtest.UnaryFunc{
		"tanh": G.Tanh, "sigmoid": G.Sigmoid, "softplus": G.Softplus, "log": G.Log, "inverse": G.Inverse, "sqrt": G.Sqrt,
		"square of exp": func(x *G.Node) (*G.Node, error) { return G.Square(G.Must(G.Exp(x))) },
	} {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			for _, size := range []int{2, 1024, 1025, 3000} {
				make := func() *graphtest.Operands {
					o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
					x := o.Positive(size)
					y := G.Must(G.Sum(G.Must(G.HadamardProd(G.Must(f(x)), o.Of(size)))))
					if _, err := G.Grad(y, x); err != nil {
						t.Fatal(err)
					}
					return o
				}
				a, b := make(), make()
				graphtest.MustRun(t, tape.NewVM(a.Graph, G.TraceExec()))
				graphtest.MustRun(t, tape.NewVM(b.Graph))
				gone := 0
				for i, n := range b.Graph.AllNodes() {
					if n.Value() == nil {
						gone++
						continue
					}
					graphtest.Agree(t, fmt.Sprint(name, " of ", size, ": ", n.Name()), graphtest.Numbers(n.Value()), graphtest.Numbers(a.Graph.AllNodes()[i].Value()), 0)
				}
				if gone < 2 && name != "log" { // the gradient of the weights, and at least one link
					t.Errorf("%s: %d nodes without a value", name, gone)
				}
			}
		}
	}
}

// A value that another machine bound to a fused node makes the VM compute it from then on: it is never stale.
func TestVMFusedNodeIsNeverStale(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x, w, b := s.Input(g, "x", 1, 5, 3), s.Input(g, "w", 1, 3, 4), s.Input(g, "b", 1, 1, 4)
	product := G.Must(G.Mul(x, w))
	G.Must(G.BroadcastAdd(product, b, nil, []byte{0}))
	m := tape.NewVM(g)
	graphtest.MustRun(t, m)
	if product.Value() != nil {
		t.Fatal("the product was not fused")
	}
	graphtest.MustRun(t, tape.NewVM(g, G.TraceExec()))
	if err := G.Let(w, s.Tensor(1, 3, 4)); err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, m)
	want, err := tensor.MatMul(x.Value().(*tensor.Dense), w.Value().(*tensor.Dense))
	if err != nil {
		t.Fatal(err)
	}
	graphtest.Agree(t, "the product", graphtest.Numbers(product.Value()), graphtest.Numbers(want.(*tensor.Dense)), 1e-15)
}

// A reshaped value is not copied, but an input's and a parameter's gradient are.
func TestVMReshapeSharesMemory(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 2, 3)
	flat := G.Must(G.Reshape(x, tensor.Shape{6}))
	squares := G.Must(G.Square(flat))
	column := G.Must(G.Reshape(squares, tensor.Shape{6, 1}))
	square := G.Must(G.Reshape(column, tensor.Shape{3, 2}))
	if _, err := G.Grad(G.Must(G.Sum(square)), x); err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, tape.NewVM(g))
	at := func(v G.Value) *float64 { return &v.Data().([]float64)[0] }
	d, _ := x.Grad()
	switch {
	case at(flat.Value()) == at(x.Value()):
		t.Error("the reshaped input is the user's memory")
	case at(column.Value()) != at(squares.Value()) || at(square.Value()) != at(squares.Value()):
		t.Error("a reshaped value was copied")
	case at(d) == at(flat.Deriv().Value()):
		t.Error("the gradient of x, which a solver zeroes, is memory of another node")
	}
	var want []float64
	for _, v := range graphtest.Numbers(x.Value()) {
		want = append(want, v*v)
	}
	graphtest.Agree(t, "squares", graphtest.Numbers(square.Value()), want, 1e-15)
}
