package training_test

import (
	"errors"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// left is a fit that was cancelled in the middle of its fifth epoch, where the best one has been.
type left struct {
	trainer training.Trainer
	model   *training.Model
	set     data.Set
	val     data.Set
}

// dent is a net that keeps its parameters when a setting changes.
func dent(a layers.Activation) training.Net {
	return training.Point(layers.MLP{Widths: []int{16, 1}, Activation: a})
}

func doubling() *training.Adam { return &training.Adam{Rate: training.Exponential(.02, 2, 1)} }

func cancelled(t *testing.T) *left {
	t.Helper()
	l := &left{set: line(60, 1, 1), val: line(50, 1, 2)}
	l.trainer = training.Trainer{Loss: losses.MSE{}, BatchSize: 20, Validation: &l.val, Solver: doubling()}
	l.model = &training.Model{Net: dent(layers.Tanh), X: data.Standardize{}, Y: data.Standardize{}}
	steps := 4*3 + 2
	if _, err := l.trainer.Fit(patient{ctx, &steps}, l.model, l.set, 10); !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	if r := l.model.Run; l.model.Epochs != 4 || r.Epoch.Steps != 2 || r.Best == nil || r.SinceBest == 0 || cmp.Equal(bits(l.model), bits(&training.Model{Fitted: training.Fitted{Params: r.Last}})) {
		t.Fatalf("the fit was left after %d epochs and %d steps, %d since the best", l.model.Epochs, r.Epoch.Steps, r.SinceBest)
	}
	return l
}

// What a fit does with what the one before it left: it goes on, or begins a new judgement of the epochs, or a new epoch.
const goesOn, newJudgement, newEpoch = 0, 1, 2

// change is what is changed between two fits.
type change struct {
	want   int
	change func(l *left)
}

// What goes on, and what begins anew, from the weights that the model has.
func TestWhatBeginsANewRun(t *testing.T) {
	for name, c := range map[string]change{
		"nothing":            {goesOn, func(*left) {}},
		"a copy of the rows": {goesOn, func(l *left) { l.set = line(60, 1, 1) }},
		"an equal net":       {goesOn, func(l *left) { l.model.Net = dent(layers.Tanh) }},
		"cores":              {goesOn, func(l *left) { l.trainer.Cores = 1 }},
		"norm":               {goesOn, func(l *left) { l.trainer.MaxNorm = 1e3 }},
		"patience":           {goesOn, func(l *left) { l.trainer.Patience = 7 }},
		"a solver's state": {goesOn, func(l *left) {
			next := &training.Adam{}
			if err := next.SetState(l.trainer.Solver.(*training.Adam).State()); err != nil {
				panic(err)
			}
			l.trainer.Solver = next
		}},

		"validation rows":                   {newJudgement, func(l *left) { l.val = line(50, 1, 3) }},
		"no validation":                     {newJudgement, func(l *left) { l.trainer.Validation = nil }},
		"average":                           {newJudgement, func(l *left) { l.trainer.Validation, l.trainer.Average = nil, 2 }},
		"a new solver of the same settings": {newJudgement, func(l *left) { l.trainer.Solver = doubling() }},
		"the same settings, from a file": {goesOn, func(l *left) {
			l.trainer.Solver, l.model.Run = doubling(), asWritten(l.model.Run)
		}},
		"other settings, from a file": {newJudgement, func(l *left) {
			l.trainer.Solver, l.model.Run = &training.Adam{Rate: training.Constant(1e-3)}, asWritten(l.model.Run)
		}},
		"no solver, from a file": {newJudgement, func(l *left) {
			l.trainer.Solver, l.model.Run = nil, asWritten(l.model.Run)
		}},
		"a solver that has made steps, from a file": {newJudgement, func(l *left) {
			next := doubling()
			if _, err := (training.Trainer{Loss: losses.MSE{}, Solver: next}).Fit(ctx, &training.Model{Net: l.model.Net}, l.set, 1); err != nil {
				panic(err)
			}
			l.trainer.Solver, l.model.Run = next, asWritten(l.model.Run)
		}},
		"a new solver":     {newJudgement, func(l *left) { l.trainer.Solver = &training.Adam{} }},
		"a foreign solver": {newJudgement, func(l *left) { l.trainer.Solver = G.NewAdamSolver() }},
		"no solver":        {newJudgement, func(l *left) { l.trainer.Solver = nil }},
		"a weight":         {newJudgement, func(l *left) { ops.Data[float32](l.model.Params.Get("dense_1/bias"))[0] = 9 }},

		"a target":      {newEpoch, func(l *left) { l.set.Y[59] += 1e-3 }},
		"fewer rows":    {newEpoch, func(l *left) { l.set = l.set.Head(59) }},
		"row weights":   {newEpoch, func(l *left) { l.set.Weights = append(make([]float64, 59), 1) }},
		"a scaler":      {newEpoch, func(l *left) { l.model.YScale.Shift[0]++ }},
		"seed":          {newEpoch, func(l *left) { l.trainer.Seed = 1 }},
		"batch size":    {newEpoch, func(l *left) { l.trainer.BatchSize = 10 }},
		"loss":          {newEpoch, func(l *left) { l.trainer.Loss = losses.L1{} }},
		"net":           {newEpoch, func(l *left) { l.model.Net = dent(layers.ReLU) }},
		"counters":      {newEpoch, func(l *left) { l.model.Steps = 0 }},
		"the zero Run":  {newEpoch, func(l *left) { l.model.Run = training.Run{} }},
		"all":           {newEpoch, func(l *left) { l.model = &training.Model{Net: l.model.Net} }},
		"other weights": {newEpoch, func(l *left) { l.model.Params = nil }},
	} {
		t.Run(name, c.check)
	}
}

func (c change) check(t *testing.T) {
	l := cancelled(t)
	c.change(l)
	given := bits(l.model)
	fit(t, l.trainer, l.model, l.set, 0)
	run := l.model.Run
	if got := run.Epoch.Steps == 2; got != (c.want < newEpoch) {
		t.Errorf("the epoch under way is at step %d", run.Epoch.Steps)
	}
	if got := run.Best != nil && run.SinceBest > 0; got != (c.want == goesOn) {
		t.Errorf("it has the best weights: %v, %d epochs ago", run.Best != nil, run.SinceBest)
	}
	if len(given) > 0 {
		if d := cmp.Diff(given, bits(l.model)); d != "" {
			t.Errorf("a fit of no epochs has changed the weights: %s", d)
		}
	}
	before := l.model.Steps
	h := fit(t, l.trainer, l.model, l.set, 1)
	if made := l.model.Steps - before; made != h[0].Steps-run.Epoch.Steps || c.want < newEpoch && made != 1 {
		t.Errorf("%d steps for an epoch of %d", made, h[0].Steps)
	}
}

// A Run that was copied goes on in two models, each as if the other were not there.
func TestCopiedRunGoesOn(t *testing.T) {
	for _, name := range []string{"own solver", "average", "average more", "mean states", "elbo's average"} {
		o := runs()[name]
		whole, _ := o.whole(t)
		for _, steps := range []int{2, 3, 7, 8} {
			tr, a := o.start()
			set := o.set()
			left := steps
			if _, err := tr.Fit(patient{ctx, &left}, a, set, o.epochs); !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			b := &training.Model{Net: a.Net, Fitted: training.Fitted{Params: a.Params.Clone(), XScale: a.XScale, YScale: a.YScale, Epochs: a.Epochs, Steps: a.Steps, Run: a.Run}}
			rest := o.epochs - a.Epochs
			for k := range 2 * rest { // in turn
				fit(t, tr, []*training.Model{a, b}[k%2], set, 1)
			}
			if !cmp.Equal(bits(a), bits(whole)) || !cmp.Equal(bits(b), bits(whole)) {
				t.Errorf("%s, copied after %d steps: the models differ from one that was not copied", name, steps)
			}
		}
	}
}

// A run whose patience has ended makes no epoch more, until Patience or the solver say otherwise.
func TestPatienceEndsTheRun(t *testing.T) {
	begin := func() *left {
		l := cancelled(t)
		l.trainer.Patience = 2
		fit(t, l.trainer, l.model, l.set, 20)
		return l
	}
	l := begin()
	kept, epochs := bits(l.model), l.model.Epochs
	if h := fit(t, l.trainer, l.model, l.set, 5); len(h) != 0 || l.model.Epochs != epochs || !cmp.Equal(kept, bits(l.model)) {
		t.Errorf("%d epochs were made after patience had ended", len(h))
	}
	l.trainer.Patience = 4
	if h := fit(t, l.trainer, l.model, l.set, 1); len(h) != 1 {
		t.Errorf("%d epochs of 1 with more patience", len(h))
	}
	l = begin()
	l.trainer.Solver = &training.SGD{Rate: training.Constant(1e-4)}
	if h := fit(t, l.trainer, l.model, l.set, 1); len(h) != 1 {
		t.Errorf("%d epochs of 1 with a new solver", len(h))
	}
	// From the best weights on: descent at such a rate is where it was.
	if got := l.model.Run.BestLoss; math.Abs(got-begin().model.Run.BestLoss) > 1e-3 {
		t.Errorf("the loss of the next epoch is %v", got)
	}
}

// failing is a solver that fails at its first step number k, and not again.
type failing struct {
	*training.SGD
	k *int
}

func (f failing) Step(params []G.ValueGrad) error {
	if *f.k--; *f.k == -1 {
		return errEnough
	}
	return f.SGD.Step(params)
}

// A fit that ended in an error goes on with the step that failed, and the report of its epoch is whole.
func TestFitGoesOnAfterAnError(t *testing.T) {
	s := line(130, .3, 1)
	loss := losses.ELBO{Rows: 130, Draws: 2}
	run := func(k int) (*training.Model, training.History) {
		m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
		tr := training.Trainer{Loss: loss, BatchSize: 50, Average: 2, Solver: failing{&training.SGD{Momentum: .9}, &k}}
		h, err := tr.Fit(ctx, m, s, 3)
		if err == nil {
			return m, h
		}
		return m, append(h, fit(t, tr, m, s, 3-m.Epochs)...)
	}
	whole, want := run(math.MaxInt)
	for k := range whole.Steps {
		m, h := run(k)
		oneRun{}.check(t, "after an error", whole, m, want, h)
	}
}
