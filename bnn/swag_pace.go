package bnn

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// swagPace is how SWAG collects without a solver.
type swagPace struct {
	rate   float64
	scale  float64 // of the covariance
	capped float64 // the rate by theory over rate
}

// paceAt is by the curvature at the fitted weights. A net without a prior is given the standard normal's, which bends no
// direction less than 1/N.
func (s SWAG) paceAt(m *training.Model, train data.Set) (p swagPace, err error) {
	n, batch := float64(train.Rows()), float64(s.Trainer.BatchSize)
	if batch >= n {
		return p, fmt.Errorf("batches of %v are all %v rows, whose gradient has no noise to draw by: set a smaller Trainer.BatchSize, or leave it 0", batch, n)
	}
	net, likelihood := m.Net, s.Trainer.Loss
	if !isMAP(net) {
		net = MAP{Net: net}
	}
	if e, ok := likelihood.(losses.ELBO); ok {
		likelihood = e.Likelihood
	}
	c, err := bendingOf(m, net, likelihood, train, s.Trainer.Seed)
	if err != nil {
		return p, fmt.Errorf("the curvature that sets the rate: %w; set Trainer.Solver", err)
	}
	if !(c.mean > 0) || !(c.largest > 0) || math.IsInf(c.largest, 1) {
		return p, fmt.Errorf("the loss does not bend upwards at the fitted weights (%g on average): train for longer, or set Trainer.Solver", c.mean)
	}
	best := 2 * batch / (n * c.mean)
	p.rate = min(best, 1/c.largest)
	p.capped = best / p.rate
	p.scale = p.capped * shuffled(p.rate*c.mean, n/batch)
	return p, nil
}

// shuffled is by how much rows drawn with replacement spread the weights more than epochs of k steps, each of which shrinks
// a deviation by 1-r: of x = (1-r) x + e the stationary variance at the end of an epoch, whose e sum to 0 or do not.
func shuffled(r, k float64) float64 {
	a := 1 - min(r, .99)
	powers, squares := (1-math.Pow(a, k))/(1-a), (1-math.Pow(a, 2*k))/(1-a*a)
	return squares * (k - 1) / (k*squares - powers*powers)
}
