package graph_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// written are functions of rows (n, 5) that users write out in Gorgonia's ops, with what they are: softmax and
// log-sum-exp with and without a shift by the maximum.
var written = map[string]struct {
	f     func(x *G.Node) *G.Node
	truth func(row []float64) []float64
}{
	"softmax":              {func(x *G.Node) *G.Node { return graphtest.Quotient(G.Must(G.Exp(x))) }, softmaxOf},
	"softmax, shifted":     {func(x *G.Node) *G.Node { return graphtest.Quotient(G.Must(G.Exp(shifted(x)))) }, softmaxOf},
	"log-sum-exp":          {func(x *G.Node) *G.Node { return graphtest.LogSum(x) }, logSumExpOf},
	"log-sum-exp, shifted": {func(x *G.Node) *G.Node { return G.Must(G.Add(G.Must(G.Max(x, 1)), graphtest.LogSum(shifted(x)))) }, logSumExpOf},
	"log-sum-exp of a log": {func(x *G.Node) *G.Node { return graphtest.LogSum(G.Must(G.Log(G.Must(G.Exp(x))))) }, logSumExpOf},
}

func shifted(x *G.Node) *G.Node {
	return G.Must(G.BroadcastSub(x, G.Must(G.Max(x, 1)), nil, []byte{1}))
}

func logSumExpOf(row []float64) []float64 {
	top, sum := slices.Max(row), 0.
	for _, v := range row {
		sum += math.Exp(v - top)
	}
	return []float64{top + math.Log(sum)}
}

func softmaxOf(row []float64) []float64 {
	l, out := logSumExpOf(row)[0], make([]float64, len(row))
	for i, v := range row {
		out[i] = math.Exp(v - l)
	}
	return out
}

// rowsNet is the weighted sum of a function of x (n, 5) and its gradient for x.
func rowsNet(f func(x *G.Node) *G.Node, x *tensor.Dense, w float64) (net *graphtest.Net, in, y *G.Node) {
	net = &graphtest.Net{Graph: G.NewGraph()}
	in = G.NewMatrix(net.Graph, tensor.Float64, G.WithShape(x.Shape()...), G.WithName("x"), G.WithValue(x))
	y = f(in)
	weights := graphtest.NewSource(tensor.Float64).Tensor(w, y.Shape()...)
	weighted := G.Must(G.HadamardProd(y, G.NewTensor(net.Graph, tensor.Float64, y.Dims(), G.WithShape(y.Shape()...), G.WithName("w"), G.WithValue(weights))))
	return net.Finish(G.Must(G.Sum(weighted)), in), in, y
}

// Softmax and log-sum-exp written out agree with their run node by node, values and gradients, where that does not
// overflow: sums of 5 terms in another order.
func TestWrittenOutRewritesKeepNumbers(t *testing.T) {
	for name, c := range written {
		x := graphtest.NewSource(tensor.Float64).Tensor(2, 7, 5)
		a, inA, yA := rowsNet(c.f, x, 1)
		b, inB, yB := rowsNet(c.f, x, 1)
		graphtest.MustRun(t, graph.NewVM(a.Graph, G.TraceExec()))
		graphtest.MustRun(t, graph.NewVM(b.Graph))
		graphtest.Agree(t, name, graphtest.Numbers(yB.Value()), graphtest.Numbers(yA.Value()), 1e-14)
		want, _ := inA.Grad()
		got, _ := inB.Grad()
		graphtest.Agree(t, name+", gradient", graphtest.Numbers(got), graphtest.Numbers(want), 1e-13)

		p, err := graph.Compile(yB, inB.Deriv())
		if err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, p)
		graphtest.Agree(t, name+", program", graphtest.Numbers(p.Value(yB)), graphtest.Numbers(yA.Value()), 1e-14)
		graphtest.Agree(t, name+", program's gradient", graphtest.Numbers(p.Value(inB.Deriv())), graphtest.Numbers(want), 1e-13)
		if q := graph.Unfused(p); graph.Steps(p) > graph.Steps(q)-3 {
			t.Errorf("%s: %d steps, %d without rewrites: it was not recognized", name, graph.Steps(p), graph.Steps(q))
		}
	}
}

// They are right, and their gradients finite, where the run node by node overflows; a row with NaN is NaN.
func TestWrittenOutRewritesAreStable(t *testing.T) {
	nan := math.NaN()
	rows := []float64{800, 799, -800, 0, 1, -900, -901, -902, -903, -904, 1, nan, 2, 3, 4}
	for name, c := range written {
		if name == "log-sum-exp of a log" { // which overflows before
			continue
		}
		x := tensor.New(tensor.WithShape(3, 5), tensor.WithBacking(slices.Clone(rows)))
		n, in, y := rowsNet(c.f, x, 1)
		graphtest.MustRun(t, graph.NewVM(n.Graph))
		got, d := graphtest.Numbers(y.Value()), graphtest.Numbers(graphtest.GradOf(t, in))
		per := len(got) / 3
		graphtest.Agree(t, name+", by Gradient", ownGradient(t, c.f, x)[:10], d[:10], 1e-13)
		for i := range 2 {
			graphtest.Agree(t, name, got[i*per:(i+1)*per], c.truth(rows[i*5:i*5+5]), 1e-13)
			for _, v := range d[i*5 : i*5+5] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s: gradient %v in row %d", name, d[i*5:i*5+5], i)
				}
			}
		}
		if v := got[2*per]; v == v {
			t.Errorf("%s: %v for a row with NaN", name, v)
		}
	}
}

