package graph_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Programs of this library's ops give the same bits fused and node by node: losses and gradients, in batches of less
// than a tile, with a short last tile, and in parts for several cores.
func TestProgramFusionKeepsBits(t *testing.T) {
	for _, name := range []string{"mse", "normal mixture", "elementwise"} {
		for _, rows := range []int{1, 7, 65, 3001} {
			checkFused(t, fmt.Sprint(name, "/", rows), stepOf(name, rows))
		}
	}
}

func checkFused(t *testing.T, what string, outputs G.Nodes) {
	t.Helper()
	p, err := graph.Compile(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	q := graph.Unfused(p)
	graphtest.MustRun(t, q)
	for _, cores := range []bool{false, true} {
		p.UseCores(cores)
		for range 6 { // alone and on all cores
			graphtest.MustRun(t, p)
			for i, v := range graph.Results(p) {
				graphtest.Agree(t, fmt.Sprint(what, ", output ", i), graphtest.Numbers(v), graphtest.Numbers(graph.Results(q)[i]), 0)
			}
		}
	}
}

// Elementwise ops of every kind, with operands repeated along every axis, NaN and infinities among them.
func TestTilesBroadcast(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	in := func(name string, shape ...int) *G.Node {
		n := s.Input(g, name, 1, shape...)
		d := n.Value().Data()
		if x, ok := d.([]float64); ok && len(x) > 4 {
			x[1], x[2], x[4] = math.NaN(), math.Inf(1), math.Inf(-1)
		}
		return n
	}
	x, y := in("x", 5, 70, 33), in("y", 5, 70, 33)
	row, column, plane, page, one := in("row", 33), in("column", 70, 1), in("plane", 70, 33), in("page", 5, 1, 1), in("one", 1)
	a := ops.Mul(ops.Add(x, row), ops.Sigmoid(y))
	b := ops.Where(ops.Less(a, column), ops.Sub(a, plane), ops.Div(page, a))
	c := ops.Maximum(ops.Exp(ops.MulConst(b, -.1)), ops.Mul(one, a))
	checkFused(t, "broadcast", G.Nodes{c, ops.Sum(b, 1), ops.Tanh(ops.Reshape(ops.Square(a), 350, 33))})
	checkFused(t, "a row of results", G.Nodes{ops.Exp(ops.Neg(ops.Mul(row, one)))})
}

// A result that something else reads is written, and one that a step between reads is not missed.
func TestTilesKeepWhatIsRead(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 40, 30)
	e := ops.Exp(x)
	total := ops.Sum(e, 1)
	y := ops.Mul(ops.Neg(e), ops.Reshape(total, 40, 1))
	z := ops.Add(ops.Square(y), ops.BroadcastTo(ops.Reshape(ops.Sum(y, 1), 40, 1), tensor.Shape{40, 30}))
	checkFused(t, "sums between", G.Nodes{z, ops.Softmax(y)})
	checkFused(t, "outputs within", G.Nodes{e, y, ops.Square(ops.Square(y))})
}

// Finite and Peek look at the nodes that fusion has done away with.
func TestFusedProgramCanBeInspected(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 3)
	e := ops.Log(x)
	y := ops.Square(ops.Neg(e))
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	copy(x.Value().Data().([]float64), []float64{1, -1, 2})
	graphtest.MustRun(t, p)
	v, err := p.Peek(e)
	if err != nil || !math.IsNaN(graphtest.Numbers(v)[1]) {
		t.Errorf("Peek gives %v, %v", v, err)
	}
	if err, ok := p.Finite().(*graph.NonFiniteError); !ok || err.Op != "log" || err.Row != 1 {
		t.Errorf("Finite gives %v, want the logarithm in row 1", err)
	}
}

// What works along the last axis is shared among cores by rows, with the bits of one core: narrow rows and wide ones.
func TestRowsAreShared(t *testing.T) {
	for _, k := range []int{2, 4, 33} {
		const n = 20_000
		s, g := graphtest.NewSource(tensor.Float32), G.NewGraph()
		x := s.Input(g, "x", 1, n, k)
		at := build.Input(g, tensor.Float32, "at", n)
		labels := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n))
		for i := range n {
			ops.Data[float32](labels)[i] = float32(i % k)
		}
		if err := G.Let(at, labels); err != nil {
			t.Fatal(err)
		}
		out := G.Nodes{ops.LogSumExp(x), ops.LogSoftmax(x), ops.Softmax(x), ops.Pick(x, at)}
		for _, o := range out {
			if rows := o.Op().(interface{ Rows() *ops.Rows }).Rows(); rows == nil || rows.N != n {
				t.Errorf("%s is not cut by its rows", o.Op())
			}
		}
		checkFused(t, fmt.Sprint("rows of ", k), out)
	}
}
