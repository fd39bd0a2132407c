package main

import (
	"context"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// mcDropout is the protocol of Gal and Ghahramani's later experiments: batches of 128, 4,000 epochs, dropout before both
// layers, its rate and the noise's precision tau chosen by the log-likelihood of a fifth of the training rows, and a last
// fit on all of them. The length scale is .01, a penalty of about 1e-7, so one fit for each rate serves every tau.
func mcDropout(ctx context.Context, t task) (score, error) {
	train, held, err := t.train.Split(t.train.Rows()*4/5, t.seed)
	if err != nil {
		return score{}, err
	}
	bestLL, bestRate, bestSD := math.Inf(-1), 0., 0.
	for _, rate := range []float64{.005, .01, .05, .1} {
		_, draws, err := t.dropout(ctx, rate, train, held)
		if err != nil {
			return score{}, err
		}
		for _, sd := range t.noises() {
			if ll := mixedLogLik(draws, held.Y, sd); ll > bestLL {
				bestLL, bestRate, bestSD = ll, rate, sd
			}
		}
	}
	mean, draws, err := t.dropout(ctx, bestRate, t.train, t.test)
	if err != nil {
		return score{}, err
	}
	return score{rmse(mean, t.test.Y), mixedLogLik(draws, t.test.Y, bestSD)}, nil
}

// noises are the standard deviations tried, in the target's units: from the spread of the target down to a hundredth.
func (t task) noises() (sd []float64) {
	_, spread := moments(t.train.Y)
	for k := range 60 {
		sd = append(sd, spread*math.Pow(10, -float64(k)/30))
	}
	return sd
}

// dropout fits at a rate and predicts: the mean and the draws, (draws, rows), in the target's units.
func (t task) dropout(ctx context.Context, rate float64, train, at data.Set) (mean []float64, draws [][]float64, err error) {
	m := &training.Model{Net: bnn.MCDropout{Net: fixed{}, Rate: rate, LengthScale: .01}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.ELBO{Rows: train.Rows()}, BatchSize: 128, Seed: t.seed, Cores: 1}
	if _, err := fit.Fit(ctx, m, train, t.epochs(4000)); err != nil {
		return nil, nil, err
	}
	q, err := m.Predict(ctx, at.X, training.Draws(t.draws))
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
