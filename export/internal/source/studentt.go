package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// StudentT is Student's t with DF degrees of freedom, around Loc and as wide as Scale.
type StudentT struct{ DF, Loc, Scale float64 }

// norm is the logarithm of 1/(sqrt n B(n/2, 1/2)), the density of the standard one at 0.
func (d StudentT) norm() float64 { return -kernel.LBeta64(d.DF/2, .5) - math.Log(d.DF)/2 }

// LogProb is the log-density of y, in nats.
func (d StudentT) LogProb(y float64) float64 {
	w := math.Abs((y-d.Loc)/d.Scale) / math.Sqrt(d.DF)
	log := math.Log1p(w * w)
	if w > 1e8 {
		log = 2 * math.Log(w)
	}
	return d.norm() - math.Log(d.Scale) - (d.DF+1)/2*log
}

// CDF is P(Y <= y).
func (d StudentT) CDF(y float64) float64 { return d.below((y - d.Loc) / d.Scale) }

// Survival is P(Y > y).
func (d StudentT) Survival(y float64) float64 { return d.below((d.Loc - y) / d.Scale) }

// below is P(Z <= z) of the standard one.
func (d StudentT) below(z float64) float64 {
	if z > 0 {
		return 1 - d.below(-z)
	}
	w := -z / math.Sqrt(d.DF)
	switch {
	case w < 1:
		return kernel.RegIncBetaC64(.5, d.DF/2, w*w/(1+w*w)) / 2
	case w < 1e10:
		return kernel.RegIncBeta64(d.DF/2, .5, 1/(1+w*w)) / 2
	}
	return math.Exp(d.norm() - math.Log(d.DF)/2 - d.DF*math.Log(w)) // the power law that it is to all digits
}

// Quantile is the y with P(Y <= y) = p, NaN unless 0 <= p <= 1.
func (d StudentT) Quantile(p float64) float64 {
	if !(p >= 0 && p <= 1) || math.IsNaN(d.Loc+d.Scale+d.DF) {
		return math.NaN()
	}
	return d.Loc + d.Scale*d.quantile(p)
}

// quantile is that of the standard one.
func (d StudentT) quantile(p float64) float64 {
	switch {
	case p > .5:
		return -d.quantile(1 - p)
	case p == .5:
		return 0
	case p == 0:
		return math.Inf(-1)
	}
	lo := -1.
	for d.below(lo) > p {
		if lo *= 8; lo < -1e300 {
			return math.Inf(-1)
		}
	}
	return rootBetween(func(z float64) float64 { return d.below(z) - p }, lo, 0)
}

// Mean is Loc; NaN for DF up to 1, where there is none.
func (d StudentT) Mean() float64 {
	if d.DF <= 1 {
		return math.NaN()
	}
	return d.Loc
}

// Mode is Loc.
func (d StudentT) Mode() float64 { return d.Loc }

// Variance is Scale^2 DF/(DF-2); +Inf for DF up to 2, NaN up to 1.
func (d StudentT) Variance() float64 {
	switch {
	case d.DF <= 1:
		return math.NaN()
	case d.DF <= 2:
		return math.Inf(1)
	}
	return d.Scale * d.Scale * (d.DF / (d.DF - 2))
}

// StdDev is the square root of Variance.
func (d StudentT) StdDev() float64 { return math.Sqrt(d.Variance()) }

func (d StudentT) support() (whole bool, atoms []float64) { return false, nil }

func (d StudentT) bracket(p float64) (lo, hi float64) {
	q := d.Quantile(p)
	return q, q
}
