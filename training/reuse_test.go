package training_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var small = training.Point(layers.Sequential{layers.Dense{Units: 8, Activation: layers.Tanh}, layers.Dropout{Rate: .1}, layers.Dense{Units: 1}})

// Ten fits of one epoch are one fit of ten: shuffles, noise, schedule and solver go on where they were.
func TestFitGoesOn(t *testing.T) {
	s := line(230, .3, 1)
	trainer := func() training.Trainer {
		return training.Trainer{Loss: losses.MSE{}, BatchSize: 50, Solver: &training.Adam{Rate: training.Cosine(.01, 5, 0)}, Seed: 3}
	}
	whole, pieces := &training.Model{Net: small}, &training.Model{Net: small}
	h := fit(t, trainer(), whole, s, 5)
	tr := trainer()
	for k := range 5 {
		if one := fit(t, tr, pieces, s, 1); one[0].Loss != h[k].Loss {
			t.Errorf("epoch %d: loss %v alone, %v in one fit", k+1, one[0].Loss, h[k].Loss)
		}
	}
	if d := cmp.Diff(bits(whole), bits(pieces)); d != "" {
		t.Error(d)
	}
}

// With Average the model keeps the mean of its weights over the steps of the last epochs.
func TestAverage(t *testing.T) {
	s := line(60, .3, 1)
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), Dtype: tensor.Float64}
	tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 60, Average: 3, Solver: &training.SGD{Rate: training.Constant(.1)}}
	var sum [2]float64
	for e, err := range tr.Epochs(ctx, m, s, 5) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Number > 2 {
			for i, w := range ops.Data[float64](m.Params.Get("kernel")) {
				sum[i] += w / 3
			}
		}
	}
	for i, got := range ops.Data[float64](m.Params.Get("kernel")) {
		if math.Abs(got-sum[i]) > 1e-14 {
			t.Errorf("weight %d is %v, the mean of the last three steps %v", i, got, sum[i])
		}
	}
	for _, bad := range []training.Trainer{{Average: -1}, {Average: 1, Validation: &s}} {
		if _, err := bad.Fit(ctx, &training.Model{Net: gaussian{}}, s, 1); err == nil || !strings.Contains(err.Error(), "Average") {
			t.Errorf("Average %d: %v", bad.Average, err)
		}
	}
}

// One Trainer fits one model after another alike: its solver begins afresh with a model that has no parameters.
func TestTrainerServesManyModels(t *testing.T) {
	s := line(230, .3, 1)
	tr := training.Trainer{Loss: losses.MSE{}, Solver: &training.Adam{Rate: training.Cosine(.01, 3, 0)}}
	a, b := &training.Model{Net: small}, &training.Model{Net: small}
	if d := cmp.Diff(fit(t, tr, a, s, 3).Losses(), fit(t, tr, b, s, 3).Losses()); d != "" {
		t.Error("the second model was fitted otherwise:", d)
	}
}

// A fit that cannot begin leaves the model as it was.
func TestFailedFitLeavesTheModel(t *testing.T) {
	s := line(50, .3, 1)
	m := &training.Model{Net: training.Point(layers.Dense{Units: 3}), X: data.Standardize{}}
	if _, err := (training.Trainer{Loss: losses.MSE{}}).Fit(ctx, m, s, 1); err == nil {
		t.Fatal("three outputs were fitted to one target")
	}
	if m.Params != nil || m.XScale != nil || m.YScale != nil {
		t.Errorf("the failed fit left %v, %v, %v", m.Params, m.XScale, m.YScale)
	}
	m.Net = training.Point(layers.Dense{Units: 1})
	fit(t, training.Trainer{Loss: losses.MSE{}}, m, s, 1)
}

// Rows of weight 0 do not count, whatever is in them, and weights of any size do.
func TestExtremeWeights(t *testing.T) {
	s := line(60, .3, 1)
	s.Weights = make([]float64, 60)
	var kept []int
	for i := range 60 {
		if i%4 == 0 {
			s.Y[i] = 1e300 // infinite in float32
			continue
		}
		s.Weights[i] = 1
		kept = append(kept, i)
	}
	plain := s.Take(kept)
	plain.Weights = nil
	losses := func(s data.Set) []float64 {
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1})}
		return fit(t, training.Trainer{Loss: losses.MSE{}}, m, s, 2).Losses()
	}
	want := losses(plain)
	if d := cmp.Diff(want, losses(s)); d != "" {
		t.Error("rows of weight 0:", d)
	}
	for _, w := range []float64{1e308, 1e-320} {
		scaled := plain
		scaled.Weights = make([]float64, plain.Rows())
		for i := range scaled.Weights {
			scaled.Weights[i] = w
		}
		if d := cmp.Diff(want, losses(scaled)); d != "" {
			t.Errorf("weights of %g: %s", w, d)
		}
	}
}

// unit is a Beta distribution on [0, 1].
type unit struct{}

