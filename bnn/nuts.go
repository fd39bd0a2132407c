package bnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// NUTS draws the weights of a small network from their exact posterior, by Hamiltonian Monte Carlo with trajectories that
// stop where they turn (Hoffman and Gelman 2014, arXiv:1111.4246; multinomial draws and criterion of Betancourt 2017,
// arXiv:1701.02434). Step and masses adapt in the warm-up, in Stan's windows. Every step takes the gradient over all
// rows, so it is a yardstick for the methods that scale. Chains run in parallel, in float64.
type NUTS struct {
	Prior      Prior       // of every weight; nil: NormalPrior{}
	Likelihood losses.Loss // of a row, in nats; nil: losses.NLL

	Chains int // 0: 4
	Warmup int // transitions that adapt, for each chain; 0: 500
	Draws  int // kept of each chain; 0: 500

	Accept   float64 // mean acceptance to adapt to, in (0, 1); 0: .8. Higher is slower and diverges less
	MaxDepth int     // of a trajectory, 2^MaxDepth steps; 0: 10
	Leaps    int     // if positive, plain Hamiltonian Monte Carlo with trajectories of so many steps
	Seed     uint64  // of the weights to begin with, other ones for each chain, and of the draws
}

// Diagnostics say whether chains may be trusted.
type Diagnostics struct {
	Paths       []string    // of the weights, whose elements the two lists below have in order
	RHat        []float64   // rank-normalized split R-hat: below 1.01 if the chains agree
	ESS         []float64   // bulk effective sample size, of all chains together
	LogJoint    [][]float64 // log p(D, w) of each draw, by chain, up to a constant
	Divergences int         // draws whose trajectory left the level of its energy; some are a warning
	Accept      float64     // mean acceptance
	Leaps       int         // gradients taken for the draws
}

// MaxRHat is the largest R-hat of a weight. The weights of a hidden layer may be exchanged without a change of the
// function, so theirs may stay large where predictions agree.
func (d Diagnostics) MaxRHat() (r float64) {
	for _, v := range d.RHat {
		r = max(r, v)
	}
	return r
}

// Fit draws from p(w | D) and gives the draws of all chains to m as its Sampler.
func (n NUTS) Fit(ctx context.Context, m *training.Model, train data.Set) (Diagnostics, error) {
	n = n.defaults()
	d, err := n.fit(ctx, m, train)
	if err != nil {
		return Diagnostics{}, fmt.Errorf("bnn: nuts: %w", err)
	}
	return d, nil
}

func (n NUTS) defaults() NUTS {
	for _, v := range []struct {
		p *int
		d int
	}{{&n.Chains, 4}, {&n.Warmup, 500}, {&n.Draws, 500}} {
		if *v.p == 0 {
			*v.p = v.d
		}
	}
	return n
}

func (n NUTS) fit(ctx context.Context, m *training.Model, train data.Set) (d Diagnostics, err error) {
	switch {
	case m == nil || m.Net == nil:
		return d, errors.New("the model is nil or has no Net")
	case isMAP(m.Net):
		return d, errors.New("the model's Net is a bnn.MAP, whose prior would count beside that of NUTS: give its Net to the model and its Prior to NUTS")
	case n.Chains < 1 || n.Warmup < 0 || n.Draws < 1 || n.MaxDepth < 0 || n.Leaps < 0 || !(n.Accept >= 0 && n.Accept < 1):
		return d, fmt.Errorf("%d chains, %d transitions to warm up, %d draws, depth %d, %d leaps, acceptance %g: want positive numbers and an acceptance below 1", n.Chains, n.Warmup, n.Draws, n.MaxDepth, n.Leaps, n.Accept)
	}
	if err := m.FitScalers(train); err != nil {
		return d, err
	}
	targets, chains := make([]*joint, n.Chains), make([]mcmc.Chain, n.Chains)
	errs := make([]error, n.Chains)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for k := range targets {
		if targets[k], err = newJoint(m, MAP{m.Net, n.Prior}, n.Likelihood, train, rng.SplitAt(n.Seed, "bnn/nuts", k)); err != nil {
			return d, err
		}
	}
	each(n.Chains, func(k int) {
		s := mcmc.Settings{Warmup: n.Warmup, Draws: n.Draws, Accept: n.Accept, MaxDepth: n.MaxDepth, Leaps: n.Leaps, Seed: n.Seed, Chain: k}
		chains[k], errs[k] = mcmc.Sample(targets[k], targets[k].vector(), s, func() error { return context.Cause(ctx) })
		if errs[k] != nil {
			cancel(errs[k])
		}
	})
	if err := firstCause(ctx, errs); err != nil {
		return d, err
	}
	dt := m.Dtype
	if dt.Type == nil {
		dt = tensor.Float32
	}
	var samples training.Samples
	for k, c := range chains {
		for _, x := range c.Draws {
			samples = append(samples, targets[k].sample(x, dt))
		}
	}
	m.Params, m.Sampler = samples[len(samples)-1].Clone(), samples
	return diagnose(targets[0].paths, chains), nil
}

func isMAP(net training.Net) bool {
	_, yes := net.(MAP)
	return yes
}

// diagnose compares the chains, coordinate by coordinate.
func diagnose(paths []string, chains []mcmc.Chain) Diagnostics {
	d := Diagnostics{Paths: paths}
	for i := range chains[0].Draws[0] {
		column := make([][]float64, len(chains))
		for k, c := range chains {
			for _, x := range c.Draws {
				column[k] = append(column[k], x[i])
			}
		}
		d.RHat = append(d.RHat, mcmc.RHat(column))
		d.ESS = append(d.ESS, mcmc.ESS(column))
	}
	for _, c := range chains {
		d.LogJoint = append(d.LogJoint, c.LogProbs)
		d.Divergences += c.Divergences
		d.Accept += c.Accept / float64(len(chains))
		d.Leaps += c.Leaps
	}
	return d
}
