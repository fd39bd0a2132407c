package graph_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"slices"
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

// d(p+q) is one node for p and q: each has a buffer of its own, which adds up until it is zeroed.
func TestVMSharedGradient(t *testing.T) {
	make := func() (g *G.ExprGraph, p, q *G.Node) {
		g = G.NewGraph()
		o := &operands{source: newSource(tensor.Float64), g: g}
		p, q = o.of(3), o.of(3)
		if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(G.Must(G.Add(p, q)))))), p, q); err != nil {
			t.Fatal(err)
		}
		return g, p, q
	}
	g, p, q := make()
	m := graph.NewVM(g, G.BindDualValues(p, q))
	var want []float64
	for i, v := range numbers(p.Value()) {
		want = append(want, 2*(v+numbers(q.Value())[i]))
	}
	for run := range 3 {
		mustRun(t, m)
		gp, _ := p.Grad()
		gq, _ := q.Grad()
		if gp == gq {
			t.Fatal("p and q share a gradient buffer")
		}
		scaled := slices.Clone(want)
		for i := range scaled {
			scaled[i] *= float64(1 + run%2) // zeroed before the third run
		}
		agree(t, "dp", numbers(gp), scaled, 1e-15)
		agree(t, "dq", numbers(gq), scaled, 1e-15)
		if run == 1 {
			gp.(*tensor.Dense).Zero()
			gq.(*tensor.Dense).Zero()
		}
	}
	// without the option every run overwrites, and a solver that zeroes one does not zero the other
	g, p, q = make()
	m = graph.NewVM(g)
	before := numbers(q.Value())
	for range 2 {
		mustRun(t, m)
	}
	if err := G.NewVanillaSolver(G.WithLearnRate(1)).Step(G.NodesToValueGrads(G.Nodes{p, q})); err != nil {
		t.Fatal(err)
	}
	for i := range before {
		before[i] -= want[i]
	}
	agree(t, "q after a step", numbers(q.Value()), before, 1e-15)
}

