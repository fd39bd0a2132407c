package all_test

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

var body = layers.MLP{Widths: []int{4, 3}, Activation: layers.Tanh, Last: layers.Tanh}

// kinds of targets.
func oneNumber(u float64) []float64 { return []float64{u} }
func count(u float64) []float64     { return []float64{math.Floor(math.Abs(3 * u))} }
func class(u float64) []float64     { return []float64{float64(int(math.Abs(3*u)) % 3)} }
func mark(u float64) []float64      { return []float64{float64(int(math.Abs(3*u)) % 2)} }
func pair(u float64) []float64      { return []float64{u, u * u} }

// partly is u, and where that is above 1 no more than that it is.
func partly(u float64) []float64 {
	if u > 1 {
		return []float64{1, distributions.RightCensored}
	}
	return []float64{u, distributions.Observed}
}

// savedNets is each network and each wrapper, and what it learns: a new one is a line here.
var savedNets = []struct {
	net    training.Net
	target func(u float64) []float64
	y      data.Scaler
	loss   losses.Loss
}{
	{nets.Bernoulli{Body: body}, mark, nil, nil},
	{nets.Categorical{Body: body, Classes: 3}, class, nil, nil},
	{nets.Ordinal{Body: body, Classes: 3}, class, nil, nil},
	{nets.Poisson{Body: body}, count, nil, nil},
	{nets.NegativeBinomial{Body: body}, count, nil, nil},
	{nets.Gaussian{Body: body}, oneNumber, data.Standardize{}, nil},
	{nets.Censored{Of: nets.Gaussian{Body: body}}, partly, nil, nil},
	{nets.StudentT{Body: body}, oneNumber, data.Standardize{}, nil},
	{nets.Quantiles{Body: body}, oneNumber, data.Standardize{}, losses.Pinball{}},
	{nets.Mixture{Body: body, Components: 3}, oneNumber, data.Standardize{}, nil},
	{nets.Mixture{Body: body, Components: 3, Of: nets.BetaComponents{}}, oneNumber, data.MinMax{}, losses.NLL{Clip: 1e-6}},
	{nets.Mixture{Body: body, Components: 3, Of: nets.NormalVectors{Dim: 2}}, pair, data.Standardize{}, nil},
	{nets.MultivariateNormal{Body: body, Dim: 2}, pair, data.Standardize{}, nil},
	{flows.NSF{Dim: 2, Layers: 2, Hidden: []int{4}, Linear: true}, pair, data.Standardize{}, nil},
	{flows.BPF{Hidden: []int{4}, Degree: 6}, oneNumber, data.Standardize{}, nil},
	{flows.RealNVP{Hidden: []int{4}, Base: flows.StandardT{DF: 4}}, oneNumber, data.Standardize{}, nil},
	{flows.MAF{Dim: 2, Layers: 2, Hidden: []int{4}, Base: flows.Mixture{Components: 2}}, pair, data.Standardize{}, nil},
	{flows.IAF{Dim: 2, Layers: 2, Hidden: []int{4}, Unconditional: true}, pair, data.Standardize{}, nil},
	{flows.MADE{Dim: 2, Of: nets.Gaussian{}, Hidden: []int{4}}, pair, data.Standardize{}, nil},
	{flows.MADE{Dim: 2, Of: nets.Poisson{}, Hidden: []int{4}}, func(u float64) []float64 { return []float64{count(u)[0], count(-u)[0]} }, nil, nil},
	{flows.Flow{Dim: 2, Body: body, Transforms: []flows.Transform{
		flows.ActNorm{}, flows.Householder{}, flows.Permute{Order: []int{1, 0}}, flows.Shuffle{Seed: 2}, flows.Reverse{},
		flows.Coupling{Of: flows.Spline{Bins: 3}, Keep: []bool{false, true}, Hidden: []int{4}},
		flows.Autoregressive{Order: []int{1, 0}, Hidden: []int{2}, Degrees: [][]int{{-1, 0}}}, flows.Elementwise{},
		flows.Fixed{Of: distributions.Softplus{}}, flows.Fixed{Of: distributions.Log{}},
	}}, pair, data.Standardize{}, nil},
	{training.Point(layers.MLP{Widths: []int{4, 1}, Activation: layers.Tanh}), oneNumber, data.Standardize{}, losses.MSE{}},
	{bnn.Regression{Layer: layers.Dense{Units: 1}}, oneNumber, data.Standardize{}, nil},
	{bnn.MAP{Net: nets.Gaussian{Body: body}, Prior: bnn.LaplacePrior{Scale: 1}}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
	{bnn.MCDropout{Net: nets.Gaussian{Body: body}, Only: []string{"*"}}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
	{bnn.ConcreteDropout{Net: nets.Gaussian{Body: body}}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
	{bnn.Variational{Net: nets.Gaussian{Body: body}, Prior: bnn.ScaleMixture{Pi: .5, Wide: 1, Narrow: .1}, Posterior: bnn.MeanField{}, Estimator: bnn.Flipout}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
	{bnn.Variational{Net: nets.Mixture{Body: body, Components: 2}, Posterior: bnn.LowRank{Rank: 2}}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
	{bnn.VariationalGP{Inducing: 5}, oneNumber, data.Standardize{}, losses.ELBO{Rows: rows}},
}

const rows = 40

func savedSet(target func(u float64) []float64) data.Set {
	x := make([]float64, 2*rows)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	s := data.Set{X: mat.NewDense(rows, 2, x), Names: []string{"a", "b"}}
	for i := range rows {
		s.Y = append(s.Y, target(x[2*i])...)
	}
	return s
}

// Every network and every wrapper, fitted, comes back from its file with each of its bits, and predicts the same.
func TestSavedNets(t *testing.T) {
	done := map[reflect.Type]bool{}
	for _, c := range savedNets {
		done[reflect.TypeOf(c.net)] = true
		s := savedSet(c.target)
		m := &training.Model{Net: c.net, X: data.Standardize{}, Y: c.y, Dtype: tensor.Float64}
		if _, err := (training.Trainer{Loss: c.loss, BatchSize: 20, Seed: 1}).Fit(ctx, m, s, 2); err != nil {
			t.Errorf("%T: %v", c.net, err)
			continue
		}
		loaded := fromFile(t, m)
		if loaded == nil {
			continue
		}
		if d := registrytest.Difference(m.Net, loaded.Net) + registrytest.Difference(m.Params, loaded.Params); d != "" {
			t.Errorf("%T: %s", c.net, d)
		}
		if was, is := asked(t, m, s), asked(t, loaded, s); was != is {
			t.Errorf("%T predicts %x, from its file %x", c.net, was, is)
		}
	}
	for _, of := range registry.Types() {
		if of.Implements(reflect.TypeFor[training.Net]()) && !done[of] {
			t.Errorf("%v is in no line of this test", of)
		}
	}
}

// asked is a number of each row's prediction, together.
func asked(t *testing.T, m *training.Model, s data.Set) (sum float64) {
	t.Helper()
	for _, q := range posteriors(t, m, s.X) {
		for i, v := range q.Mean() {
			sum += float64(i+1) * v
		}
	}
	return sum
}

// estimated is the marginals of a flow of two numbers.
func estimated(m *training.Model, x *mat.Dense) (all []distributions.Posterior, err error) {
	q, err := m.PredictJoint(ctx, x)
	if err != nil {
		return nil, err
	}
	for j := range 2 {
		p, err := q.Marginal(j)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// posteriors are those of each number of the target, over a few draws if the network has any.
func posteriors(t *testing.T, m *training.Model, x *mat.Dense) (all []distributions.Posterior) {
	t.Helper()
	options := []training.PredictOption{training.Draws(20)}
	for {
		var err error
		if _, one := m.Net.(nets.Censored); len(m.YScale.Scale) > 1 && !one {
			if all, err = m.Marginals(ctx, x, options...); err != nil && strings.Contains(err.Error(), "no marginals in closed form") {
				all, err = estimated(m, x)
			}
		} else {
			all = make([]distributions.Posterior, 1)
			all[0], err = m.Predict(ctx, x, options...)
		}
		if err == nil {
			return all
		}
		if options == nil || !strings.Contains(err.Error(), "draws nothing") {
			t.Fatalf("%T: %v", m.Net, err)
		}
		options = nil
	}
}

// So does a model with each sampler of its weights.
func TestSavedSamplers(t *testing.T) {
	for name, fit := range samplers {
		m := fitted(t, fit, tensor.Float32)
		loaded := fromFile(t, m)
		if loaded == nil {
			t.Errorf("that was %s", name)
			continue
		}
		if d := registrytest.Difference(m.Params, loaded.Params); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if was, is := asked(t, m, line()), asked(t, loaded, line()); was != is {
			t.Errorf("%s predicts %x, from its file %x", name, was, is)
		}
	}
}

// fromFile is a model that has been written and read, nil if it could not be.
func fromFile(t *testing.T, m *training.Model) *training.Model {
	t.Helper()
	var b bytes.Buffer
	_, err := m.WriteTo(&b)
	if err != nil {
		t.Errorf("%T: %v", m.Net, err)
		return nil
	}
	loaded, err := training.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Errorf("%T: %v", m.Net, err)
	}
	return loaded
}
