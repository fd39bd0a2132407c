package export_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

var ctx = context.Background()

// A testCase is a network and targets for it.
type testCase struct {
	name    string
	net     training.Net
	target  func(r *rand.Rand, x []float64) []float64
	columns int // of features; 0: 3
	y       data.Scaler
	loss    losses.Loss
}

func real1(r *rand.Rand, x []float64) []float64 { return []float64{7 + 3*x[0] + 2*r.NormFloat64()} }

func unit(r *rand.Rand, _ []float64) []float64 { return []float64{13 + r.Float64()} }

func vector(d int) func(r *rand.Rand, x []float64) []float64 {
	return func(r *rand.Rand, x []float64) []float64 {
		y := make([]float64, d)
		for j := range y {
			y[j] = float64(j) + x[0] + y[max(j-1, 0)]/2 + r.NormFloat64()
		}
		return y
	}
}

func class(k int) func(r *rand.Rand, x []float64) []float64 {
	return func(r *rand.Rand, _ []float64) []float64 { return []float64{float64(r.IntN(k))} }
}

func count(r *rand.Rand, x []float64) []float64 {
	return []float64{math.Floor(6 * math.Exp(.5*x[0]+.5*r.NormFloat64()))}
}

var small = layers.MLP{Widths: []int{6, 5}, Activation: layers.Tanh, Last: layers.Tanh}

// heads is a case for each distribution.
var heads = []testCase{
	{name: "gaussian", net: nets.Gaussian{Body: small}, target: real1, y: data.Standardize{}},
	{name: "gaussian3", net: nets.Gaussian{Body: small, Dim: 3}, target: vector(3), y: data.Standardize{}},
	{name: "studentt", net: nets.StudentT{Body: small}, target: real1, y: data.Standardize{}},
	{name: "mixture", net: nets.Mixture{Body: small, Components: 4}, target: real1, y: data.Standardize{}},
	{name: "betas", net: nets.Mixture{Body: small, Components: 3, Of: nets.BetaComponents{}}, target: unit, y: data.MinMax{}, loss: losses.NLL{Clip: 1e-5}},
	{name: "vectors", net: nets.Mixture{Body: small, Components: 3, Of: nets.NormalVectors{Dim: 2}}, target: vector(2), y: data.Standardize{}},
	{name: "lowvectors", net: nets.Mixture{Body: small, Components: 2, Of: nets.NormalVectors{Dim: 3, Rank: 1}}, target: vector(3)},
	{name: "quantiles", net: nets.Quantiles{Body: small}, target: real1, y: data.Standardize{}, loss: losses.CRPS{}},
	{name: "bernoulli", net: nets.Bernoulli{Body: small}, target: class(2)},
	{name: "categorical", net: nets.Categorical{Body: small, Classes: 4}, target: class(4)},
	{name: "ordinal", net: nets.Ordinal{Body: small, Classes: 5}, target: class(5)},
	{name: "ordinal2", net: nets.Ordinal{Body: small, Classes: 2}, target: class(2)},
	{name: "poisson", net: nets.Poisson{Body: small}, target: count},
	{name: "negativebinomial", net: nets.NegativeBinomial{Body: small}, target: count},
	{name: "multivariate", net: nets.MultivariateNormal{Body: small, Dim: 3}, target: vector(3), y: data.Standardize{}},
	{name: "lowrank", net: nets.MultivariateNormal{Body: small, Dim: 4, Rank: 2}, target: vector(4), y: data.Standardize{}},
	{name: "point", net: training.Point(layers.MLP{Widths: []int{5, 1}, Activation: layers.ReLU}), target: real1, y: data.Standardize{}, loss: losses.MSE{}},
	{name: "points", net: training.Point(layers.MLP{Widths: []int{5, 2}, Activation: layers.ELU}), target: vector(2), loss: losses.MSE{}},
}

