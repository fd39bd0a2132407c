package training_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	G "gorgonia.org/gorgonia"
)

// oneRun is a fit that may be made in pieces.
type oneRun struct {
	net     training.Net
	trainer training.Trainer
	solver  func() G.Solver // nil: the Trainer's own
	rows    int
	epochs  int
	weights bool // whether the rows have some
	others  bool // whether the weights that are kept are others than the last
}

// set is what is fitted. That of the row weights has any of them, 0 too.
func (o oneRun) set() data.Set {
	s := line(o.rows, 1, 1)
	if o.weights {
		for i := range s.Y {
			s.Weights = append(s.Weights, float64(i%4)/2)
		}
	}
	return s
}

func (o oneRun) start() (training.Trainer, *training.Model) {
	tr := o.trainer
	if o.solver != nil {
		tr.Solver = o.solver()
	}
	return tr, &training.Model{Net: o.net, X: data.Standardize{}, Y: data.Standardize{}}
}

// runs are one of each kind of what a run carries from epoch to epoch.
func runs() map[string]oneRun {
	val, mse := line(50, 1, 2), losses.MSE{}
	dense := training.Point(layers.Dense{Units: 1})
	tanh := training.Point(layers.MLP{Widths: []int{16, 1}, Activation: layers.Tanh})
	body := layers.MLP{Widths: []int{8}, Last: layers.Tanh}
	wild := func() G.Solver { // the best epoch is neither the first nor the last
		return &training.Adam{Rate: training.ScheduleFunc(twofold)}
	}
	out := map[string]oneRun{
		"own solver":   {small, training.Trainer{Loss: mse, BatchSize: 60}, nil, 230, 4, false, false},
		"schedule":     {small, training.Trainer{Loss: mse, BatchSize: 50}, func() G.Solver { return &training.Adam{Rate: training.WarmUp(.3, training.Staircase(.05, .5, .2))} }, 230, 4, false, false},
		"validation":   {tanh, training.Trainer{Loss: mse, BatchSize: 20, Validation: &val}, wild, 60, 6, false, false},
		"patience":     {tanh, training.Trainer{Loss: mse, BatchSize: 20, Validation: &val, Patience: 2}, wild, 60, 30, false, false},
		"average":      {small, training.Trainer{Loss: mse, BatchSize: 50, Average: 3}, nil, 230, 6, false, false},
		"average more": {dense, training.Trainer{Loss: mse, BatchSize: 50, Average: 30}, nil, 130, 4, false, false},
		"norm":         {dense, training.Trainer{Loss: mse, BatchSize: 50, MaxNorm: .1}, nil, 130, 4, false, false},
		"states":       {training.Point(normalized), training.Trainer{Loss: mse, BatchSize: 16, Validation: &val}, wild, 60, 3, false, false},
		"mean states":  {training.Point(normalized), training.Trainer{Loss: mse, BatchSize: 16, Average: 2}, nil, 60, 4, false, false},
		"elbo": {bayesian{}, training.Trainer{BatchSize: 50, Validation: &val,
			Loss: losses.ELBO{Rows: 130, Draws: 3, Beta: training.Linear(0, 2, 1), ImportanceWeighted: true}}, wild, 130, 3, false, false},
		"elbo's average":     {bayesian{}, training.Trainer{BatchSize: 50, Average: 2, Loss: losses.ELBO{Rows: 130, Temperature: training.Step(1, 1.5, .5)}}, nil, 130, 3, false, false},
		"dropout of weights": {bayesian{drop: true}, training.Trainer{BatchSize: 90, Loss: losses.ELBO{Rows: 130}}, nil, 130, 3, false, false},
		"mc dropout":         {bnn.MCDropout{Net: nets.Gaussian{Body: body}, Rate: .2, Only: []string{"*"}}, training.Trainer{BatchSize: 90, Loss: losses.ELBO{Rows: 130}}, nil, 130, 3, false, false},
		"mixture":            {nets.Mixture{Body: body, Components: 2}, training.Trainer{Loss: losses.NLL{}, BatchSize: 50}, nil, 130, 3, false, false},
		"quantiles":          {nets.Quantiles{Body: body}, training.Trainer{Loss: losses.Pinball{}, BatchSize: 50}, nil, 130, 3, false, false},
		"row weights":        {small, training.Trainer{Loss: losses.L1{}, BatchSize: 90, Validation: &val}, nil, 130, 3, true, false},
		"one shard":          {small, training.Trainer{Loss: mse, BatchSize: 45}, nil, 130, 3, false, false},
		"two shards":         {small, training.Trainer{Loss: mse, BatchSize: 90}, nil, 130, 3, false, false},
		"eight shards":       {small, training.Trainer{Loss: mse, BatchSize: 400}, nil, 830, 3, false, false},
	}
	for name, solver := range map[string]func() G.Solver{
		"adamw":           func() G.Solver { return &training.AdamW{} },
		"sgd":             func() G.Solver { return &training.SGD{} },
		"momentum":        func() G.Solver { return &training.SGD{Momentum: .9} },
		"nesterov":        func() G.Solver { return &training.SGD{Momentum: .9, Nesterov: true} },
		"rmsprop":         func() G.Solver { return &training.RMSProp{} },
		"gorgonia's adam": func() G.Solver { return G.NewAdamSolver() },
		"embedded":        func() G.Solver { return momentous{&training.SGD{Momentum: .9}} },
		"a user's":        func() G.Solver { return descent{rate: .01} },
	} {
		out[name] = oneRun{tanh, training.Trainer{Loss: mse, BatchSize: 25, Validation: &val}, solver, 60, 3, false, false}
	}
	for name, o := range out {
		o.trainer.Seed = uint64(len(name))
		o.others = o.trainer.Average > 0 || slices.Contains([]string{"validation", "patience", "states", "elbo"}, name)
		out[name] = o
	}
	return out
}

