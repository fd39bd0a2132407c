package mcmc

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/rng"
)

// Settings of a chain. The zero value of a number is its default.
type Settings struct {
	Warmup   int     // transitions that adapt step and masses and are thrown away
	Draws    int     // transitions that are kept
	Accept   float64 // mean acceptance to adapt to; 0: .8
	MaxDepth int     // of a trajectory, 2^depth leaps; 0: 10
	Leaps    int     // of each trajectory, for Hamiltonian Monte Carlo without the no-U-turn rule; 0: that rule
	Seed     uint64
	Chain    int // number of the chain: its own random numbers
}

// Chain is what a chain drew.
type Chain struct {
	Draws       [][]float64
	LogProbs    []float64
	Step        float64
	Accept      float64 // mean over the draws
	Leaps       int     // of all draws
	Divergences int     // among the draws
}

// Sample runs a chain from x. Stop is asked between transitions and ends it with its error. It returns an error where x has
// no density.
func Sample(t Target, x []float64, s Settings, stop func() error) (c Chain, err error) {
	if s.Accept == 0 {
		s.Accept = .8
	}
	if s.MaxDepth == 0 {
		s.MaxDepth = 10
	}
	z := newPoint(t.Dim())
	copy(z.x, x)
	if z.evaluate(t); math.IsInf(z.logp, 0) {
		return c, fmt.Errorf("mcmc: chain %d: the density where it starts, or its gradient, is 0 or not finite", s.Chain)
	}
	r := rand.New(rng.New(s.Seed, "mcmc", uint64(s.Chain), 0).Source())
	n := &nuts{Target: t, inverse: make([]float64, t.Dim()), maxDepth: s.MaxDepth}
	for i := range n.inverse {
		n.inverse[i] = 1
	}
	if err := n.warm(z, s, r, stop); err != nil {
		return c, err
	}
	c.Step = n.step
	for range s.Draws {
		if err := stop(); err != nil {
			return c, err
		}
		m := n.move(z, s, r)
		c.Draws = append(c.Draws, append([]float64(nil), z.x...))
		c.LogProbs = append(c.LogProbs, z.logp)
		c.Accept += m.accept / float64(s.Draws)
		c.Leaps += m.leaps
		if m.diverged {
			c.Divergences++
		}
	}
	return c, nil
}

// warm adapts step and masses.
func (n *nuts) warm(z *point, s Settings, r *rand.Rand, stop func() error) error {
	n.step = firstStep(n.Target, z, n.inverse, r)
	adapt := &stepSize{target: s.Accept}
	adapt.restart(n.step)
	from, ends := windows(s.Warmup)
	seen := newSpread(len(z.x))
	for i := 1; i <= s.Warmup; i++ {
		if err := stop(); err != nil {
			return err
		}
		n.step = adapt.learn(n.move(z, s, r).accept)
		if len(ends) > 0 && i > from {
			seen.add(z.x)
		}
		if len(ends) > 0 && i == ends[0] {
			seen.variances(n.inverse)
			seen, ends = newSpread(len(z.x)), ends[1:]
			n.step = firstStep(n.Target, z, n.inverse, r)
			adapt.restart(n.step)
		}
	}
	if s.Warmup > 0 {
		n.step = adapt.settled()
	}
	return nil
}

// move makes a transition of either kind.
func (n *nuts) move(z *point, s Settings, r *rand.Rand) move {
	if s.Leaps > 0 {
		return n.fixed(z, s.Leaps, r)
	}
	return n.transition(z, r)
}

// fixed is Hamiltonian Monte Carlo with a trajectory of so many leaps (Duane et al. 1987; Neal 2011, section 5.3).
func (n *nuts) fixed(z *point, leaps int, r *rand.Rand) (m move) {
	for i, v := range n.inverse {
		z.p[i] = r.NormFloat64() / math.Sqrt(v)
	}
	h0 := z.energy(n.inverse)
	end := newPoint(len(z.x))
	end.copyFrom(z)
	for range leaps {
		end.leap(n.Target, n.step, n.inverse)
		m.leaps++
		if !(h0-end.energy(n.inverse) > -divergent) {
			m.diverged = true
			return m
		}
	}
	m.accept = math.Min(1, math.Exp(h0-end.energy(n.inverse)))
	if r.Float64() < m.accept {
		z.copyFrom(end)
	}
	return m
}