func (unit) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	one := func(name string) *G.Node {
		y := s.Call(name, layers.Positive{Units: 1, Floor: 1}, x)
		return ops.Reshape(y, y.Shape()[0])
	}
	return distributions.Beta{Alpha: one("alpha"), Beta: one("beta")}
}

// An impossible target is named with its row, in training and in validation.
func TestImpossibleTarget(t *testing.T) {
	s := line(120, .3, 1)
	for i := range s.Y {
		s.Y[i] = .5
	}
	wrong := s.Take([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	wrong.Y[7] = 77
	_, trainErr := training.Trainer{}.Fit(ctx, &training.Model{Net: unit{}}, wrong, 1)
	_, valErr := training.Trainer{Validation: &wrong}.Fit(ctx, &training.Model{Net: unit{}}, s, 3)
	for name, err := range map[string]error{"training: epoch 1: step 1: ": trainErr, "training: epoch 1: validation: ": valErr} {
		want := name + "the loss of row 7 is not finite (target 77): the target is outside [0, 1], the support of a Beta: choose a scaler that brings all targets inside (Model.Y: data.Range{...}), or move those that leave it a little with losses.NLL{Clip: 1e-6}; it is first -Inf in"
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v\nwant %s", err, want)
		}
	}
}

// Predictions follow the weights: also when a tensor is exchanged for another one.
func TestPredictAfterChange(t *testing.T) {
	m := known()
	x := mat.NewDense(1, 2, []float64{1, 1})
	mean := func() float64 {
		q, err := m.Predict(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		return q.Mean()[0]
	}
	before := mean()
	ops.Data[float64](m.Params.Get("loc/bias"))[0] += 1
	if got := mean(); math.Abs(got-before-10) > 1e-12 {
		t.Errorf("a bias of 1 more moved the mean from %v to %v", before, got)
	}
	m.Params.Set("loc/bias", tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{0})))
	if got := mean(); math.Abs(got-100) > 1e-12 {
		t.Errorf("with a bias of 0 the mean is %v, want 100", got)
	}
}

// Networks may hold operations of Gorgonia's own, such as pooling, whose state must not mix between shards.
func TestNativeOpsInTraining(t *testing.T) {
	net := training.Point(layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
		h := s.Call("in", layers.Dense{Units: 16}, x)
		n := h.Shape()[0]
		pooled := G.Must(G.MaxPool2D(ops.Reshape(h, n, 1, 4, 4), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		return s.Call("out", layers.Dense{Units: 1}, ops.Reshape(pooled, n, 4))
	}))
	s := line(600, .3, 1)
	run := func() ([]float64, []float64) {
		m := &training.Model{Net: net}
		h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 200}, m, s, 3)
		q, err := m.Predict(ctx, s.X)
		if err != nil {
			t.Fatal(err)
		}
		return h.Losses(), q.Mean()
	}
	wantLoss, wantMean := run()
	for range 5 {
		loss, mean := run()
		if d := cmp.Diff(wantLoss, loss) + cmp.Diff(wantMean, mean); d != "" {
			t.Fatal("two runs of one seed differ:", d)
		}
	}
}

// noisy draws noise in prediction too.
type noisy struct{}

func (noisy) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	y := ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, x), n)
	return distributions.Deterministic{Loc: ops.Add(y, ops.Normal(s.Key(), s.Stream("noise"), x.Dtype(), n))}
}

func TestNoiseInPrediction(t *testing.T) {
	s := line(700, .3, 1)
	m := &training.Model{Net: noisy{}}
	fit(t, training.Trainer{Loss: losses.MSE{}}, m, s, 1)
	if _, err := m.Predict(ctx, s.X); err == nil || !strings.Contains(err.Error(), "training.Draws(") {
		t.Errorf("error %v, want one that asks for Draws", err)
	}
	a, err := m.Predict(ctx, s.X, training.Draws(1))
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Predict(ctx, s.X, training.Draws(1))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a.Mean(), b.Mean()); d != "" {
		t.Error("two predictions draw other noise:", d)
	}
}

// A target of two numbers is fitted at once and read as two posteriors, each in its own units.
func TestMarginals(t *testing.T) {
	one := line(800, .1, 1)
	s := data.Set{X: one.X, Y: make([]float64, 1600)}
	for i, y := range one.Y {
		s.Y[2*i], s.Y[2*i+1] = y, 1000-50*y
	}
	m := &training.Model{Net: training.Point(layers.Dense{Units: 2}), X: data.Standardize{}, Y: data.Standardize{}}
	fit(t, training.Trainer{Loss: losses.MSE{}, Solver: &training.Adam{Rate: training.Cosine(.1, 60, 0)}}, m, s, 60)
	q, err := m.Marginals(ctx, one.X)
	if err != nil {
		t.Fatal(err)
	}
	a, b := q[0].Mean(), q[1].Mean()
	for i, y := range one.Y {
		// The noise has sd .1, and the two are the same line in other units.
		if math.Abs(a[i]-y) > .5 || math.Abs(b[i]-(1000-50*a[i])) > 1 {
			t.Fatalf("row %d: predicted %v and %v, target %v", i, a[i], b[i], y)
		}
	}
	if _, err := m.Predict(ctx, one.X); err == nil {
		t.Error("Predict gave one posterior for two numbers")
	}
	m = known()
	for range 2 { // before a Predict, whose compiled pass is another, and after it
		if _, err := m.Marginals(ctx, one.X); err == nil || !strings.Contains(err.Error(), "use Predict") {
			t.Errorf("marginals of one number: %v", err)
		}
		if _, err := m.Predict(ctx, one.X); err != nil {
			t.Error(err)
		}
	}
}

