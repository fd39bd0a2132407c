package bnn_test

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

var posteriors = []bnn.Posterior{bnn.MeanField{}, bnn.MeanField{Floor: 1e-5, SD: layers.Constant(.1)}, bnn.LowRank{}, bnn.LowRank{Rank: 3}, bnn.FullCovariance{}}

// image sees its 36 features as a picture of 6x6 pixels.
type image struct{}

func (image) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("conv", layers.Conv2D{Units: 3, Size: [2]int{3, 3}, Activation: layers.Softplus}, ops.Reshape(x, n, 6, 6, 1))
	y := s.Call("head", layers.Dense{Units: 1}, ops.Reshape(h, n, 48))
	return distributions.Normal{Loc: ops.Reshape(y, n), Scale: ops.Full(s.Graph(), s.Dtype(), .3, 1)}
}

// Every prior learns under every posterior, in float32: the loss falls, predictions are finite, from the prior too and
// before there is a fit.
func TestEveryCombination(t *testing.T) {
	slow.Test(t)
	s := plane(150, 2, .3, 1)
	for _, prior := range priors {
		for _, posterior := range posteriors {
			name := fmt.Sprintf("%+v under %+v", posterior, prior)
			v := whole(bnn.Variational{Net: deep{4}, Prior: prior, Posterior: posterior})
			q, err := (&training.Model{Net: v}).Predict(ctx, s.X.Slice(0, 5, 0, 2).(*mat.Dense), training.PriorDraws(20))
			if err != nil || math.IsNaN(q.Quantile(.5)[0]) {
				t.Errorf("%s: prior draws %v (%v)", name, q.Quantile(.5), err)
			}
			m := &training.Model{Net: v}
			tr := training.Trainer{Loss: losses.ELBO{Rows: 150}, BatchSize: 50, Solver: &training.Adam{Rate: training.Constant(.01)}}
			h := fit(t, tr, m, s, 15)
			if !(h[14].Loss < h[0].Loss) {
				t.Errorf("%s: losses %v", name, h.Losses())
			}
			if q, err = m.Predict(ctx, s.X, training.Draws(10)); err != nil || math.IsNaN(q.Mean()[0]) || !(q.Epistemic()[0] > 0) {
				t.Errorf("%s: mean %v (%v)", name, q.Mean()[0], err)
			}
		}
	}
}

// Convolutions learn under every estimator, and have the same bits on any number of cores.
func TestConvolutions(t *testing.T) {
	s := plane(400, 36, .3, 1)
	for i := range s.Y { // a difference of two pixels
		s.Y[i] = s.X.At(i, 0) - s.X.At(i, 7)
	}
	for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
		run := func(cores int) (*training.Model, []float64) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			m := &training.Model{Net: whole(bnn.Variational{Net: image{}, Estimator: e})}
			return m, fit(t, training.Trainer{Loss: losses.ELBO{Rows: 400}, BatchSize: 128}, m, s, 4).Losses()
		}
		m, want := run(1)
		if !(want[3] < .7*want[0]) {
			t.Errorf("%v: losses %v", e, want)
		}
		if want := []string{"conv/kernel/loc", "conv/kernel/scale", "conv/bias/loc", "conv/bias/scale", "head/kernel/loc", "head/kernel/scale", "head/bias/loc", "head/bias/scale"}; !cmp.Equal(want, m.Params.Names()) {
			t.Errorf("%v: parameters %v", e, m.Params.Names())
		}
		if _, got := run(4); !cmp.Equal(got, want) {
			t.Errorf("%v: losses on one core %v, on four %v", e, want, got)
		}
	}
}

// The prediction of the exact posterior is the mixture's: the variance of x·w in the epistemic part, within 5 standard
// errors of 4,000 draws, and the noise in the aleatoric.
func TestPredictiveOfTheExactPosterior(t *testing.T) {
	const n = 4000
	c := newConjugate(t, 40, 3, .5, 2)
	for name, m := range map[string]*training.Model{"full": c.exactFull(t), "low rank": c.exactLowRank(t)} {
		x := mat.NewVecDense(4, []float64{1, -2, .5, 1})
		q, err := m.Predict(ctx, mat.NewDense(1, 3, x.RawVector().Data[:3]), training.Draws(n))
		if err != nil {
			t.Fatal(err)
		}
		variance := mat.Inner(x, c.cov, x)
		if got := q.Epistemic()[0]; math.Abs(got/variance-1) > 5*math.Sqrt(2./n) {
			t.Errorf("%s: epistemic variance %v, exactly %v", name, got, variance)
		}
		if got := q.Aleatoric()[0]; math.Abs(got-.25) > n*0x1p-53 { // a rounding for each draw
			t.Errorf("%s: aleatoric variance %v, the noise's .25", name, got)
		}
		if got, want := q.Mean()[0], mat.Dot(x, mat.NewVecDense(4, c.mean)); math.Abs(got-want) > 5*math.Sqrt(variance/n) {
			t.Errorf("%s: mean %v, exactly %v", name, got, want)
		}
	}
}

