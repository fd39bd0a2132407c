package tape_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Inputs are read at each run, and a run needs no Reset before it.
func TestVMReadsInputsAnew(t *testing.T) {
	g := G.NewGraph()
	x, v := graphtest.Scalar(g, "x", 2), G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("v"))
	y := G.Must(G.Sum(G.Must(G.HadamardProd(v, x))))
	m := tape.NewVM(g)
	defer m.Close()
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "input v has no value") {
		t.Errorf("an input without a value: %v", err)
	}
	if err := m.Let(v, graphtest.Vec(1, 2)); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := G.Let(x, float64(i)); err != nil {
			t.Fatal(err)
		}
		v.Value().Data().([]float64)[0] = float64(10 * i) // written into, not bound anew
		graphtest.MustRun(t, m)
		if want := float64(i) * float64(10*i+2); graphtest.Value(y) != want {
			t.Errorf("run %d gives %v, want %v", i, graphtest.Value(y), want)
		}
	}
	if err := G.Let(x, float32(1)); err != nil {
		t.Fatal(err)
	}
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "input x is float64 but its value is float32") {
		t.Errorf("a value of the wrong type: %v", err)
	}
	if err := m.Let(graphtest.Scalar(G.NewGraph(), "x", 1), 2.); err == nil {
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
	graphtest.MustRun(t, tape.NewVM(g))
	graphtest.Agree(t, "-x", graphtest.Numbers(y.Value()), []float64{-1, -4, -2, -5, -3, -6}, 0)
}

// Read copies a value out; Set(a, b) gives a what b was in the run, after it, and two of them swap.
func TestVMStatements(t *testing.T) {
	g := G.NewGraph()
	a, b := graphtest.Scalar(g, "a", 1), graphtest.Scalar(g, "b", 10)
	h := G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("h"), G.WithValue(graphtest.Vec(1, 2)))
	next := G.Must(G.Mul(h, G.NewConstant(3.)))
	var sum, state G.Value
	G.Read(G.Must(G.Add(a, b)), &sum)
	G.Read(h, &state)
	G.Set(a, b)
	G.Set(b, a)
	G.Set(h, next)
	first := h.Value()
	m := tape.NewVM(g)
	graphtest.MustRun(t, m)
	if graphtest.Value(a) != 10 || graphtest.Value(b) != 1 || graphtest.Numbers(sum)[0] != 11 {
		t.Errorf("a, b = %v, %v after a swap, and their sum %v", graphtest.Value(a), graphtest.Value(b), sum)
	}
	kept := state
	graphtest.MustRun(t, m)
	graphtest.MustRun(t, m)
	graphtest.Agree(t, "h read in the third run", graphtest.Numbers(state), []float64{9, 18}, 0)
	graphtest.Agree(t, "h after it", graphtest.Numbers(h.Value()), []float64{27, 54}, 0)
	graphtest.Agree(t, "the value that was bound", graphtest.Numbers(first), []float64{1, 2}, 0)
	if kept != state {
		t.Error("what Read filled before is replaced instead of overwritten")
	}
	if err := m.Set(a, b); err != nil || graphtest.Value(a) != graphtest.Value(b) {
		t.Errorf("Set at once: %v", err)
	}
	G.Set(next, h)
	if err := tape.NewVM(g).RunAll(); err == nil || !strings.Contains(err.Error(), "only an input can be set") {
		t.Errorf("Set of a computed node: %v", err)
	}
}

// UnsafeLet moves a slice, and its gradient with it; another length is an error.
func TestVMMovedSlice(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 5, 2)
	y := G.Must(G.Slice(x, G.S(0, 2)))
	if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(y)))), x); err != nil {
		t.Fatal(err)
	}
	m := tape.NewVM(g)
	for _, at := range []int{0, 2, 3} {
		if err := G.UnsafeLet(y, G.S(at, at+2)); err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, m)
		all, want := graphtest.Numbers(x.Value()), make([]float64, 10)
		for i := 2 * at; i < 2*at+4; i++ {
			want[i] = 2 * all[i]
		}
		graphtest.Agree(t, "slice", graphtest.Numbers(y.Value()), all[2*at:2*at+4], 0)
		d, _ := x.Grad()
		graphtest.Agree(t, "gradient", graphtest.Numbers(d), want, 0)
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
	w := graphtest.NewSource(tensor.Float64).Tensor(1, 6, 6)
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
			m := tape.NewVM(g)
			for range 50 {
				if err := m.RunAll(); err != nil {
					panic(err)
				}
			}
			d, _ := n.Grad()
			results[k] = graphtest.Numbers(d)
		})
	}
	wg.Wait()
	for k := range results {
		graphtest.Agree(t, fmt.Sprint("machine ", k), results[k], results[0], 0)
	}
}

// The ops of this library run among Gorgonia's.
func TestVMMixedGraph(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 3, 4)
	y := G.Must(G.Sum(ops.LogSumExp(G.Must(G.Square(x)))))
	graphtest.MustRun(t, tape.NewVM(g))
	want := 0.
	for i, v := 0, graphtest.Numbers(x.Value()); i < 12; i += 4 {
		e := 0.
		for _, u := range v[i : i+4] {
			e += math.Exp(u * u)
		}
		want += math.Log(e)
	}
	graphtest.Agree(t, "sum of log-sum-exp", graphtest.Numbers(y.Value()), []float64{want}, 1e-13)
}
