package main

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// mcDropout is the protocol of Gal and Ghahramani's later experiments: batches of 128, 4,000 epochs, dropout before both
// layers, its rate and the noise's precision tau chosen by the log-likelihood of a fifth of the training rows, and a last
// fit on all of them. The length scale is .01, a penalty of about 1e-7, so one fit for each rate serves every tau.
//
// It departs in two things. Adam's rate falls from .01 to 0 along half a cosine, which fits rows held out of the training
// rows as well as their constant .001 or better. And tau goes on where their grid ends.
func mcDropout(ctx context.Context, t task) (score, error) {
	inner, err := t.fold(0)
	if err != nil {
		return score{}, err
	}
	rates, noises := []float64{.005, .01, .05, .1}, t.noises()
	rate, sd, highest := rates[0], noises[0], math.Inf(-1)
	for _, r := range rates {
		_, draws, err := inner.dropout(ctx, r)
		if err != nil {
			return score{}, err
		}
		for _, s := range noises {
			if ll := mixedLogLik(draws, inner.test.Y, s); ll > highest {
				rate, sd, highest = r, s, ll
			}
		}
	}
	mean, draws, err := t.dropout(ctx, rate)
	if err != nil {
		return score{}, err
	}
	chosen := fmt.Sprintf("dropout %g, noise %.3g", rate, sd)
	return score{rmse(mean, t.test.Y), mixedLogLik(draws, t.test.Y, sd), chosen}, nil
}

// noises are the standard deviations tried, in the target's units: from the spread of the target down to a hundredth.
func (t task) noises() (sd []float64) {
	_, spread := moments(t.train.Y)
	for k := range 60 {
		sd = append(sd, spread*math.Pow(10, -float64(k)/30))
	}
	return sd
}

// dropout fits at a rate and predicts the test rows: the mean and the draws, (draws, rows), in the target's units.
func (t task) dropout(ctx context.Context, rate float64) (mean []float64, draws [][]float64, err error) {
	m := model(bnn.MCDropout{Net: fixed{}, Rate: rate, LengthScale: .01, Only: []string{"*"}})
	epochs := t.epochs(4000)
	fit := training.Trainer{
		Loss: losses.ELBO{Rows: t.train.Rows()}, BatchSize: 128, Seed: t.seed, Cores: 1,
		Solver: &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)},
	}
	if fit, err = t.kept(fit, fmt.Sprintf("dropout-%g", rate)); err != nil {
		return nil, nil, err
	}
	if _, err := fit.Fit(ctx, m, t.train, epochs); err != nil {
		return nil, nil, err
	}
	q, err := m.Predict(ctx, t.test.X, training.Draws(t.draws))
	if err != nil {
		return nil, nil, err
	}
	return q.Mean(), drawnMeans(q), nil
}

// drawnMeans are the means of each draw.
func drawnMeans(q distributions.Posterior) (means [][]float64) {
	for k := range q.Draws() {
		means = append(means, q.Draw(k).Mean())
	}
	return means
}
