package main

import (
	"context"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// byBackprop is Bayes by Backprop with the local reparametrization. There is nothing to choose by held-out rows: the
// evidence lower bound trains the noise and the scale of each layer's prior with the weights. The divergence is let in
// over the first half of the epochs (Bowman et al. 2016, arXiv:1511.06349): at full weight from the start it drives units
// to the prior before they have learned anything, and they stay there.
func byBackprop(ctx context.Context, t task) (score, error) {
	m := model(bnn.Variational{
		Net: even{}, Prior: bnn.NormalPrior{FanIn: true, TrainScale: true}, Posterior: bnn.MeanField{}, Estimator: bnn.LocalReparametrization, Except: []string{"noise"},
	})
	epochs := t.epochs(4000)
	fit := training.Trainer{
		Loss:      losses.ELBO{Rows: t.train.Rows(), Beta: training.Linear(0, float64(epochs)/2, 1)},
		BatchSize: 128, Seed: t.seed, Cores: 1,
		Solver: &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)},
	}
	fit, err := t.kept(fit, "fit")
	if err != nil {
		return score{}, err
	}
	if _, err := fit.Fit(ctx, m, t.train, epochs); err != nil {
		return score{}, err
	}
	return t.judge(ctx, m, "", training.Draws(t.draws))
}
