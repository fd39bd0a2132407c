package mcmc

import (
	"fmt"
	"slices"
)

// State is a Chain as plain numbers, for a file: Chain gives one that goes on as this one would have.
type State struct {
	Draws       []float64 // (n, d), row after row
	LogProbs    []float64 // (n)
	Energies    []float64 // (n)
	Step        float64
	Acceptances float64
	Leaps       int
	Divergences int
	Longest     int

	At          []float64 // (d)
	LogProb     float64
	Inverse     []float64 // (d); nil before the first transition
	Warmed      int
	Transitions int
	Adapt       Adapting
	Seen        Seen
}

// Adapting is how far the step has adapted: dual averaging's numbers.
type Adapting struct{ Target, Mu, Sum, Mean, N float64 }

// Seen is the running variance of N points.
type Seen struct {
	N        float64
	Mean, M2 []float64 // (d)
}

// State is a copy of the chain as it is.
func (c *Chain) State() State {
	a, s := c.adapt, c.seen.clone()
	return State{
		Draws: slices.Concat(c.Draws...), LogProbs: slices.Clone(c.LogProbs), Energies: slices.Clone(c.Energies),
		Step: c.Step, Acceptances: c.Acceptances, Leaps: c.Leaps, Divergences: c.Divergences, Longest: c.Longest,
		At: slices.Clone(c.at), LogProb: c.logp, Inverse: slices.Clone(c.inverse), Warmed: c.warmed, Transitions: c.transitions,
		Adapt: Adapting{a.target, a.mu, a.sum, a.mean, a.n}, Seen: Seen{s.n, s.mean, s.m2},
	}
}

// Chain is the chain of the state, over its memory. It is an error if lengths do not fit each other.
func (s State) Chain() (*Chain, error) {
	d, n := len(s.At), len(s.LogProbs)
	switch {
	case d == 0 || len(s.Draws) != n*d || len(s.Energies) != n || s.Inverse != nil && len(s.Inverse) != d || len(s.Seen.Mean) != d || len(s.Seen.M2) != d:
		return nil, fmt.Errorf("a chain of %d weights has %d numbers of %d draws, %d energies, %d masses and variances of %d and %d: they do not fit",
			d, len(s.Draws), n, len(s.Energies), len(s.Inverse), len(s.Seen.Mean), len(s.Seen.M2))
	case s.Warmed < 0 || s.Transitions < s.Warmed || s.Transitions-s.Warmed != n || s.Transitions > 0 && s.Inverse == nil:
		return nil, fmt.Errorf("a chain of %d transitions, %d of them of the warm-up, has %d draws: they do not fit", s.Transitions, s.Warmed, n)
	}
	c := &Chain{
		LogProbs: s.LogProbs, Energies: s.Energies, Step: s.Step, Acceptances: s.Acceptances, Leaps: s.Leaps, Divergences: s.Divergences, Longest: s.Longest,
		at: s.At, logp: s.LogProb, inverse: s.Inverse, warmed: s.Warmed, transitions: s.Transitions,
		adapt: stepSize{s.Adapt.Target, s.Adapt.Mu, s.Adapt.Sum, s.Adapt.Mean, s.Adapt.N}, seen: &spread{s.Seen.N, s.Seen.Mean, s.Seen.M2},
	}
	for i := range n {
		c.Draws = append(c.Draws, s.Draws[i*d:(i+1)*d:(i+1)*d])
	}
	return c, nil
}
