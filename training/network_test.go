package training_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// The graph of a model, with its parameters, makes the parameters of what Predict returns.
func TestNetworkIsWhatPredictComputes(t *testing.T) {
	set := data.Set{X: mat.NewDense(40, 2, nil), Y: make([]float64, 40)}
	for i := range set.Y {
		set.X.SetRow(i, []float64{float64(i % 7), float64(i % 5)})
		set.Y[i] = 10 + float64(i%7)
	}
	m := &training.Model{Net: nets.Gaussian{Body: layers.MLP{Widths: []int{4}, Last: layers.Tanh}}, X: data.Standardize{}, Y: data.Standardize{}, Dtype: tensor.Float64}
	if _, err := m.Network(1); err == nil || !strings.Contains(err.Error(), "has not been fitted") {
		t.Errorf("of a model that was not fitted: %v", err)
	}
	if _, err := (training.Trainer{Seed: 1}).Fit(t.Context(), m, set, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Network(0); err == nil || !strings.Contains(err.Error(), "0 rows") {
		t.Errorf("of 0 rows: %v", err)
	}
	n, err := m.Network(3)
	if err != nil {
		t.Fatal(err)
	}
	loc := n.Distribution.(distributions.Normal).Loc
	p, err := graph.Compile(loc)
	if err != nil {
		t.Fatal(err)
	}
	for path, v := range n.Params.All() {
		if node := n.Node(path); node != nil && path != "scale/kernel" && path != "scale/bias" {
			if err := p.Let(node, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	in := make([]float64, 6)
	x := set.X.Slice(0, 3, 0, 2).(*mat.Dense)
	m.XScale.Forward(in, x)
	if err := p.Let(n.X, tensor.New(tensor.WithShape(3, 2), tensor.WithBacking(in))); err != nil {
		t.Fatal(err)
	}
	if err := p.RunAll(); err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Value(loc).Data().([]float64)
	m.YScale.Inverse(got, got)
	for i, want := range q.Mean() {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("row %d: %v, want %v", i, got[i], want)
		}
	}
}
