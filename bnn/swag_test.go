package bnn_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func momentum() *training.SGD { return &training.SGD{Rate: training.Constant(.05), Momentum: .5} }

// snapshots are the weights of linear after each of the last epochs of a fit, (last, 3).
func snapshots(t *testing.T, dt tensor.Dtype, s data.Set, epochs, last int) *mat.Dense {
	t.Helper()
	m := &training.Model{Net: linear{SD: 1}, Dtype: dt}
	out := mat.NewDense(last, 3, nil)
	for e, err := range (training.Trainer{Solver: momentum(), BatchSize: 10, Seed: 3}).Epochs(ctx, m, s, epochs) {
		if err != nil {
			t.Fatal(err)
		}
		if k := e.Number - 1 - (epochs - last); k >= 0 {
			out.SetRow(k, vectorOf(m.Params))
		}
	}
	return out
}

// Draws have the mean of the weights taken, and half their variances plus half the covariance of the last of them, to 5
// standard errors.
func TestSWAGMoments(t *testing.T) {
	s := twoFeatures(60, .5, 1)
	for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		for _, rank := range []int{8, 3} {
			const last, scale = 8, 1.5
			w := snapshots(t, dt, s, 12, last)
			m := &training.Model{Net: linear{SD: 1}, Dtype: dt}
			g := bnn.SWAG{Collect: last, Rank: rank, Scale: scale, Trainer: training.Trainer{Solver: momentum(), BatchSize: 10, Seed: 3}}
			if _, err := g.Fit(ctx, m, s, 12); err != nil {
				t.Fatal(err)
			}
			const n = 4000
			draws, into := mat.NewDense(n, 3, nil), m.Params.Clone()
			for k := range n {
				if err := m.Sampler.Sample(into, 5, k); err != nil {
					t.Fatal(err)
				}
				draws.SetRow(k, vectorOf(into))
			}
			mean, want := make([]float64, 3), mat.NewDense(3, 3, nil)
			for i := range 3 {
				mean[i] = stat.Mean(mat.Col(nil, i, w), nil)
				if got := vectorOf(m.Params)[i]; math.Abs(got-mean[i]) > 1e-6 { // an ulp of float32
					t.Errorf("%v: Params %v, the mean of the weights is %v", dt, got, mean[i])
				}
			}
			for i := range 3 {
				for j := range 3 {
					for k := last - rank; k < last; k++ {
						want.Set(i, j, want.At(i, j)+scale/2*(w.At(k, i)-mean[i])*(w.At(k, j)-mean[j])/float64(rank-1))
					}
				}
				want.Set(i, i, want.At(i, i)+scale/2*stat.PopVariance(mat.Col(nil, i, w), nil))
			}
			checkMoments(t, draws, mean, want)
		}
	}
}

// checkMoments compares the moments of independent normal draws with what they should be, to 5 standard errors.
func checkMoments(t *testing.T, draws *mat.Dense, mean []float64, cov mat.Matrix) {
	t.Helper()
	rows, d := draws.Dims()
	n := float64(rows)
	for i := range d {
		x := mat.Col(nil, i, draws)
		if got, se := stat.Mean(x, nil), math.Sqrt(cov.At(i, i)/n); math.Abs(got-mean[i]) > 5*se {
			t.Errorf("mean %d is %v, want %v +- %v", i, got, mean[i], se)
		}
		for j := range i + 1 {
			got, want := stat.Covariance(x, mat.Col(nil, j, draws), nil), cov.At(i, j)
			if se := math.Sqrt((want*want + cov.At(i, i)*cov.At(j, j)) / n); math.Abs(got-want) > 5*se {
				t.Errorf("covariance (%d, %d) is %v, want %v +- %v", i, j, got, want, se)
			}
		}
	}
}

// batchNormed has a batch normalization, whose states must fit the weights of every draw.
type batchNormed struct{}

func (batchNormed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: 4}, x)
	h = s.Call("norm", layers.BatchNorm{}, h)
	y := s.Call("loc", layers.Dense{Units: 1}, h)
	return distributions.Normal{Loc: ops.Reshape(y, x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), .5, 1)}
}

// The states are those of the mean weights: the means of the normalization are the batch's, up to .9^100 of where they
// began.
func TestSWAGStates(t *testing.T) {
	s := twoFeatures(50, .3, 1)
	m := &training.Model{Net: batchNormed{}, Dtype: tensor.Float64}
	if _, err := (bnn.SWAG{Trainer: training.Trainer{BatchSize: 50, Solver: momentum()}}).Fit(ctx, m, s, 10); err != nil {
		t.Fatal(err)
	}
	into := m.Params.Clone()
	if err := m.Sampler.Sample(into, 1, 0); err != nil {
		t.Fatal(err)
	}
	var h mat.Dense
	h.Mul(s.X, mat.NewDense(2, 4, ops.Data[float64](m.Params.Get("body/kernel"))))
	for c := range 4 {
		want := stat.Mean(mat.Col(nil, c, &h), nil) + ops.Data[float64](m.Params.Get("body/bias"))[c]
		for _, p := range []*layers.Params{m.Params, into} {
			if got := ops.Data[float64](p.Get("norm/mean"))[c]; math.Abs(got-want) > 1e-4 {
				t.Errorf("mean of channel %d: %v, want %v", c, got, want)
			}
		}
	}
	if ops.Data[float64](into.Get("body/kernel"))[0] == ops.Data[float64](m.Params.Get("body/kernel"))[0] {
		t.Error("a draw has the mean weights")
	}
}

func TestSWAGMistakes(t *testing.T) {
	s := twoFeatures(20, .1, 1)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for _, c := range []struct {
		want string
		g    bnn.SWAG
		m    *training.Model
		ctx  context.Context
	}{
		{"no Net", bnn.SWAG{}, &training.Model{}, ctx},
		{"want epochs >= Collect", bnn.SWAG{Collect: 7}, &training.Model{Net: wave{2}}, ctx},
		{"want epochs >= Collect", bnn.SWAG{Collect: 1}, &training.Model{Net: wave{2}}, ctx},
		{"want epochs >= Collect", bnn.SWAG{Rank: 5}, &training.Model{Net: wave{2}}, ctx},
		{"the Scale of the covariance is -1", bnn.SWAG{Scale: -1}, &training.Model{Net: wave{2}}, ctx},
		{"leave them out", bnn.SWAG{Trainer: training.Trainer{Average: 2}}, &training.Model{Net: wave{2}}, ctx},
		{"canceled", bnn.SWAG{}, &training.Model{Net: wave{2}}, cancelled},
	} {
		if _, err := c.g.Fit(c.ctx, c.m, s, 6); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
		if c.m.Sampler != nil {
			t.Error("a failed fit left a Sampler")
		}
	}
}

func ExampleSWAG() {
	train := data.Set{X: mat.NewDense(40, 1, nil), Y: make([]float64, 40)}
	for i := range train.Y {
		x := float64(i)/20 - 1
		train.X.Set(i, 0, x)
		train.Y[i] = 2*x + .1*math.Cos(50*x)
	}
	m := &training.Model{Net: bnn.Regression{Layer: layers.Dense{Units: 1}}, Dtype: tensor.Float64}
	swag := bnn.SWAG{Trainer: training.Trainer{BatchSize: 5, Seed: 1}}
	if _, err := swag.Fit(context.Background(), m, train, 40); err != nil {
		fmt.Println(err)
		return
	}
	q, err := m.Predict(context.Background(), mat.NewDense(1, 1, []float64{.5}), training.Draws(100))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f, from %d draws\n", q.Mean()[0], q.Draws())
	// Output:
	// 1.0, from 100 draws
}
