package mcmc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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

// Chain is what a chain drew, and where it is: Run goes on from there.
type Chain struct {
	Draws       [][]float64
	LogProbs    []float64
	Energies    []float64 // with the momentum that each draw began with
	Step        float64
	Acceptances float64 // sum over the draws
	Leaps       int     // of all draws
	Divergences int     // among the draws
	Longest     int     // trajectories of the draws that ended at MaxDepth before they turned

	at          []float64
	logp        float64
	inverse     []float64 // of the masses
	warmed      int       // transitions of the warm-up
	transitions int       // all
	adapt       stepSize
	seen        *spread
}

// NewChain is a chain that begins at x.
func NewChain(x []float64) *Chain {
	return &Chain{at: slices.Clone(x), seen: newSpread(len(x))}
}

// Clone is a chain that goes on from here by itself.
func (c *Chain) Clone() *Chain {
	d := *c
	d.Draws, d.LogProbs, d.Energies = slices.Clip(c.Draws), slices.Clip(c.LogProbs), slices.Clip(c.Energies)
	d.at, d.inverse, d.seen = slices.Clone(c.at), slices.Clone(c.inverse), c.seen.clone()
	return &d
}

// Accept is the mean acceptance of the draws.
func (c *Chain) Accept() float64 { return c.Acceptances / float64(len(c.Draws)) }

// At is where the chain is.
func (c *Chain) At() []float64 { return c.at }

// LogProb is the log-density there.
func (c *Chain) LogProb() float64 { return c.logp }

// Transitions is how many it has made.
func (c *Chain) Transitions() int { return c.transitions }

// Run makes what is left of the warm-up and of the draws. Stop is asked before every leap and ends the chain with its error
// where the last whole transition left it: a chain that is run again draws what it would have drawn. It returns an error
// where the chain begins without density. Each transition, if it is not nil, is told of by done.
func (c *Chain) Run(t Target, s Settings, stop func() error, done func()) error {
	if s.Accept == 0 {
		s.Accept = .8
	}
	if s.MaxDepth == 0 {
		s.MaxDepth = 10
	}
	z := newPoint(t.Dim())
	copy(z.x, c.at)
	if z.evaluate(t); math.IsInf(z.logp, 0) {
		return fmt.Errorf("mcmc: chain %d: the density where it starts, or its gradient, is 0 or not finite", s.Chain)
	}
	r := &runner{Chain: c, nuts: &nuts{Target: t, inverse: c.inverse, step: c.Step, maxDepth: s.MaxDepth, stop: stop}, s: s}
	for c.warmed < s.Warmup || len(c.Draws) < s.Draws {
		step := r.draw
		if c.warmed < s.Warmup {
			step = r.warm
		}
		if err := step(z); err != nil {
			return err
		}
		copy(c.at, z.x)
		c.logp = z.logp
		c.transitions++
		if done != nil {
			done()
		}
	}
	return nil
}

// runner is a Chain while it runs.
type runner struct {
	*Chain
	nuts *nuts
	s    Settings
}

// random is the numbers of the next transition: a function of its number alone.
func (r *runner) random(what string) *rand.Rand {
	return rand.New(rng.New(r.s.Seed, "mcmc/"+what, uint64(r.s.Chain), uint64(r.transitions)).Source())
}

// draw makes a transition that is kept.
func (r *runner) draw(z *point) error {
	if err := r.first(z); err != nil {
		return err
	}
	m, err := r.nuts.move(z, r.s, r.random("transition"))
	if err != nil {
		return err
	}
	r.Draws = append(r.Draws, slices.Clone(z.x))
	r.LogProbs = append(r.LogProbs, z.logp)
	r.Energies = append(r.Energies, m.energy)
	r.Acceptances += m.accept
	r.Leaps += m.leaps
	if m.diverged {
		r.Divergences++
	}
	if m.longest {
		r.Longest++
	}
	return nil
}

// warm makes a transition that adapts step and masses.
func (r *runner) warm(z *point) error {
	if err := r.first(z); err != nil {
		return err
	}
	m, err := r.nuts.move(z, r.s, r.random("transition"))
	if err != nil {
		return err
	}
	from, ends := windows(r.s.Warmup)
	was := *r.Chain // to go back to: a search that is stopped leaves no transition
	if slices.Contains(ends, r.warmed+1) {
		was.inverse, was.seen = slices.Clone(r.inverse), r.seen.clone()
	}
	r.nuts.step = r.adapt.learn(m.accept)
	r.warmed++
	if len(ends) > 0 && r.warmed > from && r.warmed <= ends[len(ends)-1] {
		r.seen.add(z.x)
	}
	if slices.Contains(ends, r.warmed) {
		r.seen.variances(r.inverse)
		r.seen = newSpread(len(z.x))
		if err := r.restart(z); err != nil {
			*r.Chain = was
			return err
		}
	}
	if r.warmed == r.s.Warmup {
		r.nuts.step = r.adapt.settled()
	}
	r.Step = r.nuts.step
	return nil
}

// first begins with masses of 1, if the chain has not begun.
func (r *runner) first(z *point) error {
	if r.inverse != nil {
		return nil
	}
	r.inverse = slices.Repeat([]float64{1}, len(z.x))
	r.nuts.inverse = r.inverse
	r.adapt.target = r.s.Accept
	if err := r.restart(z); err != nil {
		r.inverse = nil
		return err
	}
	return nil
}

// restart looks for a step anew.
func (r *runner) restart(z *point) error {
	step, err := firstStep(r.nuts.Target, z, r.nuts.inverse, r.random("step"), r.nuts.stop)
	if err != nil {
		return err
	}
	r.nuts.step = step
	r.adapt.restart(step)
	r.Step = step
	return nil
}

// move makes a transition of either kind.
func (n *nuts) move(z *point, s Settings, r *rand.Rand) (move, error) {
	if s.Leaps > 0 {
		return n.fixed(z, s.Leaps, r)
	}
	return n.transition(z, r)
}

// fixed is Hamiltonian Monte Carlo with a trajectory of so many leaps (Duane et al. 1987; Neal 2011, section 5.3).
func (n *nuts) fixed(z *point, leaps int, r *rand.Rand) (m move, err error) {
	for i, v := range n.inverse {
		z.p[i] = r.NormFloat64() / math.Sqrt(v)
	}
	h0 := z.energy(n.inverse)
	m.energy = h0
	end := newPoint(len(z.x))
	end.copyFrom(z)
	for range leaps {
		if err := n.stop(); err != nil {
			return m, err
		}
		end.leap(n.Target, n.step, n.inverse)
		m.leaps++
		if !(h0-end.energy(n.inverse) > -divergent) {
			m.diverged = true
			return m, nil
		}
	}
	m.accept = math.Min(1, math.Exp(h0-end.energy(n.inverse)))
	if r.Float64() < m.accept {
		z.copyFrom(end)
	}
	return m, nil
}
