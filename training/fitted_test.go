package training

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// everything is a model no field of which is zero.
func everything() *Model {
	scale := func() *data.Affine { return &data.Affine{Shift: []float64{1}, Scale: []float64{2}} }
	return &Model{
		Net: Point(layers.Dense{Units: 1}), X: data.Standardize{}, Y: data.MinMax{}, Dtype: tensor.Float64, Note: "of May",
		Fitted: Fitted{
			XScale: scale(), YScale: scale(), Params: &layers.Params{}, Sampler: Samples{}, Epochs: 3, Steps: 4, Run: Run{Epochs: 3},
			History: History{{Number: 1}}, Trainer: &Trainer{Seed: 5}, Prior: distributions.FlatPrior{Min: 1, Max: 2},
		},
	}
}

// fieldsOf lists the fields of a model and of what is found of it.
func fieldsOf(m *Model) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	for _, v := range []reflect.Value{reflect.ValueOf(m).Elem(), reflect.ValueOf(&m.Fitted).Elem()} {
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Fitted" {
				all[name] = v.Field(i)
			}
		}
	}
	return all
}

// Every field of a Model and of Fitted is kept by With and Fresh, but for those named here with the reason: a field that is new
// belongs into like, or With, or into this table.
func TestWithLeavesNothingBehind(t *testing.T) {
	m, weights := everything(), &layers.Params{}
	for how, c := range map[string]struct {
		made *Model
		left map[string]string
	}{
		"With": {m.With(weights), map[string]string{"Params": "are others", "Sampler": "draws other weights", "Run": "is of other weights", "state": "is the model's own"}},
		"Fresh": {m.Fresh(), map[string]string{
			"Params": "are to be found", "Sampler": "is to be found", "Epochs": "have not been", "Steps": "have not been", "Run": "has not begun",
			"History": "there is none", "Trainer": "there was none", "state": "is the model's own",
		}},
	} {
		was, now := fieldsOf(m), fieldsOf(c.made)
		for name, v := range was {
			switch left := c.left[name]; {
			case v.IsZero() && name != "state":
				t.Errorf("everything() leaves %s zero: set it, or it is not tested", name)
			case left == "" && !reflect.DeepEqual(v.Interface(), now[name].Interface()):
				t.Errorf("%s leaves %s behind", how, name)
			case left != "" && name != "Params" && !now[name].IsZero():
				t.Errorf("%s keeps %s, though it %s", how, name, left)
			}
		}
	}
	if m.With(weights).Params != weights || m.Fresh().Params != nil {
		t.Error("the weights are not those given")
	}
}

// Settings keep every field of a Trainer but those that no file can hold.
func TestSettingsKeepTheRest(t *testing.T) {
	full := Trainer{
		Loss: losses.MSE{}, BatchSize: 1, Solver: &SGD{Momentum: .5}, Seed: 2, Validation: &data.Set{}, Patience: 3, Average: 4, MaxNorm: 5, Cores: 6, Progress: &Progress{},
		Checkpoint: &Checkpoint{}, Resume: true,
	}
	left := map[string]bool{"Validation": true, "Progress": true, "Checkpoint": true, "Resume": true}
	was, now := reflect.ValueOf(full), reflect.ValueOf(*full.Settings())
	for i := range was.NumField() {
		switch name := was.Type().Field(i).Name; {
		case was.Field(i).IsZero():
			t.Errorf("%s is zero here: set it, or it is not tested", name)
		case left[name] && !now.Field(i).IsZero(), !left[name] && !reflect.DeepEqual(was.Field(i).Interface(), now.Field(i).Interface()):
			t.Errorf("%s is %v of %v", name, now.Field(i), was.Field(i))
		}
	}
	used := &rememberer{calls: []int{1}}
	if s := (Trainer{Solver: used}).Settings().Solver; s != gorgonia.Solver(used) {
		t.Errorf("a solver that cannot be copied became %v", s)
	}
}

// rememberer keeps memory that a copy would share.
type rememberer struct{ calls []int }

func (*rememberer) Step([]gorgonia.ValueGrad) error { return nil }

// The history is that of all fits that went on from each other, whichever model they are of; a fit that begins anew, and one that
// cannot begin, leave no trace in it.
func TestHistoryOfAllFits(t *testing.T) {
	train := data.Set{X: mat.NewDense(4, 1, []float64{1, 2, 3, 4}), Y: []float64{2, 4, 6, 8}}
	m := &Model{Net: Point(layers.Dense{Units: 1})}
	adam := &Adam{Rate: Constant(.1)}
	tr := Trainer{Loss: losses.MSE{}, Seed: 1, Solver: adam}
	var all History
	for _, n := range []int{2, 0, 3} {
		h, err := tr.Fit(context.Background(), m, train, n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, h...)
	}
	nan := cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	if d := cmp.Diff(all, m.History, nan); d != "" || len(all) != 5 || m.Trainer.Seed != 1 {
		t.Errorf("%s; of %v", d, m.Trainer)
	}
	if s := m.Trainer.Solver.(*Adam); s == adam || s.Steps() != 0 || s.Rate != Constant(.1) {
		t.Errorf("the settings have the solver %v", s)
	}
	other := m.With(m.Params.Clone())
	if _, err := (Trainer{Seed: 2, Loss: losses.MSE{}}).Fit(context.Background(), other, train, 1); err != nil || len(other.History) != 6 || len(m.History) != 5 || other.Trainer.Seed != 2 {
		t.Errorf("after another epoch of a copy: %d and %d, %v", len(other.History), len(m.History), err)
	}
	anew := m.Fresh()
	if _, err := tr.Fit(context.Background(), anew, train, 1); err != nil || len(anew.History) != 1 {
		t.Errorf("anew: %d, %v", len(anew.History), err)
	}
	was := m.Fitted
	if _, err := (Trainer{BatchSize: -1}).Fit(context.Background(), m, train, 1); err == nil || !reflect.DeepEqual(was, m.Fitted) {
		t.Errorf("a fit that cannot begin changed the model: %v", err)
	}
	m.Params = nil
	if _, err := tr.Fit(context.Background(), m, train, 1); err != nil || len(m.History) != 1 {
		t.Errorf("from nothing: %d epochs, %v", len(m.History), err)
	}
}
