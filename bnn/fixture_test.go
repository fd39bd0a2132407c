package bnn_test

import (
	"cmp"
	"context"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var (
	ctx         = context.Background()
	float64Type = tensor.Float64
)

// all chooses the weights of all layers.
var all = []string{"*"}

// whole makes all weights distributions as Blundell et al. (2015) do, in what is not set.
func whole(v bnn.Variational) bnn.Variational {
	if len(v.Only)+len(v.Except) == 0 {
		v.Only = all
	}
	if v.Prior == nil {
		v.Prior = bnn.NormalPrior{}
	}
	if v.Posterior == nil {
		v.Posterior = bnn.MeanField{}
	}
	v.Estimator = cmp.Or(v.Estimator, bnn.SharedSample)
	return v
}

// linear is y ~ N(x·kernel + bias, SD²): the model with a conjugate posterior. Its weights are head/kernel and head/bias.
type linear struct {
	SD     float64
	NoBias bool
}

func (l linear) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := s.Call("head", layers.Dense{Units: 1, NoBias: l.NoBias}, x)
	return distributions.Normal{Loc: ops.Reshape(y, x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), l.SD, 1)}
}

// deep has a hidden layer of tanh units and a normal of learned width.
type deep struct{ Width int }

func (d deep) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("body", layers.MLP{Widths: []int{d.Width}, Last: layers.Tanh}, x)
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, h), n),
		Scale: ops.Reshape(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-2}, h), n),
	}
}

// plane is n rows of y = 1 + x·(1, -1/2, 1/3, ...) + noise, with features that are correlated and not centred.
func plane(n, features int, noise float64, seed uint64) data.Set {
	z, e := make([]float64, n*features), make([]float64, n)
	rng.New(seed, "x", 0, 0).Normal64(z, 0)
	rng.New(seed, "noise", 0, 0).Normal64(e, 0)
	s := data.Set{X: mat.NewDense(n, features, z), Y: make([]float64, n)}
	for i := range n {
		row := s.X.RawRowView(i)
		s.Y[i] = 1 + noise*e[i]
		for j := range row {
			row[j] += .5
			if j > 0 {
				row[j] += .7 * row[j-1]
			}
			sign := 1 - 2*float64(j%2)
			s.Y[i] += sign * row[j] / float64(j+1)
		}
	}
	return s
}

func fit(t testing.TB, tr training.Trainer, m *training.Model, s data.Set, epochs int) training.History {
	t.Helper()
	h, err := tr.Fit(ctx, m, s, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// mat3 is the system of a plane through three rows of two features.
func mat3(rows ...[]float64) *mat.Dense {
	a := mat.NewDense(3, 3, nil)
	for i, r := range rows {
		a.SetRow(i, []float64{r[0], r[1], 1})
	}
	return a
}

func solve3(t testing.TB, a *mat.Dense, y []float64) []float64 {
	t.Helper()
	var w mat.VecDense
	if err := w.SolveVec(a, mat.NewVecDense(3, y)); err != nil {
		t.Fatal(err)
	}
	return w.RawVector().Data
}
