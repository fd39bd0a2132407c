package training_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
)

// rising is a rate that is small and then, from a step on, far too large.
func rising(step float64, to float64) training.Schedule {
	return training.Step(1e-3, step, to)
}

// A step whose update overflows is an error at once, also if it is the last, of every solver; weights, moments and counters
// are those of the step before, so a fit that goes on at a sane rate is one that never took it.
func TestUpdateOverflows(t *testing.T) {
	s := line(40, .3, 1)
	for name, solver := range map[string]func(r training.Schedule) G.Solver{
		"adam":         func(r training.Schedule) G.Solver { return &training.Adam{Rate: r} },
		"adamw":        func(r training.Schedule) G.Solver { return &training.AdamW{Rate: r} },
		"sgd":          func(r training.Schedule) G.Solver { return &training.SGD{Rate: r} },
		"momentum":     func(r training.Schedule) G.Solver { return &training.SGD{Rate: r, Momentum: .9} },
		"nesterov":     func(r training.Schedule) G.Solver { return &training.SGD{Rate: r, Momentum: .9, Nesterov: true} },
		"rmsprop":      func(r training.Schedule) G.Solver { return &training.RMSProp{Rate: r} },
		"rms momentum": func(r training.Schedule) G.Solver { return &training.RMSProp{Rate: r, Momentum: .9} },
		"centered": func(r training.Schedule) G.Solver {
			return &training.RMSProp{Rate: r, Momentum: .9, Nesterov: true, Centered: true}
		},
	} {
		for step := range 3 {
			fresh := func() *training.Model { return &training.Model{Net: training.Point(layers.Dense{Units: 1})} }
			tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 40, Seed: 1}
			m, want := fresh(), fresh()
			tr.Solver = solver(rising(float64(step), 3e38))
			_, err := tr.Fit(ctx, m, s, step+1)
			text := ": the update at rate 3e+38 makes parameter "
			if err == nil || !strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "so it was not made: lower the rate, or limit the gradient's norm (Trainer.MaxNorm, ClipGlobalNorm)") {
				t.Errorf("%s, step %d: %v, want %q", name, step, err, text)
				continue
			}
			state := tr.Solver.(training.Stateful).State()
			tr.Solver = solver(training.Constant(1e-3))
			fit(t, tr, want, s, step)
			if d := cmp.Diff(bits(want), bits(m)); d != "" || m.Steps != step || state.Steps != step {
				t.Errorf("%s: after %d steps and one that failed, of %d and %d noted: %s", name, step, m.Steps, state.Steps, d)
			}
			if d := cmp.Diff(tr.Solver.(training.Stateful).State(), state); step > 0 && d != "" {
				t.Errorf("%s: the solver's state after a step that failed: %s", name, d)
			}
		}
	}
}

var errRefused = errors.New("refused")

// reckless is somebody's own solver.
type reckless struct {
	to  float32
	err error
}

func (r reckless) Step(ps []G.ValueGrad) error {
	for _, p := range ps {
		for i := range p.Value().Data().([]float32) {
			p.Value().Data().([]float32)[i] = r.to
		}
	}
	return r.err
}

// A solver that is not ours is watched: what it ruins, or half does before an error, is taken back.
func TestForeignSolversAreWatched(t *testing.T) {
	s := line(40, .3, 1)
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1})}
	fit(t, training.Trainer{Loss: losses.MSE{}}, m, s, 1)
	before := bits(m)
	for _, c := range []struct {
		solver reckless
		want   string
	}{
		{reckless{to: float32(math.Inf(-1))}, "training: epoch 1: step 1: solver: the update by a training_test.reckless makes parameter kernel -Inf, so it was not made: lower the rate, or set MaxNorm"},
		{reckless{to: float32(math.NaN())}, "makes parameter kernel NaN"},
		{reckless{to: 7, err: errRefused}, "training: epoch 1: step 1: solver: refused"},
	} {
		_, err := training.Trainer{Loss: losses.MSE{}, Solver: c.solver}.Fit(ctx, m, s, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) || cmp.Diff(before, bits(m)) != "" {
			t.Errorf("%v, want %q; %s", err, c.want, cmp.Diff(before, bits(m)))
		}
	}
}
