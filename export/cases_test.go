package export_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
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

// gaussian is a head on a body.
func gaussian(l layers.Layer) training.Net { return nets.Gaussian{Body: l} }

// tokens looks two columns up in tables.
type tokens struct{}

func (tokens) Forward(s *layers.Scope, x *G.Node) *G.Node {
	n := x.Shape()[0]
	one := s.Call("one", layers.Embedding{Count: 3, Units: 2}, ops.Reshape(ops.Slice(x, 1, 2, 3), n))
	both := s.Call("both", layers.Embedding{Count: 3, Units: 4}, ops.Slice(x, 1, 2, 4))
	return ops.Concat(1, ops.Slice(x, 1, 0, 2), one, ops.Reshape(both, n, 8), ops.OneHot(ops.Reshape(ops.Slice(x, 1, 3, 4), n), 3))
}

// mathematics is a network of everything else.
type mathematics struct{}

func (mathematics) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("h", layers.Dense{Units: 6}, x)
	w := s.Param("w", layers.LecunNormal, 4, 3)
	parts := G.Nodes{
		ops.Softmax(h), ops.LogSoftmax(h), ops.CumSum(h), ops.Abs(h), ops.Sign(h), ops.Square(h), ops.Sqrt(ops.Square(h)), ops.Reciprocal(ops.AddConst(ops.Exp(h), 1)),
		ops.Expm1(h), ops.Log(ops.Exp(h)), ops.Log1p(ops.Exp(h)), ops.Sin(h), ops.Cos(h), ops.Sinh(h), ops.Cosh(h), ops.Atan(h), ops.Asinh(h), ops.Floor(h),
		ops.LogSigmoid(h), ops.Erf(h), ops.Erfc(h), ops.NormalCDF(h), ops.LogNormalCDF(h), ops.Lgamma(ops.Exp(h)), ops.Clip(h, -.5, math.Inf(1)), ops.Neg(h),
		ops.Maximum(h, ops.Neg(h)), ops.Minimum(h, ops.MulConst(h, .3)), ops.Where(ops.Less(h, ops.StopGradient(ops.Cos(h))), h, ops.Sin(h)), ops.Between(h, 0, 1), ops.Equal(h, h),
	}
	all := ops.Concat(1, parts...)
	table := ops.Reshape(ops.Slice(all, 1, 0, 12), n, 4, 3)
	table = ops.Add(table, ops.Mul(w, ops.Reshape(ops.Slice(h, 1, 0, 3), n, 1, 3)))
	table = ops.Div(table, ops.AddConst(ops.Reshape(ops.Square(ops.Slice(h, 1, 0, 4)), n, 4, 1), 1))
	sums := ops.Concat(1, ops.Sum(table, 1), ops.Mean(table, 2), ops.Max(table, 1), ops.Reshape(ops.LogSumExp(h), n, 1), ops.Reshape(ops.Mean(table, 1, 2), n, 1), ops.BroadcastTo(ops.Slice(h, 1, 0, 1), tensor.Shape{n, 2}))
	all = ops.Concat(1, all, sums, ops.Reshape(table, n, 12), ops.MatMul(ops.Transpose(ops.Transpose(ops.Slice(h, 1, 0, 3))), ops.Transpose(ops.MatMul(w, w, true, false)), false, true))
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, all), n),
		Scale: ops.Reshape(s.Call("scale", layers.Positive{Units: 1, Floor: .1}, all), n),
	}
}

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
