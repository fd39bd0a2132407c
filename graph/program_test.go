package graph_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/evaltest"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// randomGraph makes a graph of many values that live for different times, all (4, 3).
func randomGraph(r *rand.Rand, size int) (x *G.Node, all G.Nodes) {
	g := G.NewGraph()
	x = build.Input(g, tensor.Float64, "x", 4, 3)
	all = G.Nodes{x}
	for range size {
		a, b := all[r.IntN(len(all))], all[r.IntN(len(all))]
		switch r.IntN(5) {
		case 0:
			all = append(all, ops.Tanh(a))
		case 1:
			all = append(all, ops.Sub(a, ops.MulConst(b, r.Float64())))
		case 2:
			all = append(all, ops.MulConst(ops.Mul(a, b), r.Float64()))
		case 3:
			all = append(all, ops.Add(a, ops.Reshape(ops.Sum(b, 1), 4, 1)))
		case 4:
			all = append(all, ops.AddConst(ops.LogSoftmax(a), r.Float64()))
		}
	}
	return x, all
}

func filled(r *rand.Rand, shape ...int) *tensor.Dense {
	v := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(shape...))
	for i, d := 0, ops.Data[float64](v); i < len(d); i++ {
		d[i] = r.NormFloat64()
	}
	return v
}

// A program whose values share one block of memory computes what separate memory does, run after run.
func TestProgramAgainstEval(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		x, all := randomGraph(r, 5+r.IntN(40))
		outputs := G.Nodes{all[len(all)-1], all[r.IntN(len(all)-1)+1], all[len(all)-1]}
		p, err := graph.Compile(outputs...)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			in := filled(r, 4, 3)
			want := evaltest.Eval(map[*G.Node]G.Value{x: in}, outputs...)
			if err := p.Let(x, in); err != nil {
				t.Fatal(err)
			}
			if err := p.RunAll(); err != nil {
				t.Fatal(err)
			}
			for k, n := range outputs {
				got, want := ops.Data[float64](p.Value(n)), ops.Data[float64](want[k])
				for i := range want {
					if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
						t.Fatalf("output %d (%s), element %d: %v, want %v", k, n.Name(), i, got[i], want[i])
					}
				}
			}
		}
	}
}

// Memory is reused: a chain of a hundred operations takes one buffer, in place, also computed one by one.
func TestProgramReusesMemory(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float32, "x", 100, 16)
	y := x
	for range 100 {
		y = ops.Tanh(y)
	}
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []*graph.Program{p, graph.Unfused(p)} {
		if got, want := graph.BlockBytes(q), 100*16*4; got != want {
			t.Errorf("a chain takes %d bytes, want the buffer of %d", got, want)
		}
	}
}

func TestProgramAllocatesNothing(t *testing.T) {
	g := G.NewGraph()
	x, w := build.Input(g, tensor.Float32, "x", 100, 14), build.Input(g, tensor.Float32, "w", 14, 128)
	y := ops.Mean(ops.LogSumExp(ops.Dense(x, w, nil, ops.ActReLU)))
	d, err := graph.Gradient(y, w)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(y, d[0])
	if err != nil {
		t.Fatal(err)
	}
	for n, s := range map[*G.Node][]int{x: {100, 14}, w: {14, 128}} {
		if err := p.Let(n, tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(s...))); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(20, func() { _ = p.RunAll() }); n != 0 {
		t.Errorf("%v allocations a run, want none", n)
	}
}

// What an output does not need is not run.
func TestProgramPrunes(t *testing.T) {
	g := G.NewGraph()
	x, unused := build.Input(g, tensor.Float64, "x", 2), build.Input(g, tensor.Float64, "unused", 2)
	y := ops.Exp(x)
	ops.Log(ops.Add(x, unused))
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	if in := p.Inputs(); graph.Steps(p) != 1 || len(in) != 1 || in[0] != x {
		t.Errorf("%d steps and inputs %v for exp(x)", graph.Steps(p), in)
	}
	if err := p.Let(unused, graphtest.Vec(1, 2)); err != nil {
		t.Errorf("binding an input that is not needed: %v", err)
	}
}