// bodies is a case for each layer.
var bodies = []testCase{
	{name: "activations", net: gaussian(layers.Sequential{
		layers.Dense{Units: 9, Activation: layers.GELU}, layers.Dense{Units: 9, Activation: layers.SiLU}, layers.Dense{Units: 9, Activation: layers.LeakyReLU},
		layers.Dense{Units: 9, Activation: layers.ELU}, layers.Dense{Units: 9, Activation: layers.Softplus}, layers.Dense{Units: 9, Activation: layers.Sigmoid, NoBias: true},
		layers.Tanh, layers.SiLU, layers.GELU, layers.ELU, layers.LeakyReLU, layers.Softplus, layers.ReLU, layers.Sigmoid,
	}), target: real1},
	{name: "norms", net: gaussian(layers.Sequential{
		layers.Dense{Units: 8}, layers.BatchNorm{}, layers.Tanh, layers.Dropout{Rate: .3}, layers.Dense{Units: 8}, layers.LayerNorm{}, layers.Positive{Units: 4, Floor: .1},
	}), target: real1},
	{name: "residual", net: gaussian(layers.Sequential{
		layers.Residual{Layer: small, Projection: layers.Dense{Units: 5}}, layers.Residual{Layer: layers.Dense{Units: 5, Activation: layers.ReLU}},
	}), target: real1},
	{name: "conv2d", net: gaussian(layers.Sequential{
		layers.Reshape{6, 7, 2}, layers.Conv2D{Units: 4, Size: [2]int{3, 2}, Stride: [2]int{2, 1}, Padding: layers.Same, Activation: layers.LeakyReLU},
		layers.BatchNorm{}, layers.MaxPool{Size: []int{2, 2}, Stride: []int{1, 2}, Padding: layers.Pad(1)},
		layers.Conv2D{Units: 3, Size: [2]int{2, 2}, Dilation: [2]int{1, 2}, Activation: layers.GELU}, layers.LayerNorm{}, layers.Flatten{},
	}), target: real1, columns: 84},
	{name: "conv1d", net: gaussian(layers.Sequential{
		layers.Reshape{12, 2}, layers.Conv1D{Units: 4, Size: 3, Dilation: 2, Padding: layers.Causal, Activation: layers.Tanh},
		layers.AvgPool{Size: []int{2}, Padding: layers.Pad(1)}, layers.GlobalAvgPool{},
	}), target: real1, columns: 24},
	{name: "embedding", net: gaussian(tokens{}), target: real1, columns: 4},
	{name: "mathematics", net: mathematics{}, target: real1},
}

// random is cases of layers by chance, of images that become rows.
func random(n int) (all []testCase) {
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 7))
		act := func() layers.Activation { return layers.Activation(r.IntN(9)) }
		body := layers.Sequential{layers.Reshape{5, 6, 2}}
		for range r.IntN(3) {
			body = append(body, []layers.Layer{
				layers.Conv2D{Units: 1 + r.IntN(4), Size: [2]int{1 + r.IntN(3), 1 + r.IntN(3)}, Stride: [2]int{1 + r.IntN(2), 1}, Padding: layers.Same, Activation: act(), NoBias: r.IntN(2) == 0},
				layers.MaxPool{Size: []int{2, 1 + r.IntN(2)}, Stride: []int{1, 1}, Padding: layers.Same}, layers.AvgPool{Size: []int{1, 2}, Stride: []int{1, 2}, Padding: layers.Same},
				layers.BatchNorm{}, layers.LayerNorm{}, layers.Residual{Layer: act()},
			}[r.IntN(6)])
		}
		body = append(body, layers.Flatten{})
		for range 1 + r.IntN(3) {
			body = append(body, []layers.Layer{
				layers.Dense{Units: 1 + r.IntN(8), Activation: act()}, layers.MLP{Widths: []int{3, 4}, Activation: act(), Last: act()}, layers.LayerNorm{}, act(), layers.Positive{Units: 4},
			}[r.IntN(5)])
		}
		all = append(all, testCase{name: fmt.Sprint("random", seed), net: gaussian(body), target: real1, columns: 60})
	}
	return all
}

// gaussian is a head on a body.
func gaussian(l layers.Layer) training.Net { return nets.Gaussian{Body: l} }

// set is rows for a case, of which columns from 2 on are whole numbers if there are four.
func (c testCase) set(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 1))
	k := c.columns
	if k == 0 {
		k = 3
	}
	s := data.Set{X: mat.NewDense(n, k, nil)}
	for i := range n {
		row := make([]float64, k)
		for j := range row {
			if row[j] = r.NormFloat64(); k == 4 && j >= 2 {
				row[j] = float64(r.IntN(3))
			}
		}
		s.X.SetRow(i, row)
		s.Y = append(s.Y, c.target(r, row)...)
	}
	return s
}

// model is a fitted one, whose weights are then shaken, so that none is 0 and the answers differ from row to row.
func (c testCase) model(t testing.TB, dt tensor.Dtype) *training.Model {
	t.Helper()
	m := &training.Model{Net: c.net, X: data.Standardize{}, Y: c.y, Dtype: dt}
	if c.columns == 4 {
		m.X = nil
	}
	loss := c.loss
	if loss == nil {
		loss = losses.NLL{}
	}
	if _, err := (training.Trainer{Loss: loss, BatchSize: 50, Seed: 1}).Fit(ctx, m, c.set(200, 1), 1); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	shake(m.Params, 2)
	return m
}

// shake adds noise to all weights.
func shake(p *layers.Params, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 3))
	for path, v := range p.All() {
		if p.IsState(path) {
			continue
		}
		switch x := v.Data().(type) {
		case []float32:
			for i := range x {
				x[i] += float32(.3 * r.NormFloat64())
			}
		case []float64:
			for i := range x {
				x[i] += .3 * r.NormFloat64()
			}
		}
	}
}
