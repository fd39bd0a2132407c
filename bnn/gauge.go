package bnn

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// gauge is what draws of steps that are never rejected are measured by.
type gauge struct {
	temperature, stdErr float64 // configurational; 0: not measured
	accept              float64 // that a Metropolis test over all rows would have; 0: not measured
}

const (
	gaugedDraws = 100 // whose gradient gives the temperature, of all chains together; more of few weights
	gaugedMost  = 1000
	gaugedSteps = 20 // that are tested
	mildHeat    = .3 // of the variance, that is .15 of the width: more is told
)

// heat is the configurational temperature of draws (chain, draw, weight) of minus log joint U of d weights, with the mean w0 of
// the chain,
//
//	(w - w0)·dU/dw / d,
//
// averaged over some of them (Wenzel et al. 2020, section 3 and appendix I, arXiv:2002.02405, who have w0 = 0, with more noise where the mode is
// far from it): for any posterior it is 1, by integration by parts, and for a normal one it is the mean of the draws' variances
// over the exact ones. Its standard error is by the effective size.
func (j *joint) heat(ctx context.Context, chains [][][]float64) (t, stdErr float64) {
	each := max(gaugedFor(j.dim)/len(chains), 4)
	values, all, grad := make([][]float64, len(chains)), []float64(nil), make([]float64, j.dim)
	for k, c := range chains {
		if len(c) < 4 {
			return 0, 0
		}
		mean := make([]float64, j.dim)
		for _, w := range c {
			floats.AddScaled(mean, 1/float64(len(c)), w)
		}
		n := min(each, len(c))
		for i := range n {
			w := c[i*len(c)/n]
			if logp := j.LogProb(w, grad); math.IsNaN(logp) || ctx.Err() != nil {
				return 0, 0
			}
			v := (floats.Dot(mean, grad) - floats.Dot(w, grad)) / float64(j.dim)
			values[k], all = append(values[k], v), append(all, v)
		}
	}
	size := mcmc.MeanESS(values)
	if !(size > 1) { // equal values have none
		size = 1
	}
	return stat.Mean(all, nil), stat.StdDev(all, nil) / math.Sqrt(size)
}

// gaugedFor is how many draws of so many weights give the temperature: one has the variance 2/dim if the posterior is normal.
func gaugedFor(dim int) int { return min(max(gaugedDraws, 2000/dim), gaugedMost) }

// accept is the mean acceptance of a Metropolis test, over all rows, of what the chain does while its momentum lasts: 1/friction
// leaps of Hamiltonian dynamics, or the one step of the Langevin algorithm.
func (j *joint) accept(ctx context.Context, chains [][][]float64, rates [][]float64, friction float64, seed uint64) float64 {
	scale, leaps := 2., 1
	if friction > 0 {
		scale, leaps = 1, max(int(math.Round(1/friction)), 1)
	}
	sum, n, p := 0., 0, make([]float64, j.dim)
	for k, c := range chains {
		each := min(max(gaugedSteps/len(chains), 1), len(c))
		for i := range each {
			at := i * len(c) / each
			step := math.Sqrt(scale * rates[k][at] / j.rows)
			if ctx.Err() != nil {
				return 0
			}
			rng.New(seed, "bnn/accept", uint64(k), uint64(at)).Normal64(p, 0)
			sum += mcmc.Acceptance(j, c[at], step, leaps, p)
			n++
		}
	}
	return sum / float64(n)
}

// order is the vector of the joint's weights among p's, or nil if these are others or have states besides, which the joint
// does not know.
func (j *joint) order(p *layers.Params) (slots []slot) {
	if p.Len() != len(j.paths) {
		return nil
	}
	at := 0
	for _, path := range j.paths {
		v := p.Get(path)
		if v == nil || !v.Shape().Eq(j.params.Get(path).Shape()) {
			return nil
		}
		slots = append(slots, slot{path, at, at + v.Size()})
		at += v.Size()
	}
	return slots
}

// notes say when the draws' widths are not the posterior's.
func (g gauge) notes() []string {
	off := math.Abs(g.temperature - 1)
	if g.temperature == 0 || off < mildHeat || off < 3*g.stdErr {
		return nil
	}
	what := "steps are too long, or minibatches too noisy, for the posterior: lower Rate or raise Trainer.BatchSize"
	if g.temperature < 1 {
		what = "they had no time to spread, or leave out directions: train for longer, or raise the rate"
	}
	return []string{fmt.Sprintf("the temperature of the draws is %.2g ± %.1g where the posterior's is 1, so that widths are about %.2g of its: %s", g.temperature, g.stdErr, math.Sqrt(max(g.temperature, 0)), what)}
}
