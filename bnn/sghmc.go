package bnn

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/clock"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// SGHMC draws weights from their posterior by stochastic gradient Hamiltonian Monte Carlo (Chen, Fox and Guestrin 2014,
// equation 15, arXiv:1402.4102): descent with momentum on minibatches, and noise that makes up for the friction a,
//
//	v = (1-a) v - l g + sqrt(2 a l/N) z,  w = w + v,
//
// where g is the gradient of minus the log joint divided by the number of rows N, so that the rate l and the momentum 1-a
// are comparable with those of SGD. (The article's learning rate is l/N.) Steps are never rejected: of a normal posterior
// whose precision has the eigenvalue h N, the variance along that direction is 1/(h N (1 - l h/(4 - 2a))), and the noise
// of minibatches adds to it. The largest h of a regression is of the order of 1/noise², which l must stay well below the
// inverse of.
//
// With Cycles the rate falls from Rate to 0 along half a cosine again and again (Zhang et al. 2020, equation 1,
// arXiv:1902.03932), and each cycle begins with plain descent that looks for another mode before draws are taken.
type SGHMC struct {
	Prior      Prior       // of every weight; nil: NormalPrior{}
	Likelihood losses.Loss // of a row, in nats; nil: losses.NLL
	Rate       float64     // l, of a cycle its first; 0: by the curvature at a mode, see SGLD.Rate
	Friction   float64     // a, in (0, 1]; 0: .1

	Cycles  int     // 0: none, the rate stays as it is
	Explore float64 // the part of a cycle before its draws, in (0, 1); 0: .25. The article's .8 leaves them rates too small to leave the mode

	Burn  int // epochs before the draws without Cycles; 0: half of them
	Every int // draws are taken after the epochs whose number is a multiple of it; 0: 1

	Chains int // one after the other, of so many epochs each, for Diagnose to compare; 0: 1. All but the first begin anew

	Trainer training.Trainer // its batches, seed, cores and progress
}

// Fit runs the chain for so many epochs, of all cycles together, from the weights that m has or those of the seed, and
// gives the draws to m as its Sampler. On an error nothing about m changes.
func (s SGHMC) Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	s.Friction, s.Explore = cmp.Or(s.Friction, .1), cmp.Or(s.Explore, .25)
	if !(s.Friction > 0 && s.Friction <= 1) || !(s.Explore > 0 && s.Explore < 1) || s.Cycles < 0 || s.Cycles > epochs {
		return nil, fmt.Errorf("bnn: sghmc: friction %g, %d cycles in %d epochs, of which the part %g explores: want numbers in (0, 1) and at least an epoch a cycle", s.Friction, s.Cycles, epochs, s.Explore)
	}
	l := &langevin{name: "sghmc", friction: s.Friction}
	c := chain{s.Prior, s.Likelihood, s.Trainer, l, s.Every, s.Chains, nil}
	if s.Rate == 0 {
		var err error
		if s.Rate, err = c.steadyRate(ctx, m, train, epochs); err != nil {
			return nil, fmt.Errorf("bnn: sghmc: the rate: %w", err)
		}
	}
	p := s.cycle(epochs)
	if s.Cycles == 0 {
		burn, err := burnIn(s.Burn, epochs)
		if err != nil {
			return nil, fmt.Errorf("bnn: sghmc: %w", err)
		}
		p = func(t float64) pace { return pace{rate: s.Rate, temperature: 1, keep: t >= float64(burn)} }
	}
	l.pace = p
	h, err := c.runAll(ctx, m, train, epochs)
	if err != nil {
		return h, fmt.Errorf("bnn: sghmc: %w", err)
	}
	return h, nil
}

// cycle is the cyclical schedule over so many epochs.
func (s SGHMC) cycle(epochs int) func(t float64) pace {
	return func(t float64) pace {
		cycles := clock.Over(t*float64(s.Cycles), float64(epochs))
		past := math.Floor(cycles)
		p := pace{rate: s.Rate * (1 + math.Cos(math.Pi*(cycles-past))) / 2, keep: clock.Reached(cycles, past+s.Explore)}
		if p.keep {
			p.temperature = 1
		}
		return p
	}
}
