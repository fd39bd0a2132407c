package main

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
)

// plan is how long a network is trained and how strongly its weights decay. The rows of these sets are so few, and so
// different in number, that no one plan serves all.
type plan struct {
	steps int // of 32 rows
	decay float64
}

// String is what is printed of a plan.
func (p plan) String() string { return fmt.Sprintf("%d steps, decay %g", p.steps, p.decay) }

// plans are those tried, the mildest first.
var plans = func() (ps []plan) {
	for _, steps := range []int{1000, 4000, 16000} {
		for _, decay := range []float64{1e-4, .1, 1} {
			ps = append(ps, plan{steps, decay})
		}
	}
	return ps
}()

// batch is how many rows a step of a plan has.
const batch = 32

// epochs makes the steps, or the task's share of them, full epochs.
func (p plan) epochs(share float64, rows int) int {
	perEpoch := (rows + batch - 1) / batch
	return max(1, int(math.Round(share*float64(p.steps)/float64(perEpoch))))
}

// trainer follows a plan: decoupled decay, and a rate that falls from .01 to 0 along half a cosine.
func (t task) trainer(p plan, epochs int) (training.Trainer, func() G.Solver) {
	return training.Trainer{Loss: losses.NLL{}, BatchSize: batch, Seed: t.seed, Cores: 1}, func() G.Solver {
		return &training.AdamW{Rate: training.Cosine(1e-2, float64(epochs), 0), Decay: p.decay}
	}
}

// fitter fits a model to rows by a plan.
type fitter func(ctx context.Context, t task, train data.Set, p plan) (*training.Model, error)

// byPlan scores a model fitted to all training rows by the plan that is best for held-out ones.
func (t task) byPlan(ctx context.Context, fifths int, fit fitter, options ...training.PredictOption) (score, error) {
	best, highest := plans[0], math.Inf(-1)
	for _, p := range plans {
		ll, err := t.heldOut(ctx, fifths, fit, p, options...)
		if err != nil {
			return score{}, err
		}
		if ll > highest {
			best, highest = p, ll
		}
	}
	m, err := fit(ctx, t, t.train, best)
	if err != nil {
		return score{}, err
	}
	return t.judge(ctx, m, best.String(), options...)
}

// heldOut is the log-likelihood of a random fifth of the training rows by a fit to the others, the mean over a few fifths:
// the fewer the less it costs and the more it is left to chance.
func (t task) heldOut(ctx context.Context, fifths int, fit fitter, p plan, options ...training.PredictOption) (ll float64, err error) {
	for k := range fifths {
		train, held, err := t.hold(k)
		if err != nil {
			return 0, err
		}
		m, err := fit(ctx, t, train, p)
		if err != nil {
			return 0, err
		}
		q, err := m.Predict(ctx, held.X, options...)
		if err != nil {
			return 0, err
		}
		ll += stat.Mean(q.LogProb(held.Y), nil) / float64(fifths)
	}
	return ll, nil
}
