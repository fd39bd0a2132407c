package bnn_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
)

// initialized is the model after 0 epochs.
func initialized(t testing.TB, net training.Net, rows, features int) *training.Model {
	t.Helper()
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: rows}}, m, plane(rows, features, .3, 1), 0)
	return m
}

// The patterns choose the weights; the parameters lie below their paths; loc starts as the plain weight.
func TestPatternsAndPaths(t *testing.T) {
	both := func(path string) []string { return []string{path + "/loc", path + "/scale"} }
	join := func(lists ...[]string) (all []string) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	plain := initialized(t, deep{3}, 5, 2)
	for _, c := range []struct {
		only, except []string
		want         []string
	}{
		{nil, nil, join(both("body/dense_0/kernel"), both("body/dense_0/bias"), both("loc/kernel"), both("loc/bias"), both("scale/kernel"), both("scale/bias"))},
		{[]string{"loc/*"}, nil, join([]string{"body/dense_0/kernel", "body/dense_0/bias"}, both("loc/kernel"), both("loc/bias"), []string{"scale/kernel", "scale/bias"})},
		{nil, []string{"*/bias", "scale/*"}, join(both("body/dense_0/kernel"), []string{"body/dense_0/bias"}, both("loc/kernel"), []string{"loc/bias", "scale/kernel", "scale/bias"})},
		{[]string{"*/kernel"}, []string{"body/*", "scale/kernel"}, join([]string{"body/dense_0/kernel", "body/dense_0/bias"}, both("loc/kernel"), []string{"loc/bias", "scale/kernel", "scale/bias"})},
	} {
		for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
			m := initialized(t, whole(bnn.Variational{Net: deep{3}, Only: c.only, Except: c.except, Estimator: e}), 5, 2)
			if d := cmp.Diff(c.want, m.Params.Names()); d != "" {
				t.Errorf("%v, %v: %s", c, e, d)
			}
		}
	}
	m := initialized(t, whole(bnn.Variational{Net: deep{3}}), 5, 2)
	for path, w := range plain.Params.All() {
		loc, scale := ops.Data[float64](m.Params.Get(path+"/loc")), ops.Data[float64](m.Params.Get(path+"/scale"))
		fanIn := map[string]float64{"body/dense_0/kernel": 2, "body/dense_0/bias": 3, "loc/kernel": 3, "scale/kernel": 3}[path]
		for i := range loc {
			if strings.HasSuffix(path, "/bias") && (loc[i] != 0 || len(loc) != w.Size()) {
				t.Errorf("%s starts at %v", path, loc)
			}
			if sd := math.Log1p(math.Exp(scale[i])); math.Abs(sd*math.Sqrt(max(fanIn, 1))-.05) > 1e-15 {
				t.Errorf("%s: sd %v at a fan-in of %v", path, sd, fanIn)
			}
		}
	}
}

// The parametrization of TensorFlow Probability: 1e-5 + softplus(log(e-1) + rho) from rho = 0.
func TestScaleOfTFP(t *testing.T) {
	m := initialized(t, whole(bnn.Variational{Net: deep{3}, Posterior: bnn.MeanField{Floor: 1e-5, SD: layers.Constant(1 + 1e-5)}}), 5, 2)
	for i, scale := range ops.Data[float64](m.Params.Get("body/dense_0/kernel/scale")) {
		if math.Abs(scale-math.Log(math.E-1)) > 1e-15 {
			t.Errorf("scale[%d] starts at %v, want log(e-1)", i, scale)
		}
	}
}

// What makes no sense is refused, with the way out.
func TestVariationalErrors(t *testing.T) {
	s := plane(5, 2, .3, 1)
	for _, c := range []struct {
		want string
		net  bnn.Variational
	}{
		{`"head/*" matches none of the weights: body/dense_0/kernel, body/dense_0/bias, loc/kernel`, whole(bnn.Variational{Only: []string{"loc/*", "head/*"}})},
		{`"bias" matches none`, whole(bnn.Variational{Except: []string{"bias"}})},
		{"leave no weight", whole(bnn.Variational{Except: []string{"*"}})},
		{"no Estimator(7)", whole(bnn.Variational{Estimator: 7})},
		{"Floor is -1", whole(bnn.Variational{Posterior: bnn.MeanField{Floor: -1}})},
		{"body/dense_0/kernel[0] starts at 0.1: it must be finite and above the Floor of 0.2", whole(bnn.Variational{Posterior: bnn.MeanField{Floor: .2, SD: layers.Constant(.1)}})},
		{"Floor is +Inf", whole(bnn.Variational{Posterior: bnn.LowRank{Floor: math.Inf(1)}})},
		{"Rank is -1", whole(bnn.Variational{Posterior: bnn.LowRank{Rank: -1}})},
		{"Flipout takes independent weights, a MeanField posterior, not a bnn.LowRank: use SharedSample", whole(bnn.Variational{Posterior: bnn.LowRank{}, Estimator: bnn.Flipout})},
		{"LocalReparametrization takes independent weights", whole(bnn.Variational{Posterior: bnn.FullCovariance{}, Estimator: bnn.LocalReparametrization})},
		{"more than 2000 weights: take LowRank", whole(bnn.Variational{Net: deep{500}, Posterior: bnn.FullCovariance{}})},
		{"0 < Narrow <= Wide", whole(bnn.Variational{Prior: bnn.ScaleMixture{Narrow: 2}})},
		{"0 < Pi < 1", whole(bnn.Variational{Prior: bnn.ScaleMixture{Pi: 1}})},
		{"a scale of NaN", whole(bnn.Variational{Prior: bnn.Horseshoe{Scale: math.NaN()}})},
		{"a scale of -2 for the prior of body/dense_0/kernel", whole(bnn.Variational{Prior: bnn.NormalPrior{Scale: -2}})},
	} {
		if c.net.Net == nil {
			c.net.Net = deep{3}
		}
		_, err := training.Trainer{Loss: losses.ELBO{Rows: 5}}.Fit(ctx, &training.Model{Net: c.net}, s, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 5}}).Fit(ctx, &training.Model{Net: whole(bnn.Variational{})}, s, 1); err == nil || !strings.Contains(err.Error(), "no Net") {
		t.Errorf("error %v", err)
	}
}

