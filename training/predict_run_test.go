package training

import (
	"context"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// A prediction that is loaded block by block goes on with the Sampler it began with, whatever the model gets later.
func TestStreamKeepsItsSampler(t *testing.T) {
	p := &layers.Params{}
	p.Set("kernel", tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{2})))
	p.Set("bias", tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{0})))
	one := &data.Affine{Shift: []float64{0}, Scale: []float64{1}}
	m := &Model{Net: Point(layers.Dense{Units: 1}), Dtype: tensor.Float64, Fitted: Fitted{Params: p, XScale: one, YScale: one, Sampler: Samples{p.Clone()}}}
	pass, err := m.predictor(predictorKey{rows: 1, features: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.drawing(nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &prediction{predictor: pass, x: m.scaled(mat.NewDense(1, 1, []float64{3}), *one), d: d, params: p.Clone()}
	m.Sampler = nil
	ops.Data[float64](p.Get("kernel"))[0] = 5
	values, err := f.load(context.Background(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := ops.Data[float64](values[0](pass.params[0]))[0]; got != 6 {
		t.Errorf("the prediction is %v, want 6 by the sample", got)
	}
}
