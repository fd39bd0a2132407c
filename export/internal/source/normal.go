package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Normal is the normal distribution with mean Loc and standard deviation Scale.
type Normal struct{ Loc, Scale float64 }

// LogProb is the log-density of y, in nats.
func (d Normal) LogProb(y float64) float64 {
	z := (y - d.Loc) / d.Scale
	return -z*z/2 - math.Log(d.Scale) - halfLog2Pi
}

// halfLog2Pi is log sqrt(2 pi).
const halfLog2Pi = 0.91893853320467274178

// CDF is P(Y <= y).
func (d Normal) CDF(y float64) float64 { return kernel.NormalCDF64((y - d.Loc) / d.Scale) }

// Survival is P(Y > y).
func (d Normal) Survival(y float64) float64 { return kernel.NormalCDF64((d.Loc - y) / d.Scale) }

// Quantile is the y with P(Y <= y) = p, NaN unless 0 <= p <= 1.
func (d Normal) Quantile(p float64) float64 { return d.Loc + d.Scale*normalQuantile(p) }

// Mean is Loc.
func (d Normal) Mean() float64 { return d.Loc }

// Mode is Loc.
func (d Normal) Mode() float64 { return d.Loc }

// StdDev is Scale.
func (d Normal) StdDev() float64 { return d.Scale }

// Variance is Scale^2.
func (d Normal) Variance() float64 { return d.Scale * d.Scale }

func (d Normal) support() (whole bool, atoms []float64) { return false, nil }

func (d Normal) bracket(p float64) (lo, hi float64) {
	q := d.Quantile(p)
	return q, q
}

// normalQuantile is the z with Phi(z) = p: a start to 4.5e-4 (Abramowitz and Stegun (1964), 26.2.23) and three steps of Halley's
// method on the logarithm of the smaller tail, each of which triples the digits.
func normalQuantile(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p > .5: // 1-p is exact
		return -normalQuantile(1 - p)
	case p == 0:
		return math.Inf(-1)
	case p == .5:
		return 0
	}
	l := kernel.Log64(p)
	t := math.Sqrt(-2 * l)
	z := (2.515517+t*(.802853+t*.010328))/(1+t*(1.432788+t*(.189269+t*.001308))) - t
	for range 3 {
		log := kernel.LogNormalCDF64(z)
		mills := math.Exp(-z*z/2 - log - halfLog2Pi) // phi/Phi, the slope of log Phi
		step := (log - l) / mills
		z -= step / (1 + step*(z+mills)/2)
	}
	return z
}
