package bnn

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// keptChain is a chain's State.
type keptChain mcmc.State

// keptNUTS is the settings that chains must have in common to be one.
type keptNUTS struct {
	Prior      Prior
	Likelihood losses.Loss
	Chains     int
	Warmup     int
	Accept     float64
	MaxDepth   int
	Leaps      int
	Seed       uint64
}

// keptChains is what NUTS drew, and what the chains need to go on.
type keptChains struct {
	Samples  training.Samples
	Chains   []keptChain
	Settings keptNUTS
	Rows     uint64
}

func keepChains(c *Chains) (k keptChains, err error) {
	for _, one := range c.all {
		k.Chains = append(k.Chains, keptChain(one.State()))
	}
	n := c.of.settings
	k.Samples, k.Rows = c.Samples, c.of.rows
	k.Settings = keptNUTS{n.Prior, n.Likelihood, n.Chains, n.Warmup, n.Accept, n.MaxDepth, n.Leaps, n.Seed}
	return k, nil
}

func (k keptChains) chains() (*Chains, error) {
	s := k.Settings
	c := &Chains{Samples: k.Samples, of: origin{rows: k.Rows, settings: NUTS{
		Prior: s.Prior, Likelihood: s.Likelihood, Chains: s.Chains, Warmup: s.Warmup, Accept: s.Accept, MaxDepth: s.MaxDepth, Leaps: s.Leaps, Seed: s.Seed,
	}}}
	if err := alike(k.Samples); err != nil {
		return nil, err
	}
	draws := 0
	for i, one := range k.Chains {
		chain, err := mcmc.State(one).Chain()
		if err != nil {
			return nil, fmt.Errorf("chain %d: %w", i, err)
		}
		draws += len(chain.Draws)
		c.all = append(c.all, chain)
	}
	if len(c.all) != s.Chains || draws != len(c.Samples) {
		return nil, fmt.Errorf("%d chains with %d draws, of which there are %d and %d", s.Chains, draws, len(c.all), len(c.Samples))
	}
	return c, nil
}
