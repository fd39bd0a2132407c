package training_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// Printed they are short and true.
func TestPrinted(t *testing.T) {
	m, set := sold(t)
	nan := math.NaN()
	for _, c := range []struct {
		v    any
		want string
	}{
		{&training.Model{}, "model of nil, float32: not fitted"},
		{training.Model{}, "model of nil, float32: not fitted"},
		{(*training.Model)(nil), "<nil>"},
		{&training.Model{Net: training.Point(layers.Dense{Units: 1}), Dtype: tensor.Float64}, "model of training.Point(layers.Dense{Units: 1}), float64: not fitted"},
		{m, "model of training.Point(layers.Dense{Units: 1}), float32: 6 features, 1 target, 7 weights, 3 epochs"},
		{*m, "model of training.Point(layers.Dense{Units: 1}), float32: 6 features, 1 target, 7 weights, 3 epochs"},
		{m.Params, "2 parameters, 7 weights: kernel (6, 1) float32, bias (1,) float32"},
		{*m.Params, "2 parameters, 7 weights: kernel (6, 1) float32, bias (1,) float32"},
		{training.Trainer{}, "trainer of losses.NLL{}: batches of 100, &solvers.Adam{}, seed 0"},
		{training.Trainer{Solver: &training.SGD{}, BatchSize: 7, Seed: 3, Validation: &set, Patience: 2, Average: 1, MaxNorm: .5, Cores: 2},
			"trainer of losses.NLL{}: batches of 7, &solvers.SGD{}, seed 3, 60 validation rows, patience 2, average of 1 epoch, norm at most 0.5, 2 cores"},
		{training.History{}, "0 epochs"},
		{training.History{{Number: 1, Loss: 2, ValLoss: nan, Seconds: 1.5}}, "1 epoch, loss 2, 1.5 s"},
		{training.History{{Number: 1, Loss: 2, ValLoss: 3, Seconds: 1}, {Number: 2, Loss: 1.23456, ValLoss: 4, Seconds: 1, Warnings: []string{"w"}}},
			"2 epochs, loss 2 to 1.235, lowest validation loss 3 in epoch 1, 2 s, 1 warning"},
	} {
		if got := fmt.Sprint(c.v); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

// What would be {} as JSON is an error there, also inside of something else.
func TestNoJSON(t *testing.T) {
	m, set := sold(t)
	q, err := m.PredictTable(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.String(); !strings.HasPrefix(got, "posterior of 60 rows, ") || !strings.Contains(got, "with probability") {
		t.Errorf("%s", got)
	}
	for _, v := range []any{m, *m, m.Params, *m.Params, training.Trainer{}, &training.Trainer{}, q, set, struct{ P *layers.Params }{m.Params}} {
		b, err := json.Marshal(v)
		if err == nil || !strings.Contains(err.Error(), "cannot be written as JSON") {
			t.Errorf("%T is %s as JSON: %v", v, b, err)
		}
	}
}

// A copy is a Model of its own: it predicts by its weights and scalers, is fitted while the other predicts, and printing as a
// value copies too.
func TestCopied(t *testing.T) {
	m, set := sold(t)
	before := meanOf(t, m, set)
	c := *m
	c.Params = m.Params.Clone()
	y := *m.YScale
	y.Shift = []float64{y.Shift[0] + 1}
	c.YScale = &y
	if got := meanOf(t, &c, set); got != before+1 {
		t.Errorf("the copy, whose target is shifted by 1, predicts %v, the model %v", got, before)
	}
	release, err := c.Claim()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if got := meanOf(t, m, set); got != before {
		t.Errorf("the model predicts %v after a copy did, before %v", got, before)
	}
}

func meanOf(t *testing.T, m *training.Model, set data.Set) float64 {
	t.Helper()
	q, err := m.PredictTable(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	return q.Mean()[0]
}
