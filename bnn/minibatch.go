package bnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// chain is a Markov chain on minibatches: its solver and which of its states are kept.
type chain struct {
	prior      Prior
	likelihood losses.Loss
	trainer    training.Trainer
	solver     *langevin
	every      int // epochs from one kept draw to the next
	chains     int // 0: 1
	notes      []string
}

// runAll runs every chain, the first by the trainer's seed and from the model's weights, the others by seeds hashed from
// it and from weights of their own: only chains that began apart can tell that they have not met. It returns the first one's
// history.
func (c chain) runAll(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	if c.chains < 0 {
		return nil, fmt.Errorf("%d chains: want a positive number, or 0 for 1", c.chains)
	}
	if m == nil {
		return c.run(ctx, m, train, epochs) // which says so
	}
	release, err := m.Claim()
	if err != nil {
		return nil, err
	}
	defer release()
	before := m.Fitted
	h, err := c.run(ctx, m, train, epochs)
	if err != nil {
		return h, err
	}
	all := minibatchDraws{m.Sampler.(training.Samples), max(c.chains, 1), gauge{}, c.notes}
	rates := [][]float64{c.solver.kept}
	for k := 1; k < c.chains; k++ {
		other := m.Fresh()
		next, solver := c, *c.solver
		next.trainer.Seed, next.trainer.Progress = rng.SplitAt(c.trainer.Seed, "bnn/"+c.solver.name, k), nil
		solver.velocity, solver.kept, solver.perEpoch = nil, nil, 0
		if solver.rms != nil {
			solver.rms = &rms{}
		}
		next.solver = &solver
		if _, err := next.run(ctx, other, train, epochs); err != nil {
			before.Sampler = nil
			m.Fitted = before
			return h, fmt.Errorf("chain %d: %w", k+1, err)
		}
		all.Samples, rates = append(all.Samples, other.Sampler.(training.Samples)...), append(rates, solver.kept)
	}
	all.gauge = c.gauge(ctx, m, train, all, rates)
	m.Sampler = all
	return h, nil
}

// gauge measures the draws, where the network has a density that can be had.
func (c chain) gauge(ctx context.Context, m *training.Model, train data.Set, all minibatchDraws, rates [][]float64) (g gauge) {
	j, err := jointOfSome(m, MAP{m.Net, c.prior}, c.likelihood, train, c.trainer.Seed)
	if err != nil {
		return g
	}
	slots := j.order(all.Samples[0])
	if slots == nil {
		return g
	}
	draws := all.byChain(slots)
	g.temperature, g.stdErr = j.heat(ctx, draws)
	if c.solver.rms == nil {
		g.accept = j.accept(ctx, draws, rates, c.solver.friction, c.trainer.Seed)
	}
	return g
}

// run makes the chain's steps from the weights that are there, or those of the seed, and gives the model the kept draws.
func (c chain) run(ctx context.Context, m *training.Model, train data.Set, epochs int) (h training.History, err error) {
	switch {
	case m == nil || m.Net == nil:
		return nil, errors.New("the model is nil or has no Net")
	case c.trainer.Solver != nil || c.trainer.Loss != nil:
		return nil, errors.New("Trainer.Solver and Trainer.Loss are the chain's own: leave them nil and set Likelihood")
	case train.Weights != nil:
		return nil, errors.New("rows with weights have no likelihood that a chain could draw from: leave Weights nil")
	case c.every < 0:
		return nil, fmt.Errorf("a draw kept every %d epochs: want a positive number, or 0 for 1", c.every)
	}
	if err := errors.Join(lastWeights(c.trainer), train.Check()); err != nil {
		return nil, err
	}
	shadow := m.With(m.Params.Clone())
	shadow.Net = MAP{m.Net, c.prior}
	s, settings := c.solver, c.trainer.Settings()
	s.rows, s.seed, s.step, s.first = float64(train.Rows()), c.trainer.Seed, m.Steps, m.Steps
	c.trainer.Solver = s
	c.trainer.Loss = losses.ELBO{Rows: train.Rows(), Likelihood: c.likelihood}
	var samples training.Samples
	for e, err := range c.trainer.Epochs(ctx, shadow, train, epochs) {
		if err != nil {
			return h, err
		}
		if h = append(h, e); s.pace(float64(e.Number)-.5).keep && e.Number%max(c.every, 1) == 0 {
			samples, s.kept = append(samples, shadow.Params.Clone()), append(s.kept, s.rate)
		}
	}
	if len(samples) == 0 {
		return h, fmt.Errorf("none of %d epochs gave a draw: run more of them", epochs)
	}
	f := shadow.With(samples[len(samples)-1].Clone()).Fitted
	f.Sampler, f.Trainer, f.Run = samples, settings, m.Run
	m.Fitted = f
	return h, nil
}
