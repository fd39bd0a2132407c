package bnn

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
)

// swagPace is how SWAG collects without a solver.
type swagPace struct {
	rate   float64
	capped float64 // the rate by theory over rate

	bending bending
	rows    float64
}

// paceAt is by the curvature at the fitted weights. A net without a prior is given the standard normal's, which bends no
// direction less than 1/N.
func (s SWAG) paceAt(m *training.Model, train data.Set) (p swagPace, err error) {
	n, batch := float64(train.Rows()), float64(s.Trainer.BatchSize)
	if batch >= n {
		return p, fmt.Errorf("batches of %v are all %v rows, whose gradient has no noise to draw by: set a smaller Trainer.BatchSize, or leave it 0", batch, n)
	}
	net, likelihood := s.posterior(m)
	c, err := bendingOf(m, net, likelihood, train, s.Trainer.Seed)
	if err != nil {
		return p, fmt.Errorf("the curvature that sets the rate: %w; set Trainer.Solver", err)
	}
	if !(c.mean > 0) || !(c.largest > 0) || math.IsInf(c.largest, 1) {
		return p, fmt.Errorf("the loss does not bend upwards at the fitted weights (%g on average): train for longer, or set Trainer.Solver", c.mean)
	}
	best := 2 * batch / (n * c.mean)
	p.rate = min(best, 1/c.largest)
	p.capped, p.bending, p.rows = best/p.rate, c, n
	return p, nil
}

// posterior is what widths are measured by.
func (s SWAG) posterior(m *training.Model) (net training.Net, likelihood losses.Loss) {
	net, likelihood = m.Net, s.Trainer.Loss
	if !isMAP(net) {
		net = MAP{Net: net}
	}
	if e, ok := likelihood.(losses.ELBO); ok {
		likelihood = e.Likelihood
	}
	return net, likelihood
}

// gauge measures draws, where the network has a density that can be had.
func (s SWAG) gauge(ctx context.Context, m *training.Model, train data.Set, p *swagSampler) (g gauge) {
	j := p.pace.bending.at
	if j == nil {
		net, likelihood := s.posterior(m)
		var err error
		if j, err = jointOfSome(m, net, likelihood, train, s.Trainer.Seed); err != nil {
			return g
		}
	}
	slots := j.order(p.params)
	if slots == nil {
		return g
	}
	var draws [][]float64
	into := p.params.Clone()
	for k := range gaugedFor(j.dim) {
		setVector(into, p.slots, p.vector(s.Trainer.Seed, k))
		draws = append(draws, vector(into, slots))
	}
	g.temperature, g.stdErr = j.heat(ctx, [][][]float64{draws})
	return g
}

// calibrate is the scale under which draws are as far below the mean of the weights, in log joint, as those of a normal
// posterior are: half a nat for each direction that bends.
func (s *swagSampler) calibrate() float64 {
	j := s.pace.bending.at
	drops, unit := 0., *s
	unit.scale = 1
	for k := range bendingProbes {
		d := unit.vector(0, k)
		floats.Sub(d, s.mean)
		drops += floats.Dot(d, j.bend(s.mean, d))
	}
	if drops /= bendingProbes; !(drops > 0) {
		return 1
	}
	return s.pace.bending.directions / (s.pace.rows * drops)
}
