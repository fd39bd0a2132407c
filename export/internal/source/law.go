package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// law is a distribution of one number, for mixtures.
type law interface {
	// LogProb is the log-density of y, or the log-mass of a discrete law, -Inf outside the support.
	LogProb(y float64) float64
	// CDF is P(Y <= y).
	CDF(y float64) float64
	// Survival is P(Y > y), with digits where CDF is nearly 1.
	Survival(y float64) float64
	// Mean is E Y.
	Mean() float64
	// Variance is Var Y.
	Variance() float64
	// support reports whether Y is a whole number, or else the few values that it has, none if there are more.
	support() (whole bool, atoms []float64)
	// bracket is an interval that holds the quantile of p, which is between 0 and 1.
	bracket(p float64) (lo, hi float64)
}

// quantileOf is the least y with P(Y <= y) >= p, NaN unless 0 <= p <= 1.
func quantileOf(d law, p float64) float64 {
	if !(p >= 0 && p <= 1) || math.IsNaN(d.Mean()) && math.IsNaN(d.CDF(0)) {
		return math.NaN()
	}
	lo, hi := d.bracket(p)
	whole, atoms := d.support()
	switch {
	case lo == hi || p == 0:
		return lo
	case p == 1:
		return hi
	case whole:
		return wholeQuantile(d, p, lo, hi)
	case len(atoms) > 0:
		return atomQuantile(d, p, atoms)
	}
	return rootBetween(func(y float64) float64 {
		if p > .5 {
			return (1 - p) - d.Survival(y)
		}
		return d.CDF(y) - p
	}, lo, hi)
}

// wholeQuantile is the least whole number from lo to hi with P(Y <= y) >= p, but for the rounding of sums of masses.
func wholeQuantile(d law, p, lo, hi float64) float64 {
	for lo < hi {
		middle := math.Floor(lo + (hi-lo)/2)
		if d.CDF(middle) >= p-1e-15 {
			hi = middle
		} else {
			lo = middle + 1
		}
	}
	return hi
}

// atomQuantile is the least of some values with P(Y <= y) >= p, but for the rounding of sums of masses.
func atomQuantile(d law, p float64, atoms []float64) float64 {
	least := math.Inf(1)
	for _, y := range atoms {
		if y < least && d.CDF(y) >= p-1e-15 {
			least = y
		}
	}
	return least
}

// rootBetween is where the continuous f changes sign between a and b, to the spacing of floats.
func rootBetween(f func(float64) float64, a, b float64) float64 {
	fa, fb := f(a), f(b)
	if fa*fb > 0 { // one of them is a root but for rounding
		if math.Abs(fa) < math.Abs(fb) {
			return a
		}
		return b
	}
	return kernel.Root(f, a, b, fa, fb, 0)
}
