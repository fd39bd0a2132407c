package bnn_test

import (
	"context"
	"errors"
	"flag"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gorgonia.org/tensor"
)

var full = flag.Bool("full", false, "also run what takes minutes")

// NUTS on a conjugate regression: means, variances and covariances within four standard errors, R-hat below 1.01.
func TestNUTSOnRegression(t *testing.T) {
	const noise = .5
	exact := newConjugate(t, 40, 2, noise, 1)
	s, mean, cov := exact.set, exact.mean, exact.cov
	m := &training.Model{Net: linear{SD: noise}, Dtype: tensor.Float64}
	n := bnn.NUTS{Warmup: 300, Draws: 500, Seed: 2}
	d, err := n.Fit(ctx, m, s)
	if err != nil {
		t.Fatal(err)
	}
	if d.MaxRHat() >= 1.01 || d.Divergences > 0 {
		t.Errorf("R-hat %v, %d divergences", d.RHat, d.Divergences)
	}
	samples := samplesOf(m)
	vector := func(p *layers.Params) []float64 {
		return append(append([]float64(nil), ops.Data[float64](p.Get("head/kernel"))...), ops.Data[float64](p.Get("head/bias"))...)
	}
	check := func(what string, want, ess float64, f func(w []float64) float64) {
		t.Helper()
		var v []float64
		for _, p := range samples {
			v = append(v, f(vector(p)))
		}
		got, sd := stat.MeanStdDev(v, nil)
		if se := sd / math.Sqrt(ess); math.Abs(got-want) > 4*se {
			t.Errorf("%s is %v, want %v within four standard errors of %v", what, got, want, se)
		}
	}
	for i := range 3 {
		check("a mean", mean[i], d.ESS[i], func(w []float64) float64 { return w[i] })
		for j := range i + 1 {
			check("a covariance", cov.At(i, j), min(d.ESS[i], d.ESS[j])/2, func(w []float64) float64 { return (w[i] - mean[i]) * (w[j] - mean[j]) })
		}
	}
	// The predictive is a normal: of variance x'Cx + noise², of which the first part is epistemic.
	q := predict(t, m, mat.NewDense(1, 2, []float64{1, -2}))
	x := mat.NewVecDense(3, []float64{1, -2, 1})
	var cx mat.VecDense
	cx.MulVec(cov, x)
	want := mat.Dot(x, &cx)
	if got := q.Epistemic()[0]; math.Abs(got-want) > 4*want*math.Sqrt(2/slicesMin(d.ESS)) {
		t.Errorf("epistemic variance %v, want %v", got, want)
	}
	if got := q.Aleatoric()[0]; math.Abs(got-noise*noise) > 1e-12 {
		t.Errorf("aleatoric variance %v, want %v", got, noise*noise)
	}
}

func slicesMin(x []float64) float64 {
	least := math.Inf(1)
	for _, v := range x {
		least = min(least, v)
	}
	return least
}

// The same bits on any number of cores; float32 models get the draws rounded.
func TestNUTSSameBits(t *testing.T) {
	slow.Test(t)
	s := twoFeatures(20, .3, 1)
	run := func(cores int, dt tensor.Dtype) *layers.Params {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		m := &training.Model{Net: wave{3}, Dtype: dt}
		if _, err := (bnn.NUTS{Chains: 3, Warmup: 30, Draws: 10, Seed: 4}).Fit(ctx, m, s); err != nil {
			t.Fatal(err)
		}
		return samplesOf(m)[29]
	}
	want := run(1, tensor.Float64)
	for _, cores := range []int{2, 8} {
		for path, v := range run(cores, tensor.Float64).All() {
			if d := cmp.Diff(want.Get(path).Data(), v.Data()); d != "" {
				t.Errorf("%d cores: %s: %s", cores, path, d)
			}
		}
	}
	for path, v := range run(2, tensor.Float32).All() {
		for i, w := range ops.Data[float64](want.Get(path)) {
			if got := ops.Data[float32](v)[i]; got != float32(w) {
				t.Errorf("%s[%d]: %v in float32, %v in float64", path, i, got, w)
			}
		}
	}
}