// As a gorgonia.VM it reads values bound to nodes, anew at each run.
func TestProgramReadsNodes(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2)
	y := ops.MulConst(x, 2)
	var vm G.VM
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	vm = p
	for _, v := range []float64{1, 5} {
		if err := G.Let(x, graphtest.Vec(v, v+1)); err != nil {
			t.Fatal(err)
		}
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		if got := ops.Data[float64](p.Value(y)); got[0] != 2*v || got[1] != 2*v+2 {
			t.Errorf("2x of %v is %v", v, got)
		}
		vm.Reset()
	}
	if err := vm.Close(); err != nil {
		t.Error(err)
	}
}

// Views that native ops return do not alias the values of others: gorgonia's Add(Reshape(x), k) changes x itself.
func TestProgramCopiesNativeViews(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2, 3)
	h := ops.Exp(x)
	view := G.Must(G.Reshape(h, tensor.Shape{6}))
	turned := G.Must(G.Transpose(h, 1, 0))
	sum := G.Must(G.Add(view, view))
	in := filled(rand.New(rand.NewPCG(3, 4)), 2, 3)
	vals := run(t, map[*G.Node]G.Value{x: in}, sum, h, turned)
	doubled, plain, swapped := ops.Data[float64](vals[0]), ops.Data[float64](vals[1]), ops.Data[float64](vals[2])
	for i := range 6 {
		if doubled[i] != 2*plain[i] {
			t.Errorf("element %d: %v is not twice %v", i, doubled[i], plain[i])
		}
		if row, col := i/3, i%3; swapped[col*2+row] != plain[i] {
			t.Errorf("transposed element (%d, %d) is %v, want %v", col, row, swapped[col*2+row], plain[i])
		}
	}
}

func TestProgramErrors(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "features", 2, 1)
	y := ops.Exp(x)
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no value", p.RunAll(), "graph: input features has no value: bind one with Let"},
		{"shape", p.Let(x, graphtest.Vec(1, 2)), "graph: input features has shape (2, 1) but its value has (2,)"},
		{"type", p.Let(x, tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(2, 1))), "graph: input features is float64 but its value is float32"},
		{"computed", p.Let(y, graphtest.Vec(1, 2)), "cannot be bound"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, c.err, c.want)
		}
	}
	if _, err := graph.Compile(); err == nil {
		t.Error("a program without outputs compiled")
	}
}

// Clones share the plan and nothing else: run with the race detector.
func TestClonesRunConcurrently(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	x, all := randomGraph(r, 60)
	y := all[len(all)-1]
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	in := make([]*tensor.Dense, 8)
	want := make([]G.Value, 8)
	for i := range in {
		in[i] = filled(r, 4, 3)
		want[i] = evaltest.Eval(map[*G.Node]G.Value{x: in[i]}, y)[0]
	}
	var wg sync.WaitGroup
	for i := range in {
		wg.Go(func() {
			q := p.Clone()
			if err := q.Let(x, in[i]); err != nil {
				t.Error(err)
			}
			for range 50 {
				if err := q.RunAll(); err != nil {
					t.Error(err)
				}
			}
			got, want := ops.Data[float64](q.Value(y)), ops.Data[float64](want[i])
			for k := range want {
				if got[k] != want[k] && got[k] == got[k] {
					t.Errorf("clone %d, element %d: %v, want %v", i, k, got[k], want[k])
				}
			}
		})
	}
	wg.Wait()
}

// Gorgonia's own ops run in a program's memory too, and allocate nothing.
func TestProgramRunsNativeOps(t *testing.T) {
	n := graphtest.Regression(tensor.Float64)
	grads := G.Nodes{n.Cost}
	for _, p := range n.Params {
		grads = append(grads, p.Deriv())
	}
	p, err := graph.Compile(grads...)
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, p)
	want := graphtest.ByHand(t, n.Graph)
	for _, g := range grads {
		graphtest.Agree(t, g.Name(), graphtest.Numbers(p.Value(g)), graphtest.Numbers(want[g]), 1e-12)
	}
	if n := testing.AllocsPerRun(5, func() { _ = p.RunAll() }); n != 0 {
		t.Errorf("%v allocations a run, want none", n)
	}
}