// A gradient that is a constant is not zeroed by a solver for good.
func TestVMConstantGradient(t *testing.T) {
	for _, opts := range [][]G.VMOpt{nil, {G.BindDualValues()}} {
		g := G.NewGraph()
		o := &operands{source: newSource(tensor.Float64), g: g}
		p, s := o.of(3), o.of()
		if _, err := G.Grad(G.Must(G.Add(G.Must(G.Sum(p)), s)), p, s); err != nil {
			t.Fatal(err)
		}
		start := append(numbers(p.Value()), value(s))
		m, solver := graph.NewVM(g, opts...), G.NewVanillaSolver(G.WithLearnRate(.5))
		for range 4 {
			mustRun(t, m)
			if err := solver.Step(G.NodesToValueGrads(G.Nodes{p, s})); err != nil {
				t.Fatal(err)
			}
		}
		for i := range start {
			start[i] -= 2
		}
		agree(t, "after 4 steps of .5", append(numbers(p.Value()), value(s)), start, 1e-15)
	}
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

// Random nodes draw at each run, and the others see one draw.
func TestVMRandomNodes(t *testing.T) {
	g := G.NewGraph()
	r := G.GaussianRandomNode(g, tensor.Float64, 3, .5, 400)
	s := G.UniformRandomNode(g, tensor.Float32, 2, 3)
	twice := G.Must(G.Mul(r, G.NewConstant(2.)))
	m := graph.NewVM(g)
	var last []float64
	for range 3 {
		mustRun(t, m)
		x, y := numbers(r.Value()), numbers(twice.Value())
		mean := 0.
		for i := range x {
			mean += x[i] / 400
			if y[i] != 2*x[i] {
				t.Fatal("a run saw two draws of one node")
			}
		}
		// 5 standard errors of .5/sqrt(400)
		if math.Abs(mean-3) > .125 || value(s) < 2 || value(s) > 3 || last != nil && last[0] == x[0] {
			t.Errorf("mean %v of 400 normal numbers around 3, uniform %v", mean, value(s))
		}
		last = x
	}
}

// Dropout's gradient is the mask of its run over 1-p, also where x is 0; an evaluating machine leaves x as it is and a
// training one afterwards still drops.
func TestVMDropout(t *testing.T) {
	g := G.NewGraph()
	x := G.NewVector(g, tensor.Float64, G.WithShape(1000), G.WithName("x"))
	y := G.Must(G.Dropout(x, .2))
	if _, err := G.Grad(G.Must(G.Sum(y)), x); err != nil {
		t.Fatal(err)
	}
	xs := make([]float64, 1000)
	for i := range xs {
		xs[i] = float64(i % 4) // a quarter of them 0
	}
	if err := G.Let(x, vec(xs...)); err != nil {
		t.Fatal(err)
	}
	training, evaluating := graph.NewVM(g), graph.NewVM(g, G.EvalMode())
	for range 3 {
		mustRun(t, evaluating)
		agree(t, "y in evaluation", numbers(y.Value()), xs, 0)
		d, _ := x.Grad()
		agree(t, "dx in evaluation", numbers(d), ones(1000), 0)
		mustRun(t, training)
		d, _ = x.Grad()
		kept := 0
		for i, v := range numbers(y.Value()) {
			m := numbers(d)[i]
			if m != 0 && m != 1/(1-.2) || v != xs[i]*m {
				t.Fatalf("x %v gives %v with gradient %v", xs[i], v, m)
			}
			if m != 0 {
				kept++
			}
		}
		if math.Abs(float64(kept)-800) > 5*math.Sqrt(1000*.2*.8) {
			t.Errorf("%d of 1000 kept with p = .2", kept)
		}
	}
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// batchNormNet is Square(BatchNorm(x)), with the op whose statistics run.
func batchNormNet() (*plainNet, *G.BatchNormOp, *G.Node) {
	n := &plainNet{g: G.NewGraph()}
	s := newSource(tensor.Float64)
	x, scale, bias := s.input(n.g, "x", 2, 4, 3, 2, 2), s.input(n.g, "scale", 1, 1, 3, 1, 1), s.input(n.g, "bias", 1, 1, 3, 1, 1)
	y, _, _, op, err := G.BatchNorm(x, scale, bias, .9, 1e-5)
	if err != nil {
		panic(err)
	}
	return n.finish(G.Must(G.Mean(G.Must(G.Cube(y)))), scale, bias), op, y
}

// BatchNorm trains as on a TapeMachine, its statistics run on over switches to evaluation, and evaluation uses them.
func TestVMBatchNorm(t *testing.T) {
	a, opA, _ := batchNormNet()
	b, opB, y := batchNormNet()
	wantCosts, want := train(t, a, G.NewTapeMachine(a.g, G.BindDualValues(a.params...)), 5)
	vm := graph.NewVM(b.g, G.BindDualValues(b.params...))
	gotCosts, got := train(t, b, vm, 5)
	agree(t, "costs", gotCosts, wantCosts, 1e-10)
	agree(t, "scale", got[0], want[0], 1e-10)
	agree(t, "bias", got[1], want[1], 1e-10)
	meanA, varA := opA.Stats()
	meanB, varB := opB.Stats()
	agree(t, "running mean", numbers(meanB), numbers(meanA), 1e-12)
	agree(t, "running variance", numbers(varB), numbers(varA), 1e-12)

	trained := numbers(y.Value())
	stats := numbers(meanB)
	mustRun(t, graph.NewVM(b.g, G.EvalMode()))
	if slices.Equal(numbers(y.Value()), trained) {
		t.Error("evaluation normalizes by the batch")
	}
	agree(t, "statistics after evaluation", numbers(meanB), stats, 0)
	mustRun(t, vm)
	for i, m := range numbers(meanB) {
		if m == stats[i] || m == 0 || math.Abs(m-stats[i]) > math.Abs(stats[i]) {
			t.Errorf("running mean %v after %v: it starts anew in training", m, stats[i])
		}
	}
}

// Options of TapeMachine are honoured, or refused by name.
func TestVMOptions(t *testing.T) {
	make := func(x float64) *G.ExprGraph {
		g := G.NewGraph()
		G.Must(G.Exp(G.Must(G.Log(scalar(g, "x", x)))))
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
		switch err := graph.NewVM(c.g, c.opts...).RunAll(); {
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
	x, unset := scalar(g, "x", 3), G.NewScalar(g, tensor.Float64, G.WithName("unset"))
	y := G.Must(G.Square(x))
	G.Must(G.Add(y, unset))
	prog, locMap, err := G.CompileFunction(g, G.Nodes{x}, G.Nodes{y})
	if err != nil {
		t.Fatal(err)
	}
	mustRun(t, graph.NewVM(g, G.WithPrecompiled(prog, locMap)))
	if value(y) != 9 {
		t.Errorf("3^2 = %v", value(y))
	}
	if err := graph.NewVM(g).RunAll(); err == nil {
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
	s, g := newSource(tensor.Float64), G.NewGraph()
	x, w := s.input(g, "x", 1, 2, 3), s.input(g, "w", 1, 3, 4)
	if _, err := G.Grad(G.Must(G.Sum(G.Must(G.Mul(x, w)))), w); err != nil {
		t.Fatal(err)
	}
	m := graph.NewVM(g)
	mustRun(t, m)
	if n := skipped(g); n != 1 {
		t.Errorf("%d nodes without a value, want the gradient of x", n)
	}
	mustRun(t, graph.NewVM(g, G.TraceExec()))
	if n := skipped(g); n != 0 {
		t.Errorf("%d nodes without a value after TraceExec", n)
	}
	if err := G.Let(w, s.tensor(1, 3, 4)); err != nil {
		t.Fatal(err)
	}
	mustRun(t, m)
	want := byHand(t, g)
	for _, n := range g.AllNodes() {
		agree(t, n.Name(), numbers(n.Value()), numbers(want[n]), 1e-14)
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
