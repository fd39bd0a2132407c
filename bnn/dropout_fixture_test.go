package bnn_test

import (
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// affine predicts x·kernel + bias with normal noise of a given standard deviation.
type affine struct{ noise float64 }

func (l affine) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	y := ops.Reshape(s.Call("out", layers.Dense{Units: 1, Bias: layers.Constant(.5)}, x), n)
	return distributions.Normal{Loc: y, Scale: ops.Full(x.Graph(), x.Dtype(), l.noise, 1)}
}

// wave is a network of one hidden layer with normal noise that depends on x.
type wave struct{ width int }

func (w wave) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("body", layers.Dense{Units: w.width, Activation: layers.Tanh}, x)
	column := func(y *G.Node) *G.Node { return ops.Reshape(y, n) }
	return distributions.Normal{
		Loc:   column(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: column(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-2}, h)),
	}
}

// twoFeatures draws n rows of two standard normal features and y = 2 x0 - x1 + noise e.
func twoFeatures(n int, noise float64, seed uint64) data.Set {
	x, e, y := make([]float64, 2*n), make([]float64, n), make([]float64, n)
	rng.New(seed, "x", 0, 0).Normal64(x, 0)
	rng.New(seed, "e", 0, 0).Normal64(e, 0)
	for i := range y {
		y[i] = 2*x[2*i] - x[2*i+1] + noise*e[i]
	}
	return data.Set{X: mat.NewDense(n, 2, x), Y: y}
}

// fitted trains a float64 model of the net as it is for the given number of epochs, or initializes it for none.
func fitted(t *testing.T, net training.Net, s data.Set, rate float64, epochs int) (*training.Model, training.History) {
	t.Helper()
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	tr := training.Trainer{Loss: losses.ELBO{Rows: s.Rows()}, BatchSize: s.Rows(), Solver: &training.Adam{Rate: training.Constant(rate)}, Seed: 1}
	h, err := tr.Fit(ctx, m, s, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return m, h
}

func predict(t testing.TB, m *training.Model, x *mat.Dense, o ...training.PredictOption) distributions.Posterior {
	t.Helper()
	q, err := m.Predict(ctx, x, o...)
	if err != nil {
		t.Fatal(err)
	}
	return q
}
