package main

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
)

// plan is how a network is trained: for so long, with such decay of its weights, and with such noise of the target. The
// sets differ so much in number of rows and in noise that no one plan serves all.
type plan struct {
	steps int // of 32 rows
	decay float64
	noise float64 // in standard deviations of the target: the least, or of a network that does not predict it, all
}

// String is what is printed of a plan.
func (p plan) String() string {
	return fmt.Sprintf("%d steps, decay %g, noise %g", p.steps, p.decay, p.noise)
}

// file is its name among files.
func (p plan) file() string {
	return fmt.Sprintf("steps-%d_decay-%g_noise-%g", p.steps, p.decay, p.noise)
}

// plansOf are all combinations.
func plansOf(steps []int, decays, noises []float64) (ps []plan) {
	for _, n := range steps {
		for _, d := range decays {
			for _, s := range noises {
				ps = append(ps, plan{n, d, s})
			}
		}
	}
	return ps
}

// densityPlans are for networks that predict their noise. Trained long on few rows these are sure of too much, against
// which a floor does more than decay.
var densityPlans = plansOf([]int{2000, 20000}, []float64{1e-4, .1}, []float64{.01, .05, .2})

// batch is how many rows a step of a plan has.
const batch = 32

// epochs makes the steps, or the task's share of them, full epochs.
func (p plan) epochs(share float64, rows int) int {
	perEpoch := (rows + batch - 1) / batch
	return max(1, int(math.Round(share*float64(p.steps)/float64(perEpoch))))
}

// trainer follows a plan: decoupled decay, and a rate that falls from .01 to 0 along half a cosine.
func (t task) trainer(p plan, epochs int) (training.Trainer, G.Solver) {
	return training.Trainer{Loss: losses.NLL{}, BatchSize: batch, Seed: t.seed, Cores: 1},
		&training.AdamW{Rate: training.Cosine(1e-2, float64(epochs), 0), Decay: p.decay}
}

// fitter fits a model to the training rows of a task by a plan.
type fitter func(ctx context.Context, t task, p plan) (*training.Model, error)

// byPlan scores a model fitted to all training rows by the plan that is best for held-out ones.
func (t task) byPlan(ctx context.Context, plans []plan, fifths int, fit fitter, options ...training.PredictOption) (score, error) {
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
	m, err := fit(ctx, t, best)
	if err != nil {
		return score{}, err
	}
	return t.judge(ctx, m, best.String(), options...)
}

// heldOut is the log-likelihood of a random fifth of the training rows by a fit to the others, the mean over a few fifths:
// the fewer the less it costs and the more it is left to chance.
func (t task) heldOut(ctx context.Context, fifths int, fit fitter, p plan, options ...training.PredictOption) (ll float64, err error) {
	for k := range fifths {
		inner, err := t.fold(k)
		if err != nil {
			return 0, err
		}
		m, err := fit(ctx, inner, p)
		if err != nil {
			return 0, err
		}
		q, err := m.Predict(ctx, inner.test.X, options...)
		if err != nil {
			return 0, err
		}
		ll += stat.Mean(q.LogProb(inner.test.Y), nil) / float64(fifths)
	}
	return ll, nil
}
