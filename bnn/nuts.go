package bnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/internal/parallel"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
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

	// Progress tells of every tenth of all transitions, with minus the log-density a row for the loss and the step for the
	// rate; nil: nobody is told.
	Progress *training.Progress
}

// Fit draws from p(w | D) and gives the draws of all chains to m as its Sampler, a *Chains. They begin at m's Params, if they are
// the network's and not a draw of earlier chains, and otherwise at random weights, others for each chain: only chains that
// began far apart can tell by their R-hat that they have not met.
//
// When the context ends, m keeps the chains as they are, and the Diagnostics are theirs. Fit goes on with chains that it finds
// in m: those of the same settings, but for Draws, network, scalers and rows draw what they would have drawn. To begin anew
// set m.Sampler and m.Params to nil.
func (n NUTS) Fit(ctx context.Context, m *training.Model, train data.Set) (Diagnostics, error) {
	d, err := n.defaults().fit(ctx, m, train)
	if err != nil {
		return d, fmt.Errorf("bnn: nuts: %w", err)
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
	if err := stop.Err(ctx); err != nil {
		return d, err
	}
	release, err := m.Claim()
	if err != nil {
		return d, err
	}
	defer release()
	if err := m.FitScalers(train); err != nil {
		return d, err
	}
	if train, err = m.Ordered(train); err != nil {
		return d, err
	}
	targets := make([]*joint, n.Chains)
	for k := range targets {
		if err := stop.Err(ctx); err != nil { // of many rows a chain takes a while to compile
			return d, err
		}
		if targets[k], err = newJoint(m, MAP{m.Net, n.Prior}, n.Likelihood, train, rng.SplitAt(n.Seed, "bnn/nuts", k)); err != nil {
			return d, err
		}
	}
	chains := n.chains(m, train, targets)
	runErr := n.run(ctx, chains, targets)
	if chains.began() {
		chains.collect(m, targets)
		d = diagnose(targets[0].paths, chains.all)
	}
	return d, runErr
}

// run draws with every chain, one on each core at a time.
func (n NUTS) run(ctx context.Context, c *Chains, targets []*joint) error {
	errs := make([]error, n.Chains)
	group := stop.NewGroup(ctx)
	defer group.End()
	told := newTeller(n.Progress, c, n)
	defer n.Progress.Stop()
	parallel.Each(n.Chains, func(k int) {
		s := mcmc.Settings{Warmup: n.Warmup, Draws: n.Draws, Accept: n.Accept, MaxDepth: n.MaxDepth, Leaps: n.Leaps, Seed: n.Seed, Chain: k}
		ended := func() error { return stop.Err(group.Context()) }
		errs[k] = c.all[k].Run(targets[k], s, ended, func() { told.transition(targets[k], c.all[k]) })
		group.Fail(errs[k])
	})
	return whyStopped(group, errs)
}

func isMAP(net training.Net) bool {
	_, yes := net.(MAP)
	return yes
}
