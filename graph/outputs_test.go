package graph_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// outputs of every kind: computed, reshaped from one that is not asked for, the same twice, a number, a constant, an input.
func outputsOfEveryKind(g *G.ExprGraph, x *G.Node) G.Nodes {
	square := ops.Square(x)
	reshaped := ops.Reshape(ops.Exp(x), 3, 2)
	constant := ops.AddConst(ops.Full(g, tensor.Float64, 2, 4), 1)
	return G.Nodes{square, reshaped, ops.Neg(square), ops.Neg(ops.Square(x)), ops.Sum(square), constant, x}
}

// Results stay where they were left while the program, or a clone, goes on into other memory.
func TestOutputsAreKept(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 3), G.WithName("x"))
	outputs := outputsOfEveryKind(g, x)
	p, err := graph.Compile(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	q := p.Clone()
	src := graphtest.NewSource(tensor.Float64)
	var want, got [][]float64 // of all outputs, in turn
	var into []*graph.Outputs
	var in []*tensor.Dense
	for range 3 {
		in, into = append(in, src.Tensor(1, 2, 3)), append(into, p.NewOutputs())
	}
	all := func(p *graph.Program) (vs [][]float64) {
		for _, n := range outputs {
			vs = append(vs, slices.Clone(graphtest.Numbers(p.Value(n))))
		}
		return vs
	}
	for _, x0 := range in {
		if err := q.Let(x, x0); err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, q)
		want = append(want, all(q)...)
	}
	for k, x0 := range in { // p and its clone in turn
		r := []*graph.Program{p, q}[k%2]
		if err := r.Let(x, x0); err != nil {
			t.Fatal(err)
		}
		r.Into(into[k])
		graphtest.MustRun(t, r)
	}
	for k := range in {
		if err := p.Let(x, in[k]); err != nil {
			t.Fatal(err)
		}
		p.Into(into[k]) // without a run
		got = append(got, all(p)...)
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("kept %v\nwant %v", got, want)
	}
	if n := testing.AllocsPerRun(10, func() { p.Into(into[1]); p.RunAll() }); n != 0 {
		t.Errorf("%v allocations a run, want 0", n)
	}
}

// An output that is bound to an input is taken as it is then, also where the output is written before the input is read for
// the last time: by Let, by the node, in memory of Outputs, as a number, and by a machine.
func TestOutputsFeedBack(t *testing.T) {
	for _, shape := range [][]int{{3}, {2, 3}, {}} {
		for name, feed := range map[string]func(p *graph.Program, x *G.Node, y G.Value) error{
			"let":  func(p *graph.Program, x *G.Node, y G.Value) error { return p.Let(x, y) },
			"node": func(_ *graph.Program, x *G.Node, y G.Value) error { return G.Let(x, y) },
			"into": func(p *graph.Program, x *G.Node, y G.Value) error { p.Into(p.NewOutputs()); return p.Let(x, y) },
			"into, let": func(p *graph.Program, x *G.Node, _ G.Value) error {
				p.Into(p.NewOutputs())
				graphtest.MustRun(t, p)
				return p.Let(x, graph.Results(p)[0])
			},
		} {
			o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
			x := o.Of(shape...)
			y := ops.AddConst(x, 1)
			z := ops.Mul(ops.Exp(ops.Neg(y)), x)
			p, err := graph.Compile(y, z)
			if err != nil {
				t.Fatal(err)
			}
			state := graphtest.Numbers(x.Value())
			for range 3 {
				graphtest.MustRun(t, p)
				var next, want []float64
				for _, v := range state {
					next, want = append(next, v+1), append(want, math.Exp(-v-1)*v)
				}
				graphtest.Agree(t, name+", y", graphtest.Numbers(p.Value(y)), next, 1e-15)
				graphtest.Agree(t, name+", z", graphtest.Numbers(p.Value(z)), want, 1e-15)
				if err := feed(p, x, p.Value(y)); err != nil {
					t.Fatal(err)
				}
				state = next
			}
		}
	}
}

// The same by a machine.
func TestVMFeedsBack(t *testing.T) {
	for _, shape := range [][]int{{3}, {2, 3}, {}} {
		o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
		x := o.Of(shape...)
		one := o.Graph.Constant(G.NewF64(1))
		y := G.Must(G.Add(x, one))
		z := G.Must(G.HadamardProd(G.Must(G.Exp(G.Must(G.Neg(y)))), x))
		m := graph.NewVM(o.Graph)
		state := graphtest.Numbers(x.Value())
		for range 3 {
			graphtest.MustRun(t, m)
			var next, want []float64
			for _, v := range state {
				next, want = append(next, v+1), append(want, math.Exp(-v-1)*v)
			}
			graphtest.Agree(t, "y", graphtest.Numbers(y.Value()), next, 1e-15)
			graphtest.Agree(t, "z", graphtest.Numbers(z.Value()), want, 1e-15)
			if err := G.Let(x, y.Value()); err != nil {
				t.Fatal(err)
			}
			state = next
		}
	}
}

func TestOutputsOfAnotherProgram(t *testing.T) {
	g := G.NewGraph()
	x := G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("x"))
	p, err := graph.Compile(ops.Exp(x))
	if err != nil {
		t.Fatal(err)
	}
	q, err := graph.Compile(ops.Exp(x))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("outputs of another program were accepted")
		}
	}()
	q.Into(p.NewOutputs())
}
