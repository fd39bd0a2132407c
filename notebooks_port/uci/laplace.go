package main

import (
	"context"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
)

// laplacePlans are for networks trained on squared error, whose noise is chosen with the rest.
var laplacePlans = plansOf([]int{2000, 10000}, []float64{1e-4, .1}, []float64{.02, .04, .08, .15, .3, .8})

// laplace is a network trained on squared error whose last layer is made Bayesian by Laplace's approximation. The evidence
// gives the precision of the prior. It could give the noise too, but by the residuals on rows that the hidden layer has
// been fitted to, which are too small: the noise is chosen by held-out rows.
func laplace(ctx context.Context, t task) (score, error) {
	return t.byPlan(ctx, laplacePlans, 2, fitLaplace, training.Draws(t.draws))
}

func fitLaplace(ctx context.Context, t task, p plan) (*training.Model, error) {
	m := model(bnn.Regression{Noise: p.noise, Layer: layers.MLP{Widths: []int{hidden.Units, 1}, Activation: hidden.Activation}})
	epochs := p.epochs(t.share, t.train.Rows())
	fit, solver := t.trainer(p, epochs)
	fit.Solver = solver
	fit, err := t.kept(fit, p.file())
	if err != nil {
		return nil, err
	}
	if _, err := fit.Fit(ctx, m, t.train, epochs); err != nil {
		return nil, err
	}
	_, err = bnn.Laplace{KeepNoise: true}.Fit(ctx, m, t.train)
	return m, err
}
