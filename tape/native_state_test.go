package tape_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ByIndices picks rows of a middle axis, adds up the gradients of one picked twice, and refuses an index outside.
func TestVMByIndices(t *testing.T) {
	o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
	x, at := o.Of(2, 4, 3), o.Indices(3, 1, 3)
	y := G.Must(G.ByIndices(x, at, 1))
	if _, err := G.Grad(G.Must(G.Sum(y)), x); err != nil {
		t.Fatal(err)
	}
	vm := tape.NewVM(o.Graph)
	graphtest.MustRun(t, vm)
	all, picked := graphtest.Numbers(x.Value()), graphtest.Numbers(y.Value())
	for i := range 2 {
		for j, row := range []int{3, 1, 3} {
			graphtest.Agree(t, "picked", picked[(i*3+j)*3:][:3], all[(i*4+row)*3:][:3], 0)
		}
	}
	d, _ := x.Grad()
	one := []float64{0, 0, 0, 1, 1, 1, 0, 0, 0, 2, 2, 2}
	graphtest.Agree(t, "gradient", graphtest.Numbers(d), append(one, one...), 0)
	at.Value().Data().([]int)[1] = 4
	if err := vm.RunAll(); err == nil || !strings.Contains(err.Error(), "index 4 at position 1 does not lie in 0:4") {
		t.Errorf("an index outside: %v", err)
	}
}

// AveragePool2D is the mean of a window, with zeros beyond the image.
func TestVMAveragePool(t *testing.T) {
	g := G.NewGraph()
	image := tensor.New(tensor.WithShape(1, 1, 2, 3), tensor.WithBacking([]float64{1, 2, 3, 4, 5, 6}))
	x := G.NewTensor(g, tensor.Float64, 4, G.WithShape(1, 1, 2, 3), G.WithName("x"), G.WithValue(image))
	y := G.Must(G.AveragePool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}))
	padded := G.Must(G.AveragePool2D(x, tensor.Shape{2, 2}, []int{1, 1}, []int{2, 2}))
	graphtest.MustRun(t, tape.NewVM(g))
	graphtest.Agree(t, "means", graphtest.Numbers(y.Value()), []float64{3, 4}, 1e-15)
	graphtest.Agree(t, "means at the border", graphtest.Numbers(padded.Value()), []float64{1. / 4, 5. / 4, 4. / 4, 11. / 4}, 1e-15)
}

// In evaluation BatchNorm and its gradient use the running statistics, with pixels too, and nothing is allocated.
func TestVMBatchNormInEvaluation(t *testing.T) {
	n, op, y := batchNormNet()
	graphtest.MustRun(t, tape.NewVM(n.Graph))
	eval := tape.NewVM(n.Graph, G.EvalMode())
	graphtest.MustRun(t, eval)
	x := graphtest.Numbers(n.Graph.AllNodes()[0].Value())
	mean, variance := op.Stats()
	m, v := graphtest.Numbers(mean), graphtest.Numbers(variance)
	scale, bias := graphtest.Numbers(n.Params[0].Value()), graphtest.Numbers(n.Params[1].Value())
	want := make([]float64, len(x))
	for i := range x {
		c := i / 4 % 3
		want[i] = (x[i]-m[c])/math.Sqrt(v[c]+1e-5)*scale[c] + bias[c]
	}
	graphtest.Agree(t, "normalized", graphtest.Numbers(y.Value()), want, 1e-13)
	if allocs := testing.AllocsPerRun(5, func() { graphtest.MustRun(t, eval) }); allocs != 0 {
		t.Errorf("%v allocations a run, want none", allocs)
	}
}

// The gradient of BatchNorm in evaluation, where the statistics are given, is a scale of each channel.
func TestVMBatchNormGradientInEvaluation(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 4, 3, 2, 2)
	y, _, _, op, err := G.BatchNorm(x, s.Input(g, "scale", 1, 1, 3, 1, 1), s.Input(g, "bias", 1, 1, 3, 1, 1), .9, 1e-5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := G.Grad(G.Must(G.Sum(y)), x); err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, tape.NewVM(g))
	graphtest.MustRun(t, tape.NewVM(g, G.EvalMode()))
	_, variance := op.Stats()
	scale, want := graphtest.Numbers(g.ByName("scale")[0].Value()), make([]float64, 48)
	for i := range want {
		c := i / 4 % 3
		want[i] = scale[c] / math.Sqrt(graphtest.Numbers(variance)[c]+1e-5)
	}
	graphtest.Agree(t, "gradient", graphtest.Numbers(graphtest.GradOf(t, x)), want, 1e-13)
}
