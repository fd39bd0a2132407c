package training_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// biases are samples of known whose predictions at u = 0 are 100, 110, 120, ...
func biases(m *training.Model, n int) (s training.Samples) {
	for k := range n {
		p := m.Params.Clone()
		ops.Data[float64](p.Get("loc/bias"))[0] = float64(k)
		s = append(s, p)
	}
	return s
}

// Fewer draws than a Sampler has are evenly spaced ones, as Thin has them, and more are all: the first draws of a chain are
// no sample of its target.
func TestDrawsOfASampler(t *testing.T) {
	m := known()
	all := biases(m, 10)
	m.Sampler = all
	x := mat.NewDense(1, 2, []float64{1, 1})
	for _, n := range []int{1, 3, 4, 10, 11} {
		q, err := m.Predict(ctx, x, training.Draws(n))
		if err != nil {
			t.Fatal(err)
		}
		var want, got []float64
		thin, err := all.Thin(n)
		if err != nil {
			t.Fatal(err)
		}
		for k, p := range thin {
			want = append(want, 100+10*ops.Data[float64](p.Get("loc/bias"))[0])
			got = append(got, q.Draw(k).Mean()[0])
		}
		if d := cmp.Diff(want, got); d != "" || q.Draws() != len(thin) {
			t.Errorf("Draws(%d) of ten: %s", n, d)
		}
	}
	if _, err := all.Thin(0); err == nil {
		t.Error("thinning to nothing is no error")
	}
}

// A Sampler serves predictions in several goroutines, and what it drew for one is not kept for another: run with the race
// detector.
func TestSamplerConcurrently(t *testing.T) {
	m := known()
	m.Sampler = biases(m, 4)
	s := line(600, 1, 4)
	predictAtOnce(t, m, s)
	m.Sampler = nil
	plain, err := m.Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := known().Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(fresh.Mean(), plain.Mean()); d != "" {
		t.Error("without the Sampler the weights are not the model's:", d)
	}
}

// exchanging is a Sampler that breaks its law.
type exchanging struct{ from *layers.Params }

func (exchanging) Len() int { return 0 }

func (e exchanging) Sample(into *layers.Params, _ uint64, _ int) error {
	for path, v := range e.from.Clone().All() {
		into.Set(path, v)
	}
	return nil
}

// mixing is a net whose rows see each other.
type mixing struct{ gaussian }

func (n mixing) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	s.WholeBatch()
	return n.gaussian.Forward(s, x)
}

func TestDrawMistakes(t *testing.T) {
	x := mat.NewDense(1, 2, []float64{1, 1})
	with := func(s training.Sampler) *training.Model {
		m := known()
		m.Sampler = s
		return m
	}
	narrow := known().Params.Clone()
	narrow.Set("loc/bias", tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{1})))
	whole := known()
	whole.Net = mixing{}
	for _, c := range []struct {
		name string
		m    *training.Model
		how  []training.PredictOption
		want string
	}{
		{"no draws", known(), []training.PredictOption{training.Draws(0)}, "0 draws"},
		{"fewer than none", known(), []training.PredictOption{training.Draws(-1)}, "-1 draws"},
		{"prior of plain weights", known(), []training.PredictOption{training.PriorDraws(3)}, "no prior to draw from"},
		{"prior of a sampler", with(biases(known(), 2)), []training.PredictOption{training.PriorDraws(3)}, "a Sampler has no prior"},
		{"no samples", with(training.Samples{}), nil, "without end"},
		{"no samples, one asked for", with(training.Samples{}), []training.PredictOption{training.Draws(1)}, "draw 0 of 0 samples"},
		{"nil sample", with(training.Samples{nil}), nil, "copying 0 parameters over 4"},
		{"other type", with(training.Samples{narrow}), nil, "parameter loc/bias is (1,) float64, the one to copy is (1,) float32"},
		{"exchanged tensors", with(exchanging{known().Params}), []training.PredictOption{training.Draws(2)}, "exchanged the tensors"},
		{"rows that see each other", whole, nil, "WholeBatch"},
	} {
		if _, err := c.m.Predict(ctx, x, c.how...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	vector := known()
	vector.YScale = &data.Affine{Shift: []float64{0, 0}, Scale: []float64{1, 1}}
	if _, err := vector.Predict(ctx, x); err == nil || !strings.Contains(err.Error(), "Marginals") {
		t.Errorf("predicting vectors: %v", err)
	}
	if _, err := (training.Trainer{}).Fit(ctx, known(), line(20, .1, 1), -1); err == nil || !strings.Contains(err.Error(), "-1 epochs of a *training.Model: want a model") {
		t.Errorf("-1 epochs: %v", err)
	}
	m := with(biases(known(), 2))
	if _, err := (training.Trainer{}).Fit(ctx, m, line(20, .1, 1), 1); err == nil || !strings.Contains(err.Error(), "Sampler") {
		t.Errorf("fitting a model with a Sampler: %v", err)
	}
}

// Asking an unfitted model for its prior leaves parameters that it has as they are.
func TestPriorDrawsLeaveTheParameters(t *testing.T) {
	m := &training.Model{Net: bayesian{}, Fitted: training.Fitted{Params: &layers.Params{}}}
	_, _ = m.Predict(ctx, mat.NewDense(1, 2, nil), training.PriorDraws(2))
	if m.Params.Len() != 0 {
		t.Errorf("there are now %v", m.Params.Names())
	}
}

// The loss of an epoch is minus its bound also where the last batch is short, and rows of weight 0 do not count among
// ELBO.Rows.
func TestBoundIsTheLoss(t *testing.T) {
	s := line(130, .3, 1)
	s.Weights = make([]float64, 130)
	for i := range s.Weights {
		s.Weights[i] = float64(i % 10)
	}
	m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
	_, err := training.Trainer{Loss: losses.ELBO{Rows: 130}}.Fit(ctx, m, s, 1)
	if err == nil || !strings.Contains(err.Error(), "117 training rows, not counting those of weight 0") {
		t.Errorf("error %v", err)
	}
	for _, e := range fit(t, training.Trainer{Loss: losses.ELBO{Rows: 117}, BatchSize: 50}, m, s, 2) {
		if math.Abs(e.Loss+e.Bound.ELBO()) > 1e-12*math.Abs(e.Loss) {
			t.Errorf("epoch %d: loss %v, bound %v", e.Number, e.Loss, e.Bound.ELBO())
		}
	}
}

// A network that is another one for the row that is left over is refused.
func TestNetDependsOnTheNumberOfRows(t *testing.T) {
	m := &training.Model{Net: twice{}, Dtype: tensor.Float64}
	_, err := training.Trainer{Loss: losses.ELBO{Rows: 41}, BatchSize: 40}.Fit(ctx, m, line(41, .3, 1), 1)
	if err == nil || !strings.Contains(err.Error(), "uses its weights otherwise in 1 rows") {
		t.Errorf("error %v", err)
	}
}

// twice draws its weights, and uses those of more than one row doubled.
type twice struct{}

func (twice) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	w := sampled{}.Param(s, "w", layers.Zeros, 2, 1)
	if x.Shape()[0] > 1 {
		w = ops.Concat(1, w, w)
	}
	y := ops.MatMul(x, w, false, false)
	return distributions.Normal{Loc: ops.Reshape(ops.Slice(y, 1, 0, 1), x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}
