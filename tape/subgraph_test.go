package tape_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// branches is a graph of two losses that share a layer, with the gradients of one of them, a Read of the other's output
// and an input that has no value and that neither loss needs.
type branches struct {
	g                             *G.ExprGraph
	x, w, hidden, y, z, one, both *G.Node
	grads                         G.Nodes
	read                          G.Value
}

func newBranches(t *testing.T) *branches {
	t.Helper()
	s, b := graphtest.NewSource(tensor.Float64), &branches{g: G.NewGraph()}
	b.x, b.w = s.Input(b.g, "x", 1, 5, 3), s.Input(b.g, "w", 1, 3, 4)
	bias := s.Input(b.g, "b", 1, 1, 4)
	b.hidden = G.Must(G.Tanh(G.Must(G.BroadcastAdd(G.Must(G.Mul(b.x, b.w)), bias, nil, []byte{0}))))
	b.y = graphtest.Quotient(G.Must(G.Exp(b.hidden)))
	b.z = G.Must(G.Mul(b.hidden, s.Input(b.g, "v", 1, 4, 2)))
	b.one = G.Must(G.Mean(G.Must(G.Square(b.z))))
	b.both = G.Must(G.Add(b.one, G.Must(G.Sum(b.y, 0, 1))))
	G.Must(G.Add(b.one, G.NewScalar(b.g, tensor.Float64, G.WithName("unset"))))
	var err error
	if b.grads, err = G.Grad(b.one, b.w, bias); err != nil {
		t.Fatal(err)
	}
	G.Read(b.y, &b.read)
	return b
}

// subgraphs are parts of the graph of branches, by how they are taken.
var subgraphs = map[string]func(b *branches) *G.ExprGraph{
	"roots":                func(b *branches) *G.ExprGraph { return b.g.SubgraphRoots(b.y) },
	"two roots":            func(b *branches) *G.ExprGraph { return b.g.SubgraphRoots(b.both, b.z) },
	"exact":                func(b *branches) *G.ExprGraph { return b.g.ExactSubgraphRoots(b.both) },
	"gradient":             func(b *branches) *G.ExprGraph { return b.g.SubgraphRoots(b.grads[0]) },
	"gradients and losses": func(b *branches) *G.ExprGraph { return b.g.SubgraphRoots(append(b.grads, b.both)...) },
	"nodes":                func(b *branches) *G.ExprGraph { return b.g.Subgraph(b.g.ExactSubgraphRoots(b.both).AllNodes()...) },
	"part of a part":       func(b *branches) *G.ExprGraph { return b.g.SubgraphRoots(b.both).SubgraphRoots(b.z) },
}