func TestWriteDot(t *testing.T) {
	var b bytes.Buffer
	m := known()
	if err := m.WriteDot(&b, 5, graph.Dot{Title: "known"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"cluster_loc"`, `"cluster_log_prob"`, `label="y\n(5,)" shape=ellipse peripheries=2`, `label="kernel\n(2, 1)" shape=ellipse`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the picture lacks %s:\n%s", want, b.String())
		}
	}
	if err := m.WriteDot(&b, 0, graph.Dot{}); err == nil {
		t.Error("a batch of no rows was drawn")
	}
	if err := (&training.Model{Net: gaussian{}}).WriteDot(&b, 5, graph.Dot{}); err == nil {
		t.Error("a model without parameters was drawn")
	}
}

type nothing struct{}

func (nothing) Forward(*layers.Scope, *G.Node) distributions.Distribution { return nil }

// Mistakes come back as errors that say what to do, whatever they are.
func TestMistakes(t *testing.T) {
	s := line(30, 1, 1)
	cause := errors.New("lunch")
	stopped, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	train := func(tr training.Trainer, m *training.Model) error {
		_, err := tr.Fit(ctx, m, s, 1)
		return err
	}
	layer := func(f layers.LayerFunc) *training.Model { return &training.Model{Net: training.Point(f)} }
	predict := func(m *training.Model, x *mat.Dense) error {
		_, err := m.Predict(ctx, x)
		return err
	}
	short := known()
	short.XScale = &data.Affine{Shift: []float64{0}, Scale: []float64{1, 1}}
	fit32 := &training.Model{Net: gaussian{}}
	fit(t, training.Trainer{}, fit32, s, 1)
	_, byCause := known().Predict(stopped, s.X)
	if !errors.Is(byCause, cause) || !errors.Is(byCause, context.Canceled) || strings.Count(fmt.Sprint(byCause), "lunch") != 1 {
		t.Errorf("a stopped prediction: %v", byCause)
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"nil network", train(training.Trainer{}, &training.Model{Net: nothing{}}), "returned nil: Forward must return a distribution"},
		{"nil point", train(training.Trainer{}, &training.Model{Net: training.Point(nil)}), "the layer of Point is nil"},
		{"nil layer", train(training.Trainer{}, &training.Model{Net: training.Point(layers.Sequential{nil})}), "layer 0 is nil"},
		{"nil called", train(training.Trainer{}, layer(func(s *layers.Scope, x *G.Node) *G.Node { return s.Call("a", nil, x) })), "the layer is nil"},
		{"nil result", train(training.Trainer{}, layer(func(s *layers.Scope, x *G.Node) *G.Node { return nil })), "returned nil"},
		{"scalar parameter", train(training.Trainer{}, layer(func(s *layers.Scope, x *G.Node) *G.Node { return ops.Mul(x, s.Param("a", layers.Zeros)) })), "needs a shape: 1 for a single number"},
		{"short initializer", train(training.Trainer{}, layer(func(s *layers.Scope, x *G.Node) *G.Node {
			return ops.Mul(x, s.Param("a", layers.Uniform(0, 1), 2))
		})), "(30, 2)"},
		{"nil model", train(training.Trainer{}, nil), "want a model"},
		{"integers", train(training.Trainer{}, &training.Model{Net: gaussian{}, Dtype: tensor.Int}), "float32 or float64"},
		{"likelihood of a point", train(training.Trainer{}, &training.Model{Net: training.Point(layers.Dense{Units: 1})}), "use losses.MSE"},
		{"norm", train(training.Trainer{MaxNorm: math.NaN()}, &training.Model{Net: gaussian{}}), "must not be negative"},
		{"short scale", predict(short, s.X), "XScale"},
		{"no rows", predict(known(), nil), "no rows"},
		{"overflow", predict(fit32, mat.NewDense(2, 2, []float64{1, 1, 1, 1e300})), `feature "x1" of row 1 is 1e+300, which is beyond float32`},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) || strings.Count(c.err.Error(), "training:") != 1 {
			t.Errorf("%s: error %v, want one of training with %q", c.name, c.err, c.want)
		}
	}
}
