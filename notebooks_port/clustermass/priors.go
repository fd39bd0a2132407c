package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/figures"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
)

// The flat prior of the notebook, and the bins of its training prior.
var flat = distributions.FlatPrior{Min: 13.51, Max: 15.2}

const priorBins = 64

// The estimates of the training prior, as tables and figures name them.
const (
	logSpline   = "log-spline"
	nearlyExact = "nearly exact"
)

func binned(h distributions.Histogram) string { return fmt.Sprintf("%d bins", len(h.Mass)) }

// A namedPrior is an estimate of the training prior.
type namedPrior struct {
	name string
	distributions.Prior
}

// priors are the estimates of the training prior; the first is the one that the figures' posteriors are divided by, the others are
// there to compare.
type priors struct {
	all       []namedPrior
	histogram distributions.Histogram
	target    distributions.FlatPrior // the flat one, where there are training rows
}

// estimatePriors estimates the density of the training masses: as the notebook does, or by a log-spline, with what there is to
// compare it with. Of a mock catalogue it is known.
func estimatePriors(o options, masses []float64) (p priors, err error) {
	if p.histogram, err = trainingHistogram(masses); err != nil {
		return p, err
	}
	// With few rows the training masses may end before the flat prior does.
	lo, hi := p.histogram.Support()
	p.target = distributions.FlatPrior{Min: max(flat.Min, lo), Max: min(flat.Max, hi)}
	if o.prior == "histogram" {
		p.all = []namedPrior{{binned(p.histogram), p.histogram}}
		return p, nil
	}
	spline, err := distributions.FitLogSpline(masses, distributions.LogSplineOptions{Seed: o.seed})
	if err != nil {
		return p, err
	}
	p.all = []namedPrior{{logSpline, spline}, {binned(p.histogram), p.histogram}}
	if o.catalogue == "" {
		exact, err := catalogue.Prior()
		if err != nil {
			return p, err
		}
		p.all = append(p.all, namedPrior{nearlyExact, exact})
	}
	return p, nil
}

// trainingHistogram is the histogram of the training masses in 64 bins, as in the notebook; in half as many, and so on, while
// few rows leave a bin empty where the flat prior is not: there is nothing to divide by.
func trainingHistogram(y []float64) (distributions.Histogram, error) {
	for bins := priorBins; ; bins /= 2 {
		h, err := distributions.NewHistogram(y, bins)
		if err != nil || bins <= 4 || !gaps(h) {
			return h, err
		}
	}
}

// gaps reports whether a bin of h inside the flat prior's support is empty.
func gaps(h distributions.Histogram) bool {
	for i := range h.Edges[1:] {
		lo, hi := max(h.Edges[i], flat.Min), min(h.Edges[i+1], flat.Max)
		if lo < hi && math.IsInf(h.LogProb((lo+hi)/2), -1) {
			return true
		}
	}
	return false
}

// curves are the smooth estimates, for the figure of the prior.
func (p priors) curves() (c []figures.PriorCurve) {
	for _, q := range p.all {
		if _, steps := q.Prior.(distributions.Histogram); !steps {
			c = append(c, figures.PriorCurve{Name: q.name, LogProb: q.LogProb})
		}
	}
	return c
}
