package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Poisson is the distribution of a count with mean Rate.
type Poisson struct{ Rate float64 }

// LogProb is the logarithm of the probability of the count y, -Inf if it is none.
func (d Poisson) LogProb(y float64) float64 {
	return ofCount(y, func(k float64) float64 { return kernel.LogPoisson64(k, d.Rate) })
}

// CDF is P(Y <= y).
func (d Poisson) CDF(y float64) float64 {
	return upTo(y, 0, 1, func(k float64) float64 { return kernel.RegIncGammaC64(k+1, d.Rate) })
}

// Survival is P(Y > y).
func (d Poisson) Survival(y float64) float64 {
	return upTo(y, 1, 0, func(k float64) float64 { return kernel.RegIncGamma64(k+1, d.Rate) })
}

// Quantile is the least count with P(Y <= y) >= p, NaN unless 0 <= p <= 1.
func (d Poisson) Quantile(p float64) float64 { return quantileOf(d, p) }

// Mean is Rate.
func (d Poisson) Mean() float64 { return d.Rate }

// Variance is Rate.
func (d Poisson) Variance() float64 { return d.Rate }

// StdDev is the square root of Rate.
func (d Poisson) StdDev() float64 { return math.Sqrt(d.Rate) }

// Mode is the most probable count, the lower of two.
func (d Poisson) Mode() float64 { return math.Max(math.Ceil(d.Rate)-1, 0) }

func (d Poisson) support() (whole bool, atoms []float64) { return true, nil }

func (d Poisson) bracket(p float64) (lo, hi float64) { return countBracket(d, p) }

// NegativeBinomial is the distribution of a count with mean Rate and variance Rate + Rate^2/Concentration.
type NegativeBinomial struct{ Rate, Concentration float64 }

// LogProb is the logarithm of the probability of the count y, -Inf if it is none.
func (d NegativeBinomial) LogProb(y float64) float64 {
	return ofCount(y, func(k float64) float64 { return kernel.LogNegativeBinomial64(k, d.Concentration, d.Rate) })
}

// success is the probability p of the classical form, and 1-p.
func (d NegativeBinomial) success() (p, q float64) {
	total := d.Concentration + d.Rate
	return d.Concentration / total, d.Rate / total
}

// CDF is P(Y <= y).
func (d NegativeBinomial) CDF(y float64) float64 {
	p, q := d.success()
	return upTo(y, 0, 1, func(k float64) float64 {
		if p < q {
			return kernel.RegIncBeta64(d.Concentration, k+1, p)
		}
		return kernel.RegIncBetaC64(k+1, d.Concentration, q)
	})
}

// Survival is P(Y > y).
func (d NegativeBinomial) Survival(y float64) float64 {
	p, q := d.success()
	return upTo(y, 1, 0, func(k float64) float64 {
		if p < q {
			return kernel.RegIncBetaC64(d.Concentration, k+1, p)
		}
		return kernel.RegIncBeta64(k+1, d.Concentration, q)
	})
}

// Quantile is the least count with P(Y <= y) >= p, NaN unless 0 <= p <= 1.
func (d NegativeBinomial) Quantile(p float64) float64 { return quantileOf(d, p) }

// Mean is Rate.
func (d NegativeBinomial) Mean() float64 { return d.Rate }

// Variance is Rate + Rate^2/Concentration.
func (d NegativeBinomial) Variance() float64 { return d.Rate * (1 + d.Rate/d.Concentration) }

// StdDev is the square root of Variance.
func (d NegativeBinomial) StdDev() float64 { return math.Sqrt(d.Variance()) }

// Mode is the most probable count, the lower of two.
func (d NegativeBinomial) Mode() float64 {
	return math.Max(math.Ceil(d.Rate-d.Rate/d.Concentration)-1, 0)
}

func (d NegativeBinomial) support() (whole bool, atoms []float64) { return true, nil }

func (d NegativeBinomial) bracket(p float64) (lo, hi float64) { return countBracket(d, p) }

// ofCount is f of a count, -Inf of what is none.
func ofCount(y float64, f func(k float64) float64) float64 {
	if y >= 0 && y == math.Trunc(y) || math.IsNaN(y) {
		return f(y)
	}
	return math.Inf(-1)
}

// upTo is f of the greatest count that is not above y; before 0 and at infinity it is as given.
func upTo(y, before, after float64, f func(k float64) float64) float64 {
	switch {
	case y < 0:
		return before
	case math.IsInf(y, 1):
		return after
	}
	return f(math.Floor(y))
}

// countBracket is counts around the quantile of p.
func countBracket(d law, p float64) (lo, hi float64) {
	if p <= 0 {
		return 0, 0
	}
	if p >= 1 {
		return 0, math.Inf(1)
	}
	mean, spread := d.Mean(), math.Sqrt(d.Variance())
	hi = math.Ceil(mean + spread + 1)
	for d.CDF(hi) < p-1e-15 {
		if lo = hi + 1; hi > 1e300 {
			return hi, hi
		}
		hi += hi + math.Ceil(spread) // in leaps that grow
	}
	return lo, hi
}
