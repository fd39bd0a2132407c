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
	Prior      Prior       // of every weight; nil: NormalPrior{}
	Likelihood losses.Loss // of a row, in nats; nil: losses.NLL

	// Rate is l over the epochs of Fit, such as training.Polynomial. Without one it is constant, so small that by the size of
	// steps and by the noise of minibatches the variance of the stiffest direction grows by a tenth each at most: a copy of the
	// model is fitted for a quarter of the epochs, and the largest curvature h there, a row, gives .2/h, or less by the
	// share of the rows that a batch has. Where that is 1e-3 for want of a curvature, and with Precondition, Diagnose says so.
	Rate training.Schedule

	// Precondition divides the rate of each weight by the root mean square of its gradient (Li et al. 2016,
	// arXiv:1512.07666, algorithm 1). It is learned before the draws and held from then on, so that the term for its change
	// which the article leaves out is 0.
	Precondition bool

	Burn  int // epochs before the draws; 0: half of them
	Every int // draws are taken after the epochs whose number is a multiple of it; 0: 1

	Chains int // one after the other, of so many epochs each, for Diagnose to compare; 0: 1. All but the first begin anew

	Trainer training.Trainer // its batches, seed, cores and progress
}

// Fit runs the chain for so many epochs, from the weights that m has or those of the seed, and gives the draws to m as its
// Sampler. On an error nothing about m changes.
func (s SGLD) Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	burn, err := burnIn(s.Burn, epochs)
	if err != nil {
		return nil, fmt.Errorf("bnn: sgld: %w", err)
	}
	l := &langevin{name: "sgld"}
	c, rate := chain{s.Prior, s.Likelihood, s.Trainer, l, s.Every, s.Chains, nil}, s.Rate
	if rate == nil {
		steady := fallbackRate
		if s.Precondition {
			c.notes = append(c.notes, fmt.Sprintf("the rate is %g, whatever the data: see that a smaller one gives the same widths", fallbackRate))
		} else {
			if steady, err = c.steadyRate(ctx, m, train, epochs); err != nil {
				return nil, fmt.Errorf("bnn: sgld: the rate: %w", err)
			}
		}
		rate = training.Constant(steady)
	}
	l.pace = func(t float64) pace { return pace{rate: rate.At(t), temperature: 1, keep: t >= float64(burn)} }
	if s.Precondition {
		l.rms = &rms{}
	}
	h, err := c.runAll(ctx, m, train, epochs)
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
