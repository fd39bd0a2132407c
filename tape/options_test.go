package tape_test

import (
	"bytes"
	"log"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Options of TapeMachine are honoured, or refused by name.
func TestVMOptions(t *testing.T) {
	make := func(x float64) *G.ExprGraph {
		g := G.NewGraph()
		G.Must(G.Exp(G.Must(G.Log(graphtest.Scalar(g, "x", x)))))
		return g
	}
	var text bytes.Buffer
	logger := log.New(&text, "", 0)
	g := make(2)
	prog, locMap, err := G.Compile(make(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		g    *G.ExprGraph
		opts []G.VMOpt
		want string // of the error, "" for none
	}{
		"nothing":     {make(-1), nil, ""},
		"NaN":         {make(-1), []G.VMOpt{G.WithNaNWatch()}, "NaN found in value. Node: ln"},
		"not NaN":     {make(0), []G.VMOpt{G.WithNaNWatch()}, ""},
		"Inf":         {make(0), []G.VMOpt{G.WithInfWatch()}, "Inf found in value. Node: ln"},
		"pointers":    {make(1), []G.VMOpt{G.WithPointerWatch()}, ""},
		"precompiled": {make(1), []G.VMOpt{G.WithPrecompiled(prog, locMap)}, "compiled from another graph"},
		"engine":      {make(1), []G.VMOpt{G.WithEngine(tensor.Float64Engine{})}, "WithEngine(tensor.Float64Engine) is not supported"},
		"registers":   {make(1), []G.VMOpt{G.WithWatchlist(1)}, "WithWatchlist of registers is not supported"},
		"lisp's":      {make(1), []G.VMOpt{G.ExecuteFwdOnly()}, "refuses the options"},
		"log":         {g, []G.VMOpt{G.WithLogger(logger), G.WithWatchlist(g.AllNodes()[1]), G.WithValueFmt("<%1.2f>")}, ""},
	} {
		switch err := tape.NewVM(c.g, c.opts...).RunAll(); {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if s := text.String(); strings.Count(s, "Executing") != 2 || strings.Count(s, "Result: <0.69>") != 1 || strings.Count(s, "Input: <2.00>") != 1 {
		t.Errorf("the log is\n%s", s)
	}
}

// WithPrecompiled says which part of the graph to run.
func TestVMPrecompiled(t *testing.T) {
	g := G.NewGraph()
	x, unset := graphtest.Scalar(g, "x", 3), G.NewScalar(g, tensor.Float64, G.WithName("unset"))
	y := G.Must(G.Square(x))
	G.Must(G.Add(y, unset))
	prog, locMap, err := G.CompileFunction(g, G.Nodes{x}, G.Nodes{y})
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, tape.NewVM(g, G.WithPrecompiled(prog, locMap)))
	if graphtest.Value(y) != 9 {
		t.Errorf("3^2 = %v", graphtest.Value(y))
	}
	if err := tape.NewVM(g).RunAll(); err == nil {
		t.Error("the whole graph ran without an input")
	}
}

// The gradient of a data input is not computed, unless TraceExec asks for all, or it has a value of another machine.
func TestVMSkipsUnaskedGradients(t *testing.T) {
	skipped := func(g *G.ExprGraph) (n int) {
		for _, node := range g.AllNodes() {
			if node.Value() == nil {
				n++
			}
		}
		return n
	}
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x, w := s.Input(g, "x", 1, 2, 3), s.Input(g, "w", 1, 3, 4)
	if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Mul(x, w)))), w); err != nil {
		t.Fatal(err)
	}
	m := tape.NewVM(g)
	graphtest.MustRun(t, m)
	if n := skipped(g); n != 1 {
		t.Errorf("%d nodes without a value, want the gradient of x", n)
	}
	graphtest.MustRun(t, tape.NewVM(g, G.TraceExec()))
	if n := skipped(g); n != 0 {
		t.Errorf("%d nodes without a value after TraceExec", n)
	}
	if err := G.Let(w, s.Tensor(1, 3, 4)); err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, m)
	want := graphtest.ByHand(t, g)
	for _, n := range g.AllNodes() {
		graphtest.Agree(t, n.Name(), graphtest.Numbers(n.Value()), graphtest.Numbers(want[n]), 1e-14)
	}
}
