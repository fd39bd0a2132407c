package graph_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// cutNet is a loss of rows x under weights w = mu + exp(rho)·eps, with mu used by itself too.
type cutNet struct {
	x, mu, rho, eps, w, loss *G.Node
}

func newCutNet() cutNet {
	g := G.NewGraph()
	var n cutNet
	n.x = build.Input(g, tensor.Float64, "x", 3, 2)
	n.mu = build.Input(g, tensor.Float64, "mu", 2, 2)
	n.rho = build.Input(g, tensor.Float64, "rho", 2, 2)
	n.eps = build.Input(g, tensor.Float64, "eps", 2, 2)
	n.w = ops.Add(n.mu, ops.Mul(ops.Exp(n.rho), n.eps))
	h := ops.Tanh(ops.MatMul(n.x, n.w, false, false))
	n.loss = ops.Sum(ops.Square(ops.MatMul(h, n.mu, false, false)))
	return n
}

func sines(rows, cols int, phase float64) *tensor.Dense {
	x := make([]float64, rows*cols)
	for i := range x {
		x[i] = math.Sin(phase + float64(3*i))
	}
	return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(x))
}

// The frontier of the rows is what they meet of the weights, not what those are made of.
func TestFrontier(t *testing.T) {
	n := newCutNet()
	if d := cmp.Diff(ids(G.Nodes{n.mu, n.w}), ids(graph.Frontier(G.Nodes{n.loss}, G.Nodes{n.x}))); d != "" {
		t.Error(d)
	}
	if f := graph.Frontier(G.Nodes{n.w}, G.Nodes{n.mu, n.rho, n.eps}); len(f) != 0 {
		t.Errorf("%v: what is depended on is not on the frontier", f)
	}
	if f := graph.Frontier(G.Nodes{n.w}, G.Nodes{n.x}); len(f) != 1 || f[0] != n.w {
		t.Errorf("an output that no row reaches is the frontier itself, got %v", f)
	}
}

func ids(ns G.Nodes) (out []int64) {
	for _, n := range ns {
		out = append(out, n.ID())
	}
	return out
}

// A gradient cut at the frontier, weights, rows, weights again, is the gradient in one piece: the sums are the same, in
// another order, so to a few ulps.
func TestCutGradientIsTheGradient(t *testing.T) {
	n := newCutNet()
	whole, err := graph.Gradient(n.loss, n.mu, n.rho)
	if err != nil {
		t.Fatal(err)
	}
	frontier := graph.Frontier(G.Nodes{n.loss}, G.Nodes{n.x})
	rows, err := graph.Partial(n.loss, frontier...)
	if err != nil {
		t.Fatal(err)
	}
	var dys G.Nodes
	for i, f := range frontier {
		dys = append(dys, build.Input(n.x.Graph(), tensor.Float64, []string{"d0", "d1"}[i], f.Shape()...))
	}
	back, err := graph.VJP(frontier, dys, n.mu, n.rho)
	if err != nil {
		t.Fatal(err)
	}
	all := compiled(t, nil, whole...)
	first := compiled(t, nil, frontier...)
	middle := compiled(t, frontier, rows...)
	last := compiled(t, nil, back...)
	for _, p := range []*graph.Program{all, first, middle, last} {
		for k, in := range (G.Nodes{n.x, n.mu, n.rho, n.eps}) {
			let(t, p, in, sines(in.Shape()[0], 2, float64(k)))
		}
	}
	runAll(t, all)
	runAll(t, first)
	for _, f := range frontier {
		let(t, middle, f, first.Value(f))
	}
	runAll(t, middle)
	for i, d := range dys {
		let(t, last, d, middle.Value(rows[i]))
	}
	runAll(t, last)
	for i, g := range whole {
		want, got := ops.Data[float64](all.Value(g)), ops.Data[float64](last.Value(back[i]))
		for j := range want {
			if math.Abs(got[j]-want[j]) > 1e-14*math.Abs(want[j]) {
				t.Errorf("gradient %d[%d]: %v in two parts, %v in one", i, j, got[j], want[j])
			}
		}
	}
}

func compiled(t *testing.T, given G.Nodes, outputs ...*G.Node) *graph.Program {
	t.Helper()
	p, err := graph.CompileFrom(given, outputs...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func let(t *testing.T, p *graph.Program, n *G.Node, v G.Value) {
	t.Helper()
	if err := p.Let(n, v); err != nil {
		t.Fatal(err)
	}
}

func runAll(t *testing.T, p *graph.Program) {
	t.Helper()
	if err := p.RunAll(); err != nil {
		t.Fatal(err)
	}
}

// A given node is an input, and must be bound.
func TestGivenMustBeBound(t *testing.T) {
	n := newCutNet()
	p := compiled(t, G.Nodes{n.w}, n.loss)
	let(t, p, n.x, sines(3, 2, 1))
	let(t, p, n.mu, sines(2, 2, 1))
	if err := p.RunAll(); err == nil {
		t.Error("a program ran without its given node")
	}
	if _, err := graph.Partial(n.w, n.mu); err == nil {
		t.Error("a matrix has no Partial")
	}
}
