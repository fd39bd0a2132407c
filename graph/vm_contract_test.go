package graph_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func scalar(g *G.ExprGraph, name string, x float64) *G.Node {
	return G.NewScalar(g, tensor.Float64, G.WithName(name), G.WithValue(x))
}

func value(n *G.Node) float64 { return numbers(n.Value())[0] }

// Inputs are read at each run, and a run needs no Reset before it.
func TestVMReadsInputsAnew(t *testing.T) {
	g := G.NewGraph()
	x, v := scalar(g, "x", 2), G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("v"))
	y := G.Must(G.Sum(G.Must(G.HadamardProd(v, x))))
	m := graph.NewVM(g)
	defer m.Close()
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "input v has no value") {
		t.Errorf("an input without a value: %v", err)
	}
	if err := m.Let(v, vec(1, 2)); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := G.Let(x, float64(i)); err != nil {
			t.Fatal(err)
		}
		v.Value().Data().([]float64)[0] = float64(10 * i) // written into, not bound anew
		mustRun(t, m)
		if want := float64(i) * float64(10*i+2); value(y) != want {
			t.Errorf("run %d gives %v, want %v", i, value(y), want)
		}
	}
	if err := G.Let(x, float32(1)); err != nil {
		t.Fatal(err)
	}
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "input x is float64 but its value is float32") {
		t.Errorf("a value of the wrong type: %v", err)
	}
	if err := m.Let(scalar(G.NewGraph(), "x", 1), 2.); err == nil {
		t.Error("an input of another graph was bound")
	}
}

// A view is read in its own order.
func TestVMReadsViews(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float64, G.WithShape(3, 2), G.WithName("x"))
	y := G.Must(G.Neg(x))
	d := tensor.New(tensor.WithShape(2, 3), tensor.WithBacking([]float64{1, 2, 3, 4, 5, 6}))
	if err := d.T(); err != nil {
		t.Fatal(err)
	}
	if err := G.Let(x, d); err != nil {
		t.Fatal(err)
	}
	mustRun(t, graph.NewVM(g))
	agree(t, "-x", numbers(y.Value()), []float64{-1, -4, -2, -5, -3, -6}, 0)
}

// Read copies a value out; Set(a, b) gives a what b was in the run, after it, and two of them swap.
func TestVMStatements(t *testing.T) {
	g := G.NewGraph()
	a, b := scalar(g, "a", 1), scalar(g, "b", 10)
	h := G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("h"), G.WithValue(vec(1, 2)))
	next := G.Must(G.Mul(h, G.NewConstant(3.)))
	var sum, state G.Value
	G.Read(G.Must(G.Add(a, b)), &sum)
	G.Read(h, &state)
	G.Set(a, b)
	G.Set(b, a)
	G.Set(h, next)
	first := h.Value()
	m := graph.NewVM(g)
	mustRun(t, m)
	if value(a) != 10 || value(b) != 1 || numbers(sum)[0] != 11 {
		t.Errorf("a, b = %v, %v after a swap, and their sum %v", value(a), value(b), sum)
	}
	kept := state
	mustRun(t, m)
	mustRun(t, m)
	agree(t, "h read in the third run", numbers(state), []float64{9, 18}, 0)
	agree(t, "h after it", numbers(h.Value()), []float64{27, 54}, 0)
	agree(t, "the value that was bound", numbers(first), []float64{1, 2}, 0)
	if kept != state {
		t.Error("what Read filled before is replaced instead of overwritten")
	}
	if err := m.Set(a, b); err != nil || value(a) != value(b) {
		t.Errorf("Set at once: %v", err)
	}
	G.Set(next, h)
	if err := graph.NewVM(g).RunAll(); err == nil || !strings.Contains(err.Error(), "only an input can be set") {
		t.Errorf("Set of a computed node: %v", err)
	}
}

// UnsafeLet moves a slice, and its gradient with it; another length is an error.
func TestVMMovedSlice(t *testing.T) {
	s, g := newSource(tensor.Float64), G.NewGraph()
	x := s.input(g, "x", 1, 5, 2)
	y := G.Must(G.Slice(x, G.S(0, 2)))
	if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(y)))), x); err != nil {
		t.Fatal(err)
	}
	m := graph.NewVM(g)
	for _, at := range []int{0, 2, 3} {
		if err := G.UnsafeLet(y, G.S(at, at+2)); err != nil {
			t.Fatal(err)
		}
		mustRun(t, m)
		all, want := numbers(x.Value()), make([]float64, 10)
		for i := 2 * at; i < 2*at+4; i++ {
			want[i] = 2 * all[i]
		}
		agree(t, "slice", numbers(y.Value()), all[2*at:2*at+4], 0)
		d, _ := x.Grad()
		agree(t, "gradient", numbers(d), want, 0)
	}
	if err := G.UnsafeLet(y, G.S(1, 4)); err != nil {
		t.Fatal(err)
	}
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "slice [1:4:1]") {
		t.Errorf("a longer slice: %v", err)
	}
}

// Two machines over two graphs run at the same time on the same weights.
func TestVMsRunConcurrently(t *testing.T) {
	w := newSource(tensor.Float64).tensor(1, 6, 6)
	results := make([][]float64, 4)
	var wg sync.WaitGroup
	for k := range results {
		wg.Go(func() {
			g := G.NewGraph()
			n := G.NewMatrix(g, tensor.Float64, G.WithShape(6, 6), G.WithName("w"), G.WithValue(w))
			y := G.Must(G.Sum(G.Must(G.Tanh(G.Must(G.Mul(n, G.Must(G.Transpose(n))))))))
			if _, err := G.Grad(y, n); err != nil {
				panic(err)
			}
			m := graph.NewVM(g)
			for range 50 {
				if err := m.RunAll(); err != nil {
					panic(err)
				}
			}
			d, _ := n.Grad()
			results[k] = numbers(d)
		})
	}
	wg.Wait()
	for k := range results {
		agree(t, fmt.Sprint("machine ", k), results[k], results[0], 0)
	}
}

// The ops of this library run among Gorgonia's.
func TestVMMixedGraph(t *testing.T) {
	s, g := newSource(tensor.Float64), G.NewGraph()
	x := s.input(g, "x", 1, 3, 4)
	y := G.Must(G.Sum(ops.LogSumExp(G.Must(G.Square(x)))))
	mustRun(t, graph.NewVM(g))
	want := 0.
	for i, v := 0, numbers(x.Value()); i < 12; i += 4 {
		e := 0.
		for _, u := range v[i : i+4] {
			e += math.Exp(u * u)
		}
		want += math.Log(e)
	}
	agree(t, "sum of log-sum-exp", numbers(y.Value()), []float64{want}, 1e-13)
}
