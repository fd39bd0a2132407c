package main

import (
	"context"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// unit is the prior of all methods of the toy regression: N(0, 1) for every weight, features and target being standardized.
var unit = bnn.NormalPrior{}

// yardstick draws from the exact posterior.
const yardstick = "nuts"

// toyMethods are all methods of package bnn that scale, and NUTS first. draws are those of methods that have no end of them.
func toyMethods(o options, draws int) []method {
	return []method{
		{yardstick, "NUTS", 0, nil}, // fitted by itself: its diagnostics are wanted
		{"bbb", "Bayes by Backprop", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, allWeights(t.net, unit))
		}},
		{"dropout", "MC dropout", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, bnn.MCDropout{Net: t.net, Rate: .1, Except: []string{"hidden/*"}})
		}},
		{"concrete", "Concrete dropout", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, bnn.ConcreteDropout{Net: t.net, Except: []string{"hidden/*"}})
		}},
		{"ensemble", "Ensemble of 10", 0, func(ctx context.Context, m *training.Model, t task) error {
			m.Net = t.net // with a prior the members end in one optimum
			e := bnn.Ensemble{Members: 10, Trainer: t.trainer(losses.NLL{}), Solver: t.solver()}
			e.Trainer.Solver = nil
			return t.ensemble(ctx, e, m, t.train)
		}},
		{"swag", "SWAG", draws, func(ctx context.Context, m *training.Model, t task) error {
			if err := t.elbo(ctx, m, bnn.MAP{Net: t.net, Prior: unit}); err != nil {
				return err
			}
			swag := bnn.SWAG{Trainer: t.steady(losses.ELBO{Rows: t.train.Rows()}, 20)}
			_, err := swag.Fit(ctx, m, t.train, o.times(2000, 20))
			return err
		}},
		{"laplace", "Laplace, last layer", draws, func(ctx context.Context, m *training.Model, t task) error {
			if err := t.elbo(ctx, m, bnn.MAP{Net: t.net, Prior: unit}); err != nil {
				return err
			}
			_, err := bnn.Laplace{Precision: 1}.Fit(ctx, m, t.train)
			return err
		}},
		{"sgld", "SGLD", 0, func(ctx context.Context, m *training.Model, t task) error {
			m.Net = t.net
			n := o.times(300_000, 200)
			_, err := bnn.SGLD{Prior: unit, Rate: training.Constant(1e-3), Every: max(1, n/400), Trainer: t.steady(nil, 50)}.Fit(ctx, m, t.train, n)
			return err
		}},
		{"sghmc", "Cyclical SGHMC", 0, func(ctx context.Context, m *training.Model, t task) error {
			m.Net = t.net
			n := o.times(300_000, 200)
			_, err := bnn.SGHMC{Prior: unit, Rate: 5e-3, Cycles: 20, Explore: .5, Every: max(1, n/400), Trainer: t.steady(nil, 50)}.Fit(ctx, m, t.train, n)
			return err
		}},
	}
}

// nuts draws from the exact posterior of the toy's network. Its trajectories turn after a thousand leaps, of steps that little noise
// makes small: none ends at 2048, most at 256 did. The acceptance is lower than usual for the longer step that comes with it.
func nuts(ctx context.Context, o options, m *training.Model, t task) (bnn.Diagnostics, error) {
	m.Net = t.net
	return bnn.NUTS{Prior: unit, Chains: chains, Warmup: o.times(150, 10), Draws: o.times(350, 10), Accept: .65, MaxDepth: 11, Seed: o.seed}.Fit(ctx, m, t.train)
}

const chains = 4

// steady is a trainer of minibatches at the method's own rate: their noise is what SWAG lives on and what the chains put up with.
func (t task) steady(loss losses.Loss, batch int) training.Trainer {
	return training.Trainer{Loss: loss, BatchSize: batch, Seed: t.seed}
}