// The fit of MAP to a linear map is the mean of the exact posterior, which is its mode.
func TestMAPIsTheModeOfRegression(t *testing.T) {
	const noise = .5
	exact := newConjugate(t, 40, 2, noise, 1)
	m, _ := fitted(t, bnn.MAP{Net: linear{SD: noise}}, exact.set, .02, 3000)
	w := append(append([]float64(nil), ops.Data[float64](m.Params.Get("head/kernel"))...), ops.Data[float64](m.Params.Get("head/bias"))...)
	for i := range w {
		if math.Abs(w[i]-exact.mean[i]) > 1e-6 { // where Adam's steps have become small
			t.Errorf("weight %d: %v, want %v", i, w[i], exact.mean[i])
		}
	}
}

func TestNUTSMistakes(t *testing.T) {
	s := twoFeatures(20, .3, 1)
	weighted := s
	weighted.Weights = make([]float64, 20)
	for i := range weighted.Weights {
		weighted.Weights[i] = 1 + float64(i)
	}
	for _, c := range []struct {
		want string
		n    bnn.NUTS
		m    *training.Model
		s    data.Set
	}{
		{"no Net", bnn.NUTS{}, &training.Model{}, s},
		{"-1 chains", bnn.NUTS{Chains: -1}, &training.Model{Net: wave{2}}, s},
		{"an acceptance below 1", bnn.NUTS{Accept: 1}, &training.Model{Net: wave{2}}, s},
		{"count beside that of NUTS", bnn.NUTS{}, &training.Model{Net: bnn.MAP{Net: wave{2}}}, s},
		{"x has 2 columns, 1 more than the 1 features that the model was fitted on", bnn.NUTS{}, &training.Model{Net: wave{2}, Fitted: training.Fitted{XScale: &data.Affine{Shift: []float64{0}, Scale: []float64{1}}}}, s},
		{"the prior has parameters", bnn.NUTS{Prior: bnn.NormalPrior{TrainScale: true}}, &training.Model{Net: wave{2}}, s},
		{"draws noise", bnn.NUTS{}, &training.Model{Net: bnn.MCDropout{Net: wave{2}, Rate: .1, Only: all}}, s},
		{"leave Weights nil", bnn.NUTS{}, &training.Model{Net: wave{2}}, weighted},
		{"1 fewer than the 3 features", bnn.NUTS{}, &training.Model{Net: wave{2}, Fitted: training.Fitted{XScale: &data.Affine{Shift: make([]float64, 3), Scale: []float64{1, 1, 1}}}}, s},
	} {
		if _, err := c.n.Fit(ctx, c.m, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := (bnn.NUTS{}).Fit(cancelled, &training.Model{Net: wave{2}}, s); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// On a network of 50 units chains agree on predictions: the means of two halves of the draws differ by what their spread
// allows. Its predictive is the reference for cheaper methods.
func TestNUTSOnANetwork(t *testing.T) {
	if !*full {
		t.Skip("takes minutes: run with -full")
	}
	s := twoFeatures(100, .3, 1)
	m := &training.Model{Net: wave{50}, Dtype: tensor.Float64}
	d, err := bnn.NUTS{Prior: bnn.NormalPrior{FanIn: true}, Warmup: 500, Draws: 500, Seed: 1}.Fit(ctx, m, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d gradients, largest R-hat of a weight %.3f, acceptance %.2f, %d divergences", d.Leaps, d.MaxRHat(), d.Accept, d.Divergences)
	test := twoFeatures(50, .3, 2)
	samples := samplesOf(m)
	var means [4][]float64
	for k := range means {
		part := &training.Model{Net: m.Net, Dtype: m.Dtype, Fitted: training.Fitted{XScale: m.XScale, YScale: m.YScale, Params: m.Params, Sampler: samples[500*k : 500*(k+1)]}}
		means[k] = predict(t, part, test.X).Mean()
	}
	q := predict(t, m, test.X)
	for i, e := range q.Epistemic() {
		for k := range means {
			// An effective size of 30 in each chain of 500 is the least that would do as a reference.
			if diff := math.Abs(means[k][i] - q.Mean()[i]); diff > 4*math.Sqrt(e/30) {
				t.Errorf("row %d: chain %d has mean %v, all have %v, epistemic sd %v", i, k, means[k][i], q.Mean()[i], math.Sqrt(e))
			}
		}
	}
}

func samplesOf(m *training.Model) training.Samples { return m.Sampler.(*bnn.Chains).Samples }
