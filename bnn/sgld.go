package bnn

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// SGLD draws weights from their posterior by stochastic gradient Langevin dynamics (Welling and Teh 2011, equation 4):
// descent on minibatches with normal noise added in each step,
//
//	w = w - l g + sqrt(2 l/N) z,
//
// where g is the gradient of minus the log joint divided by the number of rows N, as that of the loss in training, so the
// rate l is comparable with a rate of SGD; the article's step is 2 l/N. Steps are never rejected, so the draws are those
// of the posterior only as l goes to 0: of a normal posterior whose precision has the eigenvalue h N, the variance along
// that direction is 1/(h N (1 - l h/2)), and the noise of minibatches adds to it. The largest h of a regression is of the
// order of 1/noise², which l must stay well below the inverse of. Draws count alike, whatever the rate.
type SGLD struct {
	Prior      Prior             // of every weight; nil: NormalPrior{}
	Likelihood losses.Loss       // of a row, in nats; nil: losses.NLL
	Rate       training.Schedule // l over the epochs of Fit, such as training.Polynomial; nil: 1e-3

	// Precondition divides the rate of each weight by the root mean square of its gradient (Li et al. 2016,
	// arXiv:1512.07666, algorithm 1). It is learned before the draws and held from then on, so that the term for its change
	// which the article leaves out is 0.
	Precondition bool

	Burn  int // epochs before the draws; 0: half of them
	Every int // draws are taken after the epochs whose number is a multiple of it; 0: 1

	Trainer training.Trainer // its batches, seed, cores and progress
}

// Fit runs the chain for so many epochs, from the weights that m has or those of the seed, and gives the draws to m as its
// Sampler. On an error nothing about m changes.
func (s SGLD) Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	rate := s.Rate
	if rate == nil {
		rate = training.Constant(1e-3)
	}
	burn, err := burnIn(s.Burn, epochs)
	if err != nil {
		return nil, fmt.Errorf("bnn: sgld: %w", err)
	}
	l := &langevin{name: "sgld", pace: func(t float64) pace {
		return pace{rate: rate(t), temperature: 1, keep: t >= float64(burn)}
	}}
	if s.Precondition {
		l.rms = &rms{}
	}
	h, err := chain{s.Prior, s.Likelihood, s.Trainer, l, s.Every}.run(ctx, m, train, epochs)
	if err != nil {
		return h, fmt.Errorf("bnn: sgld: %w", err)
	}
	return h, nil
}

// burnIn is how many epochs come before the draws.
func burnIn(burn, epochs int) (int, error) {
	if burn == 0 {
		burn = (epochs + 1) / 2
	}
	if burn < 1 || burn >= epochs {
		return 0, fmt.Errorf("%d epochs, of which %d come before the draws: want fewer of them, and at least 1", epochs, burn)
	}
	return burn, nil
}
