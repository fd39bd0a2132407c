package bnn_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func laplace(t testing.TB, l bnn.Laplace, m *training.Model, s data.Set) bnn.LaplaceFit {
	t.Helper()
	f, err := l.Fit(ctx, m, s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// near compares with a bound on the rounding of sums of some thousand terms.
func near(t *testing.T, what string, got, want, scale float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*scale) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Of a linear map with known noise and prior, posterior and evidence are the exact ones, from weights that were not fitted,
// for one block of rows as for several with a short last one, and through a network that declares a prior of its own.
func TestLaplaceIsExactForRegression(t *testing.T) {
	for _, rows := range []int{40, 512, 1100} {
		for _, prior := range []float64{1, .1} {
			c := newConjugate(t, rows, 2, .5, prior)
			for _, net := range []training.Net{linear{SD: c.noise}, bnn.MAP{Net: linear{SD: c.noise}}, bnn.Regression{Layer: headLayer{}, Noise: c.noise}} {
				m, _ := fitted(t, net, c.set, .1, 0)
				f := laplace(t, bnn.Laplace{Precision: 1 / (prior * prior), KeepNoise: true}, m, c.set)
				near(t, "log evidence", f.LogEvidence, c.evidence, math.Abs(c.evidence))
				for i := range c.mean {
					near(t, "mean", f.Mean[i], c.mean[i], 1)
					for j := range c.mean {
						near(t, "covariance", f.Cov.At(i, j), c.cov.At(i, j), 1)
					}
				}
				if !f.Converged || len(f.Layers) != 1 || f.Layers[0] != "head" {
					t.Errorf("layers %v, converged %v", f.Layers, f.Converged)
				}
			}
		}
	}
}

// headLayer is linear's map as a layer.
type headLayer struct{}

func (headLayer) Forward(s *layers.Scope, x *G.Node) *G.Node {
	return s.Call("head", layers.Dense{Units: 1}, x)
}

// What the precision of the prior and the noise are set to maximizes the exact evidence.
func TestLaplaceMaximizesTheEvidence(t *testing.T) {
	s := plane(60, 3, .4, 1)
	m, _ := fitted(t, bnn.Regression{Layer: headLayer{}}, s, .1, 0)
	f := laplace(t, bnn.Laplace{}, m, s)
	exact := func(precision, noise float64) float64 {
		c := newConjugateOf(t, s, noise, 1/math.Sqrt(precision))
		return c.evidence
	}
	best := exact(f.Precision[0], f.Noise)
	near(t, "log evidence", f.LogEvidence, best, math.Abs(best))
	for _, d := range []float64{-.01, .01} {
		if e := exact(f.Precision[0]*math.Exp(d), f.Noise); e >= best {
			t.Errorf("precision times exp(%v): evidence %v, at the maximum %v", d, e, best)
		}
		if e := exact(f.Precision[0], f.Noise*math.Exp(d)); e >= best {
			t.Errorf("noise times exp(%v): evidence %v, at the maximum %v", d, e, best)
		}
	}
	if got := ops.Data[float64](m.Params.Get("noise"))[0]; got != f.Noise || !f.Converged {
		t.Errorf("the model's noise is %v, that of the fit %v; converged %v", got, f.Noise, f.Converged)
	}
	// The prediction has it: of variance x'Cx + noise².
	q := predict(t, m, s.X, training.Draws(3))
	near(t, "aleatoric variance", q.Aleatoric()[0], f.Noise*f.Noise, 1)
}

// Draws have the moments of the posterior, to 5 standard errors, and a draw is a function of seed and number.
func TestLaplaceDraws(t *testing.T) {
	c := newConjugate(t, 40, 2, .5, 1)
	for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		m := &training.Model{Net: linear{SD: c.noise}, Dtype: dt}
		fit(t, training.Trainer{}, m, c.set, 0)
		laplace(t, bnn.Laplace{Precision: 1}, m, c.set)
		const n = 4000
		draws := mat.NewDense(n, 3, nil)
		into := m.Params.Clone()
		for k := range n {
			if err := m.Sampler.Sample(into, 7, k); err != nil {
				t.Fatal(err)
			}
			draws.SetRow(k, vectorOf(into))
		}
		checkMoments(t, draws, c.mean, c.cov)
		again := m.Params.Clone()
		if err := m.Sampler.Sample(again, 7, n-1); err != nil {
			t.Fatal(err)
		}
		for i, v := range vectorOf(again) {
			if v != draws.At(n-1, i) {
				t.Error("a draw asked for twice differs")
			}
		}
	}
}

// vectorOf is the weights of linear in float64.
func vectorOf(p *layers.Params) (x []float64) {
	for _, v := range p.All() {
		for i := range v.Size() {
			if v.Dtype() == tensor.Float64 {
				x = append(x, ops.Data[float64](v)[i])
			} else {
				x = append(x, float64(ops.Data[float32](v)[i]))
			}
		}
	}
	return x
}

// The mode is one: of two heads with a prior each, found by Newton steps, no direction leads to a denser place.
func TestLaplaceFindsTheMode(t *testing.T) {
	s := twoFeatures(80, .3, 1)
	m, _ := fitted(t, wave{5}, s, .02, 100)
	f := laplace(t, bnn.Laplace{}, m, s)
	if len(f.Precision) != 2 || !f.Converged || !(f.Effective > 0 && f.Effective < 12) || !math.IsNaN(f.Noise) {
		t.Errorf("precisions %v, converged %v, %v effective weights, noise %v", f.Precision, f.Converged, f.Effective, f.Noise)
	}
	joint := func() (sum float64) {
		one := m.With(m.Params)
		for _, l := range predict(t, one, s.X).LogProb(s.Y) {
			sum += l
		}
		for k, l := range f.Layers {
			for _, name := range []string{"/kernel", "/bias"} {
				for _, w := range ops.Data[float64](m.Params.Get(l + name)) {
					sum -= f.Precision[k] * w * w / 2
				}
			}
		}
		return sum
	}
	best := joint()
	for _, l := range f.Layers {
		for _, name := range []string{"/kernel", "/bias"} {
			v := ops.Data[float64](m.Params.Get(l + name))
			for i := range v {
				for _, d := range []float64{-1e-3, 1e-3} {
					v[i] += d
					if j := joint(); j > best {
						t.Errorf("%s%s[%d] %+g: log joint %v, at the mode %v", l, name, i, d, j, best)
					}
					v[i] -= d
				}
			}
		}
	}
}

// A pattern chooses layers; the others stay as they are in every draw.
func TestLaplaceLayers(t *testing.T) {
	s := twoFeatures(40, .3, 1)
	m, _ := fitted(t, wave{4}, s, .02, 20)
	if f := laplace(t, bnn.Laplace{Layers: []string{"l*c"}}, m, s); len(f.Layers) != 1 || f.Layers[0] != "loc" || len(f.Mean) != 5 {
		t.Errorf("layers %v with %d weights", f.Layers, len(f.Mean))
	}
	into := m.Params.Clone()
	if err := m.Sampler.Sample(into, 1, 2); err != nil {
		t.Fatal(err)
	}
	for path, v := range into.All() {
		same := ops.Data[float64](v)[0] == ops.Data[float64](m.Params.Get(path))[0]
		if same == strings.HasPrefix(path, "loc/") {
			t.Errorf("%s is as before: %v", path, same)
		}
	}
}

// The same bits on any number of cores, of sizes at which products are shared among them.
func TestLaplaceSameBits(t *testing.T) {
	slow.Test(t)
	s := twoFeatures(700, .3, 1)
	run := func(cores int) bnn.LaplaceFit {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		m, _ := fitted(t, wave{70}, s, .02, 3)
		return laplace(t, bnn.Laplace{Precision: 1}, m, s)
	}
	want := run(1)
	for _, cores := range []int{2, 8} {
		got := run(cores)
		if d := cmp.Diff(append(want.Mean, want.LogEvidence), append(got.Mean, got.LogEvidence)); d != "" {
			t.Errorf("%d cores: %s", cores, d)
		}
		if !mat.Equal(want.Cov, got.Cov) {
			t.Errorf("%d cores: another covariance", cores)
		}
	}
}

func TestLaplaceMistakes(t *testing.T) {
	s := twoFeatures(20, .3, 1)
	weighted := s
	weighted.Weights = make([]float64, 20)
	weighted.Weights[3] = 1
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	ready, _ := fitted(t, wave{2}, s, .1, 0)
	noisy, _ := fitted(t, bnn.MCDropout{Net: wave{2}, Rate: .1, Only: all}, s, .1, 0)
	point := &training.Model{Net: training.Point(headLayer{}), Dtype: tensor.Float64}
	fit(t, training.Trainer{Loss: losses.MSE{}}, point, s, 0)
	for _, c := range []struct {
		want string
		l    bnn.Laplace
		m    *training.Model
		s    data.Set
		ctx  context.Context
	}{
		{"no Net", bnn.Laplace{}, &training.Model{}, s, ctx},
		{"has not been fitted", bnn.Laplace{}, &training.Model{Net: wave{2}}, s, ctx},
		{"want a positive number", bnn.Laplace{Precision: -1}, ready, s, ctx},
		{`"lok"; the paths are body, loc, scale`, bnn.Laplace{Layers: []string{"lok"}}, ready, s, ctx},
		{"layer body feeds layer loc", bnn.Laplace{Layers: []string{"*"}}, ready, s, ctx},
		{"leave Weights nil", bnn.Laplace{}, ready, weighted, ctx},
		{"1 more than the 2 features", bnn.Laplace{}, ready, plane(5, 3, 1, 1), ctx},
		{"draws noise", bnn.Laplace{}, noisy, s, ctx},
		{"wrap its layer in bnn.Regression", bnn.Laplace{}, point, s, ctx},
		{`"lok/*" matches none of the weights: body/kernel,`, bnn.Laplace{Only: []string{"lok/*"}}, ready, s, ctx},
		{"leave none of the weights", bnn.Laplace{Except: []string{"*"}}, ready, s, ctx},
		{"set one of them", bnn.Laplace{Layers: []string{"loc"}, Curvature: bnn.DiagonalCurvature}, ready, s, ctx},
		{"there is no Curvature 5", bnn.Laplace{Curvature: 5}, ready, s, ctx},
		{"want a positive number, and FullCurvature", bnn.Laplace{Curvature: bnn.KroneckerExpand, Subnetwork: 3}, ready, s, ctx},
		{"a Subnetwork of 30 weights is asked for, of 12", bnn.Laplace{Subnetwork: 30}, ready, s, ctx},
		{"canceled", bnn.Laplace{Curvature: bnn.DiagonalCurvature}, ready, s, cancelled},
		{"canceled", bnn.Laplace{}, ready, s, cancelled},
	} {
		if _, err := c.l.Fit(c.ctx, c.m, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		} else if c.want == "canceled" && !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	}
	if ready.Sampler != nil {
		t.Error("a failed fit left a Sampler")
	}
}

// A middling regression, of 51 weights in the last layer.
func BenchmarkLaplace(b *testing.B) {
	s := data.Set{X: mat.NewDense(5000, 8, nil), Y: make([]float64, 5000)}
	rng.New(1, "x", 0, 0).Normal64(s.X.RawMatrix().Data, 0)
	rng.New(1, "y", 0, 0).Normal64(s.Y, 0)
	net := bnn.Regression{Layer: layers.MLP{Widths: []int{50, 1}, Activation: layers.ReLU}}
	m := &training.Model{Net: net}
	fit(b, training.Trainer{}, m, s, 1)
	for b.Loop() {
		laplace(b, bnn.Laplace{}, m, s)
	}
}

// A hidden layer and its linear output: uncertainty grows away from the data, which the fitted network alone has none of.
func ExampleLaplace() {
	train := data.Set{X: mat.NewDense(40, 1, nil), Y: make([]float64, 40)}
	for i := range train.Y {
		x := float64(i)/20 - 1
		train.X.Set(i, 0, x)
		train.Y[i] = math.Sin(3*x) + .1*math.Cos(50*x)
	}
	m := &training.Model{Net: bnn.Regression{Layer: layers.MLP{Widths: []int{20, 1}, Activation: layers.Tanh}}, Dtype: tensor.Float64}
	if _, err := (training.Trainer{Seed: 1}).Fit(context.Background(), m, train, 200); err != nil {
		fmt.Println(err)
		return
	}
	fit, err := bnn.Laplace{}.Fit(context.Background(), m, train)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := m.Predict(context.Background(), mat.NewDense(2, 1, []float64{0, 3}), training.Draws(200))
	if err != nil {
		fmt.Println(err)
		return
	}
	e := q.Epistemic()
	fmt.Println(fit.Layers, len(fit.Mean), "weights; more uncertain at 3 than at 0:", e[1] > 10*e[0])
	// Output:
	// [dense_1] 21 weights; more uncertain at 3 than at 0: true
}
