package training_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// What a reader of a fit must know, a reader of a minimization is told too: of row weights at first, of components that no row uses in the
// end, the loss in units of the target, and progress.
func TestMinimizeTells(t *testing.T) {
	s := steps(60, 2, 1)
	for i := range s.Y {
		s.Weights = append(s.Weights, 1e-3)
		s.Y[i] *= 10
		if i < 3 {
			s.Weights[i] = 1
		}
	}
	var out strings.Builder
	tr := training.Trainer{Seed: 1, Progress: &training.Progress{Out: &out}}
	m := &training.Model{Net: mixed{k: 4}, Y: data.Standardize{}, Dtype: tensor.Float64}
	if _, err := tr.Minimize(t.Context(), m, s, training.Minimization{Iterations: 1}); err != nil {
		t.Fatal(err)
	}
	ops.Data[float64](m.Params.Get("logits/bias"))[2] = -50
	h, err := tr.Minimize(t.Context(), m, s, training.Minimization{Iterations: 3})
	if err != nil || len(h) != 3 {
		t.Fatal(err, len(h))
	}
	if w := strings.Join(h[0].Warnings, " "); !strings.Contains(w, "weight") {
		t.Errorf("of three rows that have nearly all the weight is told %q", w)
	}
	if w := strings.Join(h[2].Warnings, " "); !strings.Contains(w, "component") || len(h[1].Warnings) > 0 {
		t.Errorf("of a component without rows is told %q, and before the end %q", w, h[1].Warnings)
	}
	if e := h[2]; e.Target == nil || math.Abs(e.Target.Loss-e.Loss-math.Log(m.YScale.Scale[0])) > 1e-12 {
		t.Errorf("the loss of %v is %v in units of the target, with a scale of %v", e.Loss, e.Target, m.YScale.Scale)
	}
	if said := out.String(); strings.Count(said, "\n") < 4 || !strings.Contains(said, "3 iterations are made") {
		t.Errorf("progress says %q", said)
	}
}

// A fit that was cut off leaves nothing to a minimization but its weights: neither its best nor its patience.
func TestMinimizeAfterStoppedFit(t *testing.T) {
	c := leasts(t)["poisson"]
	set := c.set()
	m := c.model("poisson", tensor.Float64)
	left := 9
	if _, err := (training.Trainer{Validation: &set, BatchSize: 50}).Fit(patient{t.Context(), &left}, m, set, 10); !errors.Is(err, errEnough) || m.Run.Best == nil {
		t.Fatal(err)
	}
	h, err := training.Trainer{}.Minimize(t.Context(), m, set, training.Minimization{})
	if err != nil || len(m.History) != 2+len(h) {
		t.Fatal(err, len(m.History))
	}
	for path, v := range c.Least {
		want, _ := flat(v)
		for i, got := range ops.Data[float64](m.Params.Get(path)) {
			if math.Abs(got-want[i]) > 1e-7*max(1, math.Abs(want[i])) {
				t.Errorf("%s[%d] is %v, scipy has %v", path, i, got, want[i])
			}
		}
	}
}

// Schedules stand still where they are after so many epochs, in the loss and in the second derivatives.
func TestMinimizeSchedules(t *testing.T) {
	c := leasts(t)["poisson"]
	for _, method := range methods {
		var found []float64
		for _, beta := range []training.Schedule{training.Linear(0, 4, 2), training.Constant(1)} {
			m := &training.Model{Net: ridged{3}, Dtype: tensor.Float64}
			m.Epochs = 2
			h, err := training.Trainer{Loss: losses.ELBO{Rows: len(c.Y), Beta: beta}}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: method})
			if err != nil || len(h) == 0 {
				t.Fatalf("%v: %v, %d iterations", method, err, len(h))
			}
			found = append(found, append(h.Losses(), ops.Data[float64](m.Params.Get("w"))...)...)
		}
		if half := len(found) / 2; !slices.Equal(found[:half], found[half:]) {
			t.Errorf("%v: half of the way to 2 is not 1: %v", method, found)
		}
	}
}