// ownGradient is what Gradient gives for rowsNet, in a program.
func ownGradient(t *testing.T, f func(x *G.Node) *G.Node, x *tensor.Dense) []float64 {
	t.Helper()
	g := G.NewGraph()
	in := G.NewMatrix(g, tensor.Float64, G.WithShape(x.Shape()...), G.WithName("x"), G.WithValue(x))
	y := f(in)
	weights := graphtest.NewSource(tensor.Float64).Tensor(1, y.Shape()...)
	dy := G.NewTensor(g, tensor.Float64, y.Dims(), G.WithShape(y.Shape()...), G.WithName("w"), G.WithValue(weights))
	grads, err := graph.VJP(G.Nodes{y}, G.Nodes{dy}, in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(grads...)
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, p)
	return graphtest.Numbers(p.Value(grads[0]))
}

// What looks alike and is not softmax is left as it is: another axis, another sum, another shift.
func TestLookalikesAreLeft(t *testing.T) {
	for name, f := range map[string]func(x *G.Node) *G.Node{
		"columns": func(x *G.Node) *G.Node {
			e := G.Must(G.Exp(x))
			return G.Must(G.BroadcastHadamardDiv(e, G.Must(G.Sum(e, 0)), nil, []byte{0}))
		},
		"other sum": func(x *G.Node) *G.Node {
			return G.Must(G.BroadcastHadamardDiv(G.Must(G.Exp(x)), G.Must(G.Sum(G.Must(G.Exp(G.Must(G.Neg(x)))), 1)), nil, []byte{1}))
		},
		"turned": func(x *G.Node) *G.Node {
			e := G.Must(G.Exp(x))
			return G.Must(G.BroadcastHadamardDiv(G.Must(G.Sum(e, 1)), e, []byte{1}, nil))
		},
		"other maximum": func(x *G.Node) *G.Node {
			return G.Must(G.Add(G.Must(G.Max(G.Must(G.Neg(x)), 1)), graphtest.LogSum(shifted(x))))
		},
		"square": func(x *G.Node) *G.Node { e := G.Must(G.Exp(x)); return graphtest.Quotient(G.Must(G.Square(e))) },
	} {
		x := graphtest.NewSource(tensor.Float64).Tensor(1, 5, 5)
		a, inA, yA := rowsNet(f, x, 1)
		b, inB, yB := rowsNet(f, x, 1)
		graphtest.MustRun(t, graph.NewVM(a.Graph, G.TraceExec()))
		graphtest.MustRun(t, graph.NewVM(b.Graph))
		graphtest.Agree(t, name, graphtest.Numbers(yB.Value()), graphtest.Numbers(yA.Value()), 1e-14)
		graphtest.Agree(t, name+", gradient", graphtest.Numbers(graphtest.GradOf(t, inB)), graphtest.Numbers(graphtest.GradOf(t, inA)), 1e-13)
	}
}

// A layer made one step passes NaN and infinities on as the product, the sum and the activation do by themselves; only
// Rectify of -Inf, which Gorgonia makes NaN, is 0.
func TestDenseRewriteOfNonFinite(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, act := range map[string]graphtest.UnaryFunc{"tanh": G.Tanh, "sigmoid": G.Sigmoid, "softplus": G.Softplus, "rectify": G.Rectify} {
		make := func() (g *G.ExprGraph, y *G.Node) {
			g = G.NewGraph()
			x := tensor.New(tensor.WithShape(4, 2), tensor.WithBacking([]float64{1, 2, nan, 1, inf, 1, -inf, 1}))
			in := G.NewMatrix(g, tensor.Float64, G.WithShape(4, 2), G.WithName("x"), G.WithValue(x))
			s := graphtest.NewSource(tensor.Float64)
			w := tensor.New(tensor.WithShape(2, 3), tensor.WithBacking([]float64{1, 2, 3, -1, 1, -2}))
			h := G.Must(G.Mul(in, G.NewMatrix(g, tensor.Float64, G.WithShape(2, 3), G.WithName("w"), G.WithValue(w))))
			return g, G.Must(act(G.Must(G.BroadcastAdd(h, s.Input(g, "b", 1, 1, 3), nil, []byte{0}))))
		}
		a, yA := make()
		b, yB := make()
		graphtest.MustRun(t, graph.NewVM(a, G.TraceExec()))
		graphtest.MustRun(t, graph.NewVM(b))
		want := graphtest.Numbers(yA.Value())
		if name == "rectify" {
			copy(want[9:], []float64{0, 0, 0})
		}
		graphtest.Agree(t, name, graphtest.Numbers(yB.Value()), want, 1e-15)
	}
}