// Rows of zeros have no variance under a layer without bias; the root of it has a gradient all the same.
func TestLocalReparametrizationOfZeros(t *testing.T) {
	s := plane(20, 2, .3, 1)
	s.X.Zero()
	for _, v := range []bnn.Variational{{Net: linear{SD: 1, NoBias: true}}, {Net: linear{SD: 1}, Except: []string{"*/bias"}}} {
		v.Estimator = bnn.LocalReparametrization
		m := &training.Model{Net: v}
		fit(t, training.Trainer{Loss: losses.ELBO{Rows: 20}}, m, s, 2) // which refuses what is not finite
		if q, err := m.Predict(ctx, s.X, training.Draws(2)); err != nil || math.IsNaN(q.Mean()[0]) {
			t.Errorf("mean %v (%v)", q.Mean(), err)
		}
	}
}

// normed has a batch normalization, whose scale and shift are weights too, used by their values.
type normed struct{}

func (normed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return deep{4}.Forward(s, s.Call("norm", layers.BatchNorm{}, x))
}

// Weights that do not multiply rows, and layers whose rows see each other, work under every estimator.
func TestNormalization(t *testing.T) {
	s := plane(300, 2, .3, 1)
	for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
		m := &training.Model{Net: whole(bnn.Variational{Net: normed{}, Estimator: e})}
		h := fit(t, training.Trainer{Loss: losses.ELBO{Rows: 300}}, m, s, 15)
		if !(h[14].Loss < h[0].Loss) || m.Params.Get("norm/scale/loc") == nil {
			t.Errorf("%v: losses %v of %v", e, h.Losses(), m.Params.Names())
		}
		if r, err := bnn.Divergences(m, 1, 0); err != nil || r[0].Path != "norm/scale" {
			t.Errorf("%v: %v (%v)", e, r, err)
		}
	}
}

// part is a variational network inside another, at a place of its own.
type part struct{ only string }

func (p part) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return whole(bnn.Variational{Net: deep{3}, Only: []string{p.only}}).Forward(s.Sub("inner"), x)
}

// Patterns are relative to the wrapper's place, and parameters below it.
func TestWrapperInsideANetwork(t *testing.T) {
	m := initialized(t, part{"loc/kernel"}, 5, 2)
	want := []string{"inner/body/dense_0/kernel", "inner/body/dense_0/bias", "inner/loc/kernel/loc", "inner/loc/kernel/scale", "inner/loc/bias", "inner/scale/kernel", "inner/scale/bias"}
	if d := cmp.Diff(want, m.Params.Names()); d != "" {
		t.Error(d)
	}
	_, err := training.Trainer{Loss: losses.ELBO{Rows: 5}}.Fit(ctx, &training.Model{Net: part{"inner/*"}}, plane(5, 2, .3, 1), 1)
	if err == nil || !strings.Contains(err.Error(), `"inner/*" matches none of the weights: body/dense_0/kernel`) {
		t.Errorf("error %v", err)
	}
}

// cauchy is a prior of a caller's own.
type cauchy struct{}

func (cauchy) Density(_ *layers.Scope, shape ...int) bnn.Density { return cauchyDensity(shape) }

type cauchyDensity []int

func (d cauchyDensity) LogProb(w *G.Node) *G.Node {
	return ops.Neg(ops.Sum(ops.AddConst(ops.Log1p(ops.Square(w)), math.Log(math.Pi))))
}

func (d cauchyDensity) Sample(s *layers.Scope) *G.Node {
	normal := func(name string) *G.Node { return ops.Normal(s.SharedKey(), s.Stream(name), s.Dtype(), d...) }
	return ops.Div(normal("over"), normal("under"))
}

func TestPriorOfOnesOwn(t *testing.T) {
	m := initialized(t, whole(bnn.Variational{Net: deep{3}, Prior: cauchy{}}), 30, 2)
	r, err := bnn.Divergences(m, 100, 1)
	if err != nil || !r[0].Sampled || !(r.KL() > 5*r[0].StdErr) {
		t.Errorf("%v (%v)", r, err)
	}
	if q, err := m.Predict(ctx, plane(3, 2, 0, 1).X, training.PriorDraws(5)); err != nil || math.IsNaN(q.Mean()[0]) {
		t.Errorf("%v (%v)", q.Mean(), err)
	}
}
