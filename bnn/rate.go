package bnn

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// fallbackRate is of chains whose loss has no second derivative that could be had, such as that of several targets a row.
const fallbackRate = 1e-3

// widening is by how much of its variance a rate that is not given may widen the stiffest direction, twice: by the size of
// its steps and by the noise of its minibatches.
const widening = .1

// steadyRate is the rate of a chain without one. A copy of the model climbs to a mode, by Adam in a quarter of the epochs, and
// the largest eigenvalue h of what the chain descends there, a row, sets the rate: by size of steps the variance grows by
// l h/2, and l h/(4 - 2a) with friction a, and by minibatches of B of N rows by at most l h N/(2 B), over a with friction.
func (c *chain) steadyRate(ctx context.Context, m *training.Model, train data.Set, epochs int) (float64, error) {
	if m == nil || m.Net == nil || train.Check() != nil || train.Weights != nil {
		return fallbackRate, nil // run says what is wrong
	}
	t := c.trainer
	t.Solver, t.Progress, t.Loss = nil, nil, losses.ELBO{Rows: train.Rows(), Likelihood: c.likelihood}
	guide := m.With(m.Params.Clone())
	guide.Net, guide.Epochs, guide.Steps = MAP{m.Net, c.prior}, 0, 0
	if _, err := t.Fit(ctx, guide, train, max(epochs/4, 1)); err != nil {
		return 0, err
	}
	b, err := bendingOf(guide, guide.Net, c.likelihood, train, t.Seed)
	if err != nil || !(b.largest > 0) || math.IsInf(b.largest, 1) {
		c.notes = append(c.notes, fmt.Sprintf("the rate is %g for want of a second derivative to set it by: see that R-hat and effective sizes are good, and that a smaller Rate gives the same widths", fallbackRate))
		return fallbackRate, nil
	}
	a, batch, n := c.solver.friction, float64(t.BatchSize), float64(train.Rows())
	if batch == 0 {
		batch = 100
	}
	rate := 2 * widening
	if a > 0 {
		rate = (4 - 2*a) * widening
	}
	if batch < n {
		noise := 2 * widening * batch / n
		if a > 0 {
			noise *= a
		}
		rate = min(rate, noise)
	}
	return rate / b.largest, nil
}
