package ours

import (
	"context"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Grid is the 100 targets of harness.Density.
func Grid() []float64 {
	y := make([]float64, 100)
	for i := range y {
		y[i] = .01 + .98*float64(i)/99
	}
	return y
}

// predicting is Model.Predict, which gives a Posterior: for harness.Density its LogProbs follow, in float64. For
// harness.Mean it is the network alone, a layers.Function.
func (t Team) predicting(c harness.Case) (harness.Contender, error) {
	m, fit, err := Fresh(c.Net, c.Widths, c.Batch)
	if err != nil {
		return nil, err
	}
	if _, err := fit.Fit(context.Background(), m, t.Train.Head(1000), 0); err != nil {
		return nil, err
	}
	x := t.Test.Head(c.Batch).X
	do := func() error {
		_, err := m.Predict(context.Background(), x)
		return err
	}
	switch c.Kind {
	case harness.Mean:
		do = mean(m, x)
	case harness.Density:
		do = func() error { return density(m, x) }
	}
	return harness.Timed{Do: do}, do()
}

func density(m *training.Model, x *mat.Dense) error {
	q, err := m.Predict(context.Background(), x)
	if err == nil {
		q.LogProbs(Grid())
	}
	return err
}

// mean computes E y of each row in one pass of the network.
func mean(m *training.Model, x *mat.Dense) func() error {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return distributions.Mean(m.Net.Forward(s, in[0]))
	})
	n, d := x.Dims()
	v := make([]float32, 0, n*d)
	for _, u := range x.RawMatrix().Data {
		v = append(v, float32(u))
	}
	in := tensor.New(tensor.WithShape(n, d), tensor.WithBacking(v))
	return func() error {
		_, err := f.Apply(m.Params, in)
		return err
	}
}
