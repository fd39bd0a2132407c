package training_test

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The variance of a batch beyond float32 would become the state of a BatchNorm and make every later prediction its bias;
// float64 has it.
func TestStatesStayFinite(t *testing.T) {
	s := line(40, .3, 1)
	for i := range 40 {
		s.X.Set(i, 0, 1e20*s.X.At(i, 0))
	}
	for dt, ok := range map[tensor.Dtype]bool{tensor.Float32: false, tensor.Float64: true} {
		m := &training.Model{Net: training.Point(layers.Sequential{layers.BatchNorm{}, layers.Dense{Units: 1}}), Dtype: dt}
		h, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, m, s, 2)
		switch {
		case ok && (err != nil || len(h) != 2):
			t.Errorf("%v: %v", dt, err)
		case !ok && (err == nil || !strings.Contains(err.Error(), "/var would become +Inf") || m.Steps != 0):
			t.Errorf("%v: %v after %d steps, want an error that names the state", dt, err, m.Steps)
		}
	}
}

// A Trainer knows the norm of the gradient that its solver takes squares of: after MaxNorm.
func TestTrainerRefusesSquaresThatOverflow(t *testing.T) {
	s := line(40, .3, 1)
	s.X.Scale(1e4, s.X)
	for i := range s.Y {
		s.Y[i] *= 1e18
	}
	for _, c := range []struct {
		name   string
		solver gorgonia.Solver
		norm   float64
		ok     bool
	}{
		{"adam", &training.Adam{}, 0, false}, {"clipped", &training.Adam{}, 1, true}, {"rmsprop", &training.RMSProp{}, 0, false},
		{"sgd", &training.SGD{Rate: training.Constant(1e-30)}, 0, true},
	} {
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1})}
		_, err := training.Trainer{Loss: losses.MSE{}, Solver: c.solver, MaxNorm: c.norm}.Fit(ctx, m, s, 1)
		if (err == nil) != c.ok || err != nil && (!strings.Contains(err.Error(), "MaxNorm") || m.Steps != 0) {
			t.Errorf("%s: %v after %d steps", c.name, err, m.Steps)
		}
	}
}

// A prediction sees weights whose tensor was given other memory since the last one.
func TestWeightsExchangedInPlace(t *testing.T) {
	m := known()
	x := mat.NewDense(1, 2, []float64{1, 1})
	before, err := m.Predict(ctx, x)
	if err != nil {
		t.Fatal(err)
	}
	twice := m.Params.Clone()
	for path, v := range m.Params.All() {
		w := twice.Get(path)
		for i, e := range w.Data().([]float64) {
			w.Data().([]float64)[i] = 2 * e
		}
		*v = *w
	}
	after, err := m.Predict(ctx, x)
	fresh, freshErr := (&training.Model{Net: m.Net, Dtype: m.Dtype, Fitted: training.Fitted{Params: twice, XScale: m.XScale, YScale: m.YScale}}).Predict(ctx, x)
	if err != nil || freshErr != nil || after.Mean()[0] != fresh.Mean()[0] || after.Mean()[0] == before.Mean()[0] {
		t.Errorf("mean %v, then %v, want %v (%v, %v)", before.Mean(), after.Mean(), fresh.Mean(), err, freshErr)
	}
}