func twofold(t float64) float64 { return .02 * math.Exp2(t) }

// descent is a user's solver that cannot be compared with another.
type descent struct {
	rate float32
	Note []any
}

func (d descent) Step(params []G.ValueGrad) error {
	for _, p := range params {
		g, err := p.Grad()
		if err != nil {
			return err
		}
		for i, v := range ops.Data[float32](g) {
			ops.Data[float32](p.Value())[i] -= d.rate * v
		}
	}
	return nil
}

// patient is a context that ends when it has been asked so many times.
type patient struct {
	context.Context
	left *int
}

var errEnough = errors.New("enough")

func (p patient) Err() error {
	if *p.left--; *p.left < 0 {
		return errEnough
	}
	return nil
}

func (o oneRun) whole(t *testing.T) (*training.Model, training.History) {
	t.Helper()
	tr, m := o.start()
	h := fit(t, tr, m, o.set(), o.epochs)
	if o.others && (m.Run.Last == nil || cmp.Equal(bits(m), bits(&training.Model{Fitted: training.Fitted{Params: m.Run.Last}}))) {
		t.Fatal("the weights that are kept are the last ones, which tests nothing")
	}
	if (len(h) < o.epochs) != (tr.Patience > 0) {
		t.Fatalf("%d epochs with a patience of %d", len(h), tr.Patience)
	}
	return m, h
}

// check compares a model made in pieces with one of a single fit: weights, counters, and all that another fit would go on
// with.
func (o oneRun) check(t *testing.T, how string, whole, pieces *training.Model, want, got training.History) {
	t.Helper()
	if d := cmp.Diff(bits(whole), bits(pieces)); d != "" {
		t.Errorf("%s: other weights: %s", how, d)
	}
	if whole.Epochs != pieces.Epochs || whole.Steps != pieces.Steps {
		t.Errorf("%s: %d epochs of %d steps, want %d of %d", how, pieces.Epochs, pieces.Steps, whole.Epochs, whole.Steps)
	}
	same := cmp.Options{
		cmp.Transformer("params", func(p *layers.Params) map[string]any {
			return bits(&training.Model{Fitted: training.Fitted{Params: p}})
		}),
		cmpopts.IgnoreUnexported(training.Run{}), cmpopts.EquateEmpty(),
		cmpopts.IgnoreFields(training.Run{}, "Call"), // of several
	}
	if d := cmp.Diff(whole.Run, pieces.Run, same); d != "" {
		t.Errorf("%s: another run: %s", how, d)
	}
	when := cmp.Options{cmpopts.IgnoreFields(training.Epoch{}, "Number", "Seconds"), cmpopts.EquateNaNs()}
	if d := cmp.Diff(want, got, when, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s: another history: %s", how, d)
	}
}

// cores are how many there shall be, of which fits that are cut into shards use any number.
func (o oneRun) cores() []int {
	if o.trainer.BatchSize < 60 {
		return []int{2}
	}
	return []int{1, 2, 8}
}

// momentous is a user's solver around one of ours.
type momentous struct{ *training.SGD }

func (m momentous) Step(params []G.ValueGrad) error { return m.SGD.Step(params) }
