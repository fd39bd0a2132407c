package layers_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Normalizations of numbers whose squares overflow float32 are those of the numbers in another unit, in value and gradient,
// whichever of this library's or Gorgonia's normalizes them.
func TestNormalizationsOfLargeNumbers(t *testing.T) {
	want := []float32{-1.3416408, -.4472136, .4472136, 1.3416408}
	for name, c := range map[string]struct {
		rows, cols int
		f          func(s *layers.Scope, x *G.Node) *G.Node
	}{
		"LayerNorm":   {1, 4, layers.LayerNorm{}.Forward},
		"BatchNorm":   {4, 1, layers.BatchNorm{}.Forward},
		"Standardize": {1, 4, func(_ *layers.Scope, x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 0); return y }},
		"Gorgonia's BatchNorm": {4, 1, func(s *layers.Scope, x *G.Node) *G.Node {
			one, zero := ops.Full(s.Graph(), s.Dtype(), 1, 4, 1, 1, 1), ops.Full(s.Graph(), s.Dtype(), 0, 4, 1, 1, 1)
			y, _, _, _, err := G.BatchNorm(ops.Reshape(x, 4, 1, 1, 1), one, zero, .9, 1e-5)
			if err != nil {
				t.Fatal(err)
			}
			return ops.Reshape(y, 4, 1)
		}},
	} {
		y, dx := normalized(t, c.rows, c.cols, 1e20, c.f)
		_, unit := normalized(t, c.rows, c.cols, 1, c.f)
		for i := range want {
			if math.Abs(float64(y[i]-want[i])) > 2e-7 {
				t.Errorf("%s: y[%d] is %v, want %v", name, i, y[i], want[i])
			}
			// eps is 1e-5 of the variance 1.25 in the unit 1, and a gradient in units of 1e-20 has all its digits
			if math.Abs(float64(dx[i])*1e20-float64(unit[i])) > 2e-5 {
				t.Errorf("%s: dx[%d] is %v, want %ve-20", name, i, dx[i], unit[i])
			}
		}
	}
}

// normalized is y and the gradient of sum(y w) for x = (-1.5, -.5, .5, 1.5) units.
func normalized(t *testing.T, rows, cols int, unit float32, f func(s *layers.Scope, x *G.Node) *G.Node) (y, dx []float32) {
	t.Helper()
	x := tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking([]float32{-1.5 * unit, -.5 * unit, .5 * unit, 1.5 * unit}))
	pass := &layers.Pass{Graph: G.NewGraph(), Mode: layers.Train, Params: &layers.Params{}, Init: true}
	in := G.NewTensor(pass.Graph, tensor.Float32, 2, G.WithShape(rows, cols), G.WithName("x"), G.WithValue(x))
	w := G.NewTensor(pass.Graph, tensor.Float32, 2, G.WithShape(rows, cols), G.WithName("w"),
		G.WithValue(tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking([]float32{1, -2, 3, .5}))))
	out := f(pass.Scope(), in)
	grads, err := graph.Gradient(ops.Sum(ops.Mul(out, w)), in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(out, grads[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(pass.Paths(), pass.States()...) {
		if err := p.Let(pass.Node(path), pass.Params.Get(path)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.RunAll(); err != nil {
		t.Fatal(err)
	}
	return ops.Data[float32](p.Value(out)), ops.Data[float32](p.Value(grads[0]))
}

// Numbers of 1e-30: with eps 1e-5 they are x/sqrt(1e-5), with eps 0 what they are in another unit.
func TestNormalizationsOfSmallNumbers(t *testing.T) {
	y, _ := normalized(t, 1, 4, 1e-30, layers.LayerNorm{}.Forward)
	z, _ := normalized(t, 1, 4, 1e-30, func(_ *layers.Scope, x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 0); return y })
	for i, x := range []float64{-1.5, -.5, .5, 1.5} {
		if want := x * 1e-30 / math.Sqrt(1e-5); math.Abs(float64(y[i])/want-1) > 1e-6 {
			t.Errorf("eps 1e-5: y[%d] is %v, want %v", i, y[i], want)
		}
		if want := x / math.Sqrt(1.25); math.Abs(float64(z[i])/want-1) > 1e-6 {
			t.Errorf("eps 0: y[%d] is %v, want %v", i, z[i], want)
		}
	}
}
