package tape_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Random nodes draw at each run, and the others see one draw.
func TestVMRandomNodes(t *testing.T) {
	g := G.NewGraph()
	r := G.GaussianRandomNode(g, tensor.Float64, 3, .5, 400)
	s := G.UniformRandomNode(g, tensor.Float32, 2, 3)
	twice := G.Must(G.Mul(r, G.NewConstant(2.)))
	m := tape.NewVM(g)
	var last []float64
	for range 3 {
		graphtest.MustRun(t, m)
		x, y := graphtest.Numbers(r.Value()), graphtest.Numbers(twice.Value())
		mean := 0.
		for i := range x {
			mean += x[i] / 400
			if y[i] != 2*x[i] {
				t.Fatal("a run saw two draws of one node")
			}
		}
		// 5 standard errors of .5/sqrt(400)
		if math.Abs(mean-3) > .125 || graphtest.Value(s) < 2 || graphtest.Value(s) > 3 || last != nil && last[0] == x[0] {
			t.Errorf("mean %v of 400 normal numbers around 3, uniform %v", mean, graphtest.Value(s))
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
	if err := G.Let(x, graphtest.Vec(xs...)); err != nil {
		t.Fatal(err)
	}
	training, evaluating := tape.NewVM(g), tape.NewVM(g, G.EvalMode())
	for range 3 {
		graphtest.MustRun(t, evaluating)
		graphtest.Agree(t, "y in evaluation", graphtest.Numbers(y.Value()), xs, 0)
		d, _ := x.Grad()
		graphtest.Agree(t, "dx in evaluation", graphtest.Numbers(d), ones(1000), 0)
		graphtest.MustRun(t, training)
		d, _ = x.Grad()
		kept := 0
		for i, v := range graphtest.Numbers(y.Value()) {
			m := graphtest.Numbers(d)[i]
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

// Dropout of a constant draws at each run too.
func TestVMDropoutOfConstant(t *testing.T) {
	g := G.NewGraph()
	y := G.Must(G.Dropout(G.NewConstant(tensor.Ones(tensor.Float64, 100), G.In(g), G.WithName("ones")), .5))
	G.Must(G.Add(y, G.NewVector(g, tensor.Float64, G.WithShape(100), G.WithName("x"), G.WithValue(graphtest.Vec(ones(100)...)))))
	m := tape.NewVM(g)
	graphtest.MustRun(t, m)
	first := graphtest.Numbers(y.Value())
	graphtest.MustRun(t, m)
	if slices.Equal(first, graphtest.Numbers(y.Value())) {
		t.Error("two runs drew the same mask")
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
func batchNormNet() (*graphtest.Net, *G.BatchNormOp, *G.Node) {
	n := &graphtest.Net{Graph: G.NewGraph()}
	s := graphtest.NewSource(tensor.Float64)
	x, scale, bias := s.Input(n.Graph, "x", 2, 4, 3, 2, 2), s.Input(n.Graph, "scale", 1, 1, 3, 1, 1), s.Input(n.Graph, "bias", 1, 1, 3, 1, 1)
	y, _, _, op, err := G.BatchNorm(x, scale, bias, .9, 1e-5)
	if err != nil {
		panic(err)
	}
	return n.Finish(G.Must(G.Mean(G.Must(G.Cube(y)))), scale, bias), op, y
}

// BatchNorm trains as on a TapeMachine, its statistics run on over switches to evaluation, and evaluation uses them.
func TestVMBatchNorm(t *testing.T) {
	a, opA, _ := batchNormNet()
	b, opB, y := batchNormNet()
	wantCosts, want := train(t, a, G.NewTapeMachine(a.Graph, G.BindDualValues(a.Params...)), 5)
	vm := tape.NewVM(b.Graph, G.BindDualValues(b.Params...))
	gotCosts, got := train(t, b, vm, 5)
	graphtest.Agree(t, "costs", gotCosts, wantCosts, 1e-10)
	graphtest.Agree(t, "scale", got[0], want[0], 1e-10)
	graphtest.Agree(t, "bias", got[1], want[1], 1e-10)
	meanA, varA := opA.Stats()
	meanB, varB := opB.Stats()
	graphtest.Agree(t, "running mean", graphtest.Numbers(meanB), graphtest.Numbers(meanA), 1e-12)
	graphtest.Agree(t, "running variance", graphtest.Numbers(varB), graphtest.Numbers(varA), 1e-12)

	trained := graphtest.Numbers(y.Value())
	stats := graphtest.Numbers(meanB)
	graphtest.MustRun(t, tape.NewVM(b.Graph, G.EvalMode()))
	if slices.Equal(graphtest.Numbers(y.Value()), trained) {
		t.Error("evaluation normalizes by the batch")
	}
	graphtest.Agree(t, "statistics after evaluation", graphtest.Numbers(meanB), stats, 0)
	graphtest.MustRun(t, vm)
	for i, m := range graphtest.Numbers(meanB) {
		if m == stats[i] || m == 0 || math.Abs(m-stats[i]) > math.Abs(stats[i]) {
			t.Errorf("running mean %v after %v: it starts anew in training", m, stats[i])
		}
	}
}