// A draw of a prediction is a function: the same weights for all rows, under every estimator, however rows are cut. The
// draws are the documented weights: loc + sd eps.
func TestDrawsAreFunctions(t *testing.T) {
	s := plane(600, 2, .3, 1)
	var want []float64
	for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
		m := initialized(t, whole(bnn.Variational{Net: linear{SD: 1}, Estimator: e}), 600, 2)
		q, err := m.Predict(ctx, s.X, training.Draws(3))
		if err != nil {
			t.Fatal(err)
		}
		for k := range 3 {
			got := q.Draw(k).Mean()
			if e == bnn.SharedSample {
				want = append(want, got...)
			} else if d := cmp.Diff(want[600*k:600*k+600], got); d != "" {
				t.Errorf("%v: draw %d differs from the shared sample's", e, k)
			}
			// Three rows give the plane; the others lie on it, to the rounding of a sum of three terms of at most 10.
			a := mat3(s.X.RawRowView(0), s.X.RawRowView(1), s.X.RawRowView(2))
			w := solve3(t, a, got[:3])
			for i, y := range got {
				x := s.X.RawRowView(i)
				if math.Abs(w[0]*x[0]+w[1]*x[1]+w[2]-y) > 1e-12 {
					t.Fatalf("row %d of draw %d is not on the plane of rows 0 to 2", i, k)
				}
			}
		}
	}
}

// Draws of the prior have its moments: the mean of y is x·w ~ N(0, Scale² |x|²), within 5 standard errors of 2,000 draws.
func TestPriorDraws(t *testing.T) {
	const draws = 2000
	m := initialized(t, whole(bnn.Variational{Net: linear{SD: 1}, Prior: bnn.NormalPrior{Scale: 3}}), 5, 2)
	x := plane(1, 2, 0, 3).X
	q, err := m.Predict(ctx, x, training.PriorDraws(draws))
	if err != nil {
		t.Fatal(err)
	}
	mean, variance := q.Mean()[0], q.Epistemic()[0]
	want := 9 * (1 + x.At(0, 0)*x.At(0, 0) + x.At(0, 1)*x.At(0, 1))
	if math.Abs(mean) > 5*math.Sqrt(want/draws) || math.Abs(variance/want-1) > 5*math.Sqrt(2./draws) {
		t.Errorf("prior mean %v and variance %v, want 0 and %v", mean, variance, want)
	}
}

// The same bits on any number of cores.
func TestVariationalSameBits(t *testing.T) {
	s := plane(500, 2, .3, 1)
	nets := []bnn.Variational{{Posterior: bnn.LowRank{Rank: 2}}, {Posterior: bnn.FullCovariance{}, Prior: bnn.Horseshoe{}}}
	for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
		nets = append(nets, whole(bnn.Variational{Estimator: e}))
	}
	for _, v := range nets {
		v.Net = deep{8}
		run := func(cores int) (*layers.Params, []float64) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			m := &training.Model{Net: v}
			h := fit(t, training.Trainer{Loss: losses.ELBO{Rows: 500}, BatchSize: 170, Seed: 2}, m, s, 2)
			return m.Params, h.Losses()
		}
		p, want := run(1)
		for _, cores := range []int{2, 8} {
			q, got := run(cores)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%+v, %d cores: %s", v, cores, d)
			}
			for path, w := range p.All() {
				if d := cmp.Diff(w.Data(), q.Get(path).Data()); d != "" {
					t.Errorf("%+v, %d cores: %s differs", v, cores, path)
				}
			}
		}
	}
}
