package bnn

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/mcmc"
)

// Diagnostics say whether chains may be trusted.
type Diagnostics struct {
	Paths       []string    // of the weights, whose elements the three lists below have in order
	RHat        []float64   // rank-normalized split R-hat: below 1.01 if the chains agree
	ESS         []float64   // bulk effective sample size, of all chains together
	TailESS     []float64   // that of the quantiles .05 and .95, the smaller one
	LogJoint    [][]float64 // log p(D, w) of each draw, by chain, up to a constant
	BFMI        []float64   // of each chain, the energy's fraction of missing information: below .3 tails are not reached
	Divergences int         // draws whose trajectory left the level of its energy; some are a warning
	Longest     int         // draws whose trajectory was cut at MaxDepth: they cost much and come not far
	Accept      float64     // mean acceptance; of SGLD and SGHMC that which steps over all rows would have, which is small in many dimensions even where widths are right
	Leaps       int         // gradients taken for the draws

	// Temperature is that of the draws of SGLD, SGHMC and SWAG, by the mean of (w - mean)·gradient a weight, with its standard
	// error: 1 if widths are right, and of a normal posterior the variance over the exact one, averaged over directions; 0: not
	// measured, as the network draws noise, has states or several targets, or each chain has fewer than 4 draws.
	Temperature, TemperatureErr float64

	Notes []string // what else makes the draws others than the posterior's; Warnings has them first
}

// MaxRHat is the largest R-hat of a weight. The weights of a hidden layer may be exchanged without a change of the
// function, so theirs may stay large where predictions agree.
func (d Diagnostics) MaxRHat() (r float64) {
	for _, v := range d.RHat {
		r = max(r, v)
	}
	return r
}

// Warnings say in words what Stan would warn of (Vehtari et al. 2021, arXiv:1903.08008; Betancourt 2016, arXiv:1604.00695), and
// what to do about it.
func (d Diagnostics) Warnings() (w []string) {
	w = append(w, d.Notes...)
	worse := func(x []float64, bad func(v float64) bool) (n int) {
		for _, v := range x {
			if bad(v) {
				n++
			}
		}
		return n
	}
	chains := len(d.LogJoint)
	if n := worse(d.RHat, func(v float64) bool { return !(v < 1.01) }); n > 0 {
		w = append(w, fmt.Sprintf("R-hat is 1.01 or more for %d of %d weights, %.3g at most: the chains have not met; draw more, or look whether predictions agree, as units may have changed places", n, len(d.RHat), d.MaxRHat()))
	}
	few := func(v float64) bool { return !(v >= 100*float64(chains)) }
	if n, tail := worse(d.ESS, few), worse(d.TailESS, few); n+tail > 0 {
		w = append(w, fmt.Sprintf("the effective sample size is below 100 a chain for the bulk of %d and the tails of %d weights: draw more", n, tail))
	}
	if d.Divergences > 0 {
		w = append(w, fmt.Sprintf("%d trajectories diverged: the draws miss places of strong curvature; raise Accept", d.Divergences))
	}
	if n := worse(d.BFMI, func(v float64) bool { return v < .3 }); n > 0 {
		w = append(w, fmt.Sprintf("the energy's fraction of missing information is below .3 in %d of %d chains: they come into the tails by small steps only; the scales of the prior and of the data may lie far apart", n, chains))
	}
	if d.Longest > 0 {
		w = append(w, fmt.Sprintf("%d trajectories were cut at MaxDepth before they turned: the draws are right but cost much; raise MaxDepth", d.Longest))
	}
	return w
}

// diagnose compares the chains, coordinate by coordinate, as far as all have come.
func diagnose(paths []string, chains []*mcmc.Chain) Diagnostics {
	d := Diagnostics{Paths: paths}
	length, total := math.MaxInt, 0
	for _, c := range chains {
		length, total = min(length, len(c.Draws)), total+len(c.Draws)
	}
	for i := range chains[0].At() {
		column := make([][]float64, len(chains))
		for k, c := range chains {
			for _, x := range c.Draws[:length] {
				column[k] = append(column[k], x[i])
			}
		}
		d.RHat = append(d.RHat, mcmc.RHat(column))
		d.ESS = append(d.ESS, mcmc.ESS(column))
		d.TailESS = append(d.TailESS, mcmc.TailESS(column))
	}
	for _, c := range chains {
		d.LogJoint = append(d.LogJoint, c.LogProbs)
		d.BFMI = append(d.BFMI, mcmc.BFMI(c.Energies))
		d.Divergences += c.Divergences
		d.Longest += c.Longest
		d.Accept += c.Acceptances / float64(max(total, 1))
		d.Leaps += c.Leaps
	}
	return d
}