// A machine over a subgraph gives its nodes, its Read and its gradients what TapeMachine gives them, over runs between
// which an input changes and gradients accumulate, and leaves all other nodes without a value.
func TestVMRunsSubgraphs(t *testing.T) {
	for name, part := range subgraphs {
		for _, opts := range []func(b *branches) []G.VMOpt{
			func(*branches) []G.VMOpt { return nil },
			func(b *branches) []G.VMOpt { return []G.VMOpt{G.BindDualValues(b.w)} },
			func(*branches) []G.VMOpt { return []G.VMOpt{G.TraceExec()} },
		} {
			a, b := newBranches(t), newBranches(t)
			of, mine := part(a), part(b)
			theirs, ours := G.NewTapeMachine(of, append(opts(a), G.TraceExec())...), tape.NewVM(mine, opts(b)...)
			x := graphtest.NewSource(tensor.Float64).Tensor(.5, 5, 3)
			for range 3 {
				graphtest.MustRun(t, theirs)
				graphtest.MustRun(t, ours)
				compareBranches(t, name, a, b, of)
				theirs.Reset()
				if err := theirs.Let(a.x, x); err != nil {
					t.Fatal(err)
				}
				if err := ours.Let(b.x, x.Clone().(*tensor.Dense)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// compareBranches compares what two machines have bound of equal graphs. Sums of 20 terms are added in another order.
func compareBranches(t *testing.T, name string, want, got *branches, part *G.ExprGraph) {
	t.Helper()
	for i, n := range want.g.AllNodes() {
		switch mine := got.g.AllNodes()[i]; {
		case len(build.Children(mine)) == 0: // inputs and constants
		case !part.AllNodes().Contains(n) && mine.Value() != nil:
			t.Errorf("%s: %s, which the subgraph does not have, has a value", name, mine.Name())
		case mine.Value() != nil && n.Value() != nil:
			graphtest.Agree(t, name+": "+n.Name(), graphtest.Numbers(mine.Value()), graphtest.Numbers(n.Value()), 1e-13)
		}
	}
	if part.AllNodes().Contains(want.y) {
		graphtest.Agree(t, name+", y", graphtest.Numbers(got.y.Value()), graphtest.Numbers(want.y.Value()), 1e-13)
	}
	graphtest.Agree(t, name+", read", graphtest.Numbers(got.read), graphtest.Numbers(want.read), 1e-13)
	theirs, _ := want.w.Grad()
	mine, _ := got.w.Grad()
	graphtest.Agree(t, name+", gradient", graphtest.Numbers(mine), graphtest.Numbers(theirs), 1e-13)
}

// Machines over several subgraphs take turns and share nodes: each computes from the inputs as they are.
func TestVMsOverSubgraphsTakeTurns(t *testing.T) {
	b := newBranches(t)
	machines := map[*G.Node]*tape.VM{}
	roots := G.Nodes{b.y, b.z, b.both, b.grads[0]}
	for _, n := range roots {
		machines[n] = tape.NewVM(b.g.SubgraphRoots(n))
	}
	s := graphtest.NewSource(tensor.Float64)
	for range 3 {
		for _, n := range slices.Concat(roots, roots[:2]) {
			if err := machines[n].Let(b.w, s.Tensor(1, 3, 4)); err != nil {
				t.Fatal(err)
			}
			graphtest.MustRun(t, machines[n])
			vals, err := graphtest.Naive(n, b.hidden)
			if err != nil {
				t.Fatal(err)
			}
			graphtest.Agree(t, n.Name(), graphtest.Numbers(n.Value()), graphtest.Numbers(vals[n]), 1e-13)
			graphtest.Agree(t, "what they share", graphtest.Numbers(b.hidden.Value()), graphtest.Numbers(vals[b.hidden]), 1e-13)
		}
	}
}

// A subgraph of nodes without their operands computes these too, and so does a Set that it comes with. TapeMachine has no
// such program.
func TestVMSubgraphWithoutOperands(t *testing.T) {
	b := newBranches(t)
	w := graphtest.Numbers(b.w.Value())
	G.Set(b.w, b.grads[0])
	for _, part := range []*G.ExprGraph{b.g.Subgraph(b.y), b.g.Subgraph(b.y, b.hidden), b.g.SubgraphRoots(b.y)} {
		vals, err := graphtest.Naive(b.y, b.grads[0])
		if err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, tape.NewVM(part))
		graphtest.Agree(t, "y", graphtest.Numbers(b.y.Value()), graphtest.Numbers(vals[b.y]), 1e-13)
		graphtest.Agree(t, "read", graphtest.Numbers(b.read), graphtest.Numbers(vals[b.y]), 1e-13)
	}
	vals, err := graphtest.Naive(b.grads[0])
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, tape.NewVM(b.g.SubgraphRoots(b.y)))
	graphtest.Agree(t, "set", graphtest.Numbers(b.w.Value()), graphtest.Numbers(vals[b.grads[0]]), 1e-13)
	if slices.Equal(w, graphtest.Numbers(b.w.Value())) {
		t.Error("the weights were not set")
	}
}

// A precompiled program of the graph, or of the graph that a subgraph is of, runs; of another graph it is refused, and so
// is a subgraph of nodes of two graphs, and a value for a node outside.
func TestVMSubgraphRefusals(t *testing.T) {
	b, other := newBranches(t), newBranches(t)
	part := b.g.SubgraphRoots(b.both)
	prog, locMap, err := G.CompileFunction(b.g, b.g.SubgraphRoots(b.z).Inputs(), G.Nodes{b.z})
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, tape.NewVM(part, G.WithPrecompiled(prog, locMap)))
	if b.z.Value() == nil || b.y.Value() != nil {
		t.Error("the precompiled part is not what was run")
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"program":    {tape.NewVM(other.g, G.WithPrecompiled(prog, locMap)).RunAll(), "compiled from another graph"},
		"of a part":  {tape.NewVM(other.g.SubgraphRoots(other.y), G.WithPrecompiled(prog, locMap)).RunAll(), "compiled from another graph"},
		"two graphs": {tape.NewVM(b.g.Subgraph(b.y, other.y)).RunAll(), "nodes of two graphs"},
		"let":        {tape.NewVM(part).Let(other.x, other.x.Value()), "does not belong to this machine's graph"},
		"let beyond": {tape.NewVM(b.g.SubgraphRoots(b.hidden)).Let(b.one, b.x.Value()), "does not belong to this machine's graph"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, c.err, c.want)
		}
	}
}

// The gradient of what a loss is linear in does not need it: a subgraph of the gradient alone does not have the parameter,
// whose buffer is its own all the same. It adds up with BindDualValues, as TapeMachine's does, and is no input's memory.
func TestVMSubgraphOfLinearGradient(t *testing.T) {
	make := func() (g *G.ExprGraph, x, w *G.Node) {
		s := graphtest.NewSource(tensor.Float64)
		g = G.NewGraph()
		x, w = s.Input(g, "x", 1, 3), s.Input(g, "w", 1, 3)
		y := G.Must(G.Mul(x, w))
		if _, err := G.Grad(y, w); err != nil {
			t.Fatal(err)
		}
		return g.SubgraphRoots(w.Deriv()), x, w
	}
	g, _, w := make()
	h, _, v := make()
	if h.AllNodes().Contains(v) {
		t.Fatal("the subgraph has the parameter")
	}
	theirs, ours := G.NewTapeMachine(g, G.BindDualValues(w)), tape.NewVM(h, G.BindDualValues(v))
	for range 3 {
		graphtest.MustRun(t, theirs)
		graphtest.MustRun(t, ours)
		theirs.Reset()
		graphtest.Agree(t, "accumulated", graphtest.Numbers(graphtest.GradOf(t, v)), graphtest.Numbers(graphtest.GradOf(t, w)), 1e-15)
	}
	h, x, v := make()
	graphtest.MustRun(t, tape.NewVM(h))
	before := graphtest.Numbers(x.Value())
	if err := G.NewVanillaSolver().Step(G.NodesToValueGrads(G.Nodes{v})); err != nil {
		t.Fatal(err)
	}
	graphtest.Agree(t, "x after a step", graphtest.Numbers(x.Value()), before, 0)
}

// stack are autoencoders one on top of the other, each with a loss and gradients of its own.
type stack struct {
	g      *G.ExprGraph
	losses G.Nodes
	params []G.Nodes
}

func newStack(t *testing.T) (s stack) {
	t.Helper()
	src := graphtest.NewSource(tensor.Float64)
	s.g = G.NewGraph()
	h := src.Input(s.g, "x", 1, 6, 5)
	for i, widths := range [][2]int{{5, 4}, {4, 3}} {
		name := string(rune('a' + i))
		w, b := src.Input(s.g, "w"+name, .5, widths[0], widths[1]), src.Input(s.g, "b"+name, .1, 1, widths[1])
		code := G.Must(G.Sigmoid(G.Must(G.BroadcastAdd(G.Must(G.Mul(h, w)), b, nil, []byte{0}))))
		back := G.Must(G.Mul(code, G.Must(G.Transpose(w))))
		loss := G.Must(G.Mean(G.Must(G.Square(G.Must(G.Sub(back, h))))))
		if _, err := G.Grad(loss, w, b); err != nil {
			t.Fatal(err)
		}
		s.losses, s.params, h = append(s.losses, loss), append(s.params, G.Nodes{w, b}), code
	}
	return s
}

// Layers are trained one after the other, each by a machine over the subgraph of its loss and gradients, or a program
// precompiled of it, and all of them together at the end: as by TapeMachine.
func TestVMTrainsLayerByLayer(t *testing.T) {
	run := func(s stack, machine func(part *G.ExprGraph, params G.Nodes) G.VM) (numbersOf [][]float64) {
		var machines []G.VM
		for i, loss := range s.losses {
			roots := G.Nodes{loss}
			for _, p := range s.params[i] {
				roots = append(roots, p.Deriv())
			}
			machines = append(machines, machine(s.g.SubgraphRoots(roots...), s.params[i]))
		}
		solver := G.NewVanillaSolver(G.WithLearnRate(.3))
		for _, k := range []int{0, 0, 0, 1, 1, 1, 0, 1} {
			graphtest.MustRun(t, machines[k])
			if err := solver.Step(G.NodesToValueGrads(s.params[k])); err != nil {
				t.Fatal(err)
			}
			machines[k].Reset()
			numbersOf = append(numbersOf, graphtest.Numbers(s.losses[k].Value()), graphtest.Numbers(s.params[k][0].Value()))
		}
		return numbersOf
	}
	want := run(newStack(t), func(part *G.ExprGraph, params G.Nodes) G.VM {
		return G.NewTapeMachine(part, G.BindDualValues(params...))
	})
	for name, machine := range map[string]func(part *G.ExprGraph, params G.Nodes) G.VM{
		"subgraph": func(part *G.ExprGraph, params G.Nodes) G.VM { return tape.NewVM(part, G.BindDualValues(params...)) },
		"precompiled": func(part *G.ExprGraph, params G.Nodes) G.VM {
			prog, locMap, err := G.Compile(part)
			if err != nil {
				t.Fatal(err)
			}
			return tape.NewVM(params[0].Graph(), G.WithPrecompiled(prog, locMap), G.BindDualValues(params...))
		},
	} {
		for i, got := range run(newStack(t), machine) {
			graphtest.Agree(t, name, got, want[i], 1e-12)
		}
	}
}
