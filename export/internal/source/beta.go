package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Beta is the beta distribution with concentrations Alpha and Beta, on [Min, Min+Width].
type Beta struct{ Alpha, Beta, Min, Width float64 }

// unit is y as a share of the interval.
func (d Beta) unit(y float64) float64 { return (y - d.Min) / d.Width }

// LogProb is the log-density of y, in nats, -Inf outside the interval.
func (d Beta) LogProb(y float64) float64 {
	return kernel.LogBetaDensity64(d.Alpha, d.Beta, d.unit(y)) - math.Log(d.Width)
}

// CDF is P(Y <= y).
func (d Beta) CDF(y float64) float64 { return kernel.RegIncBeta64(d.Alpha, d.Beta, d.unit(y)) }

// Survival is P(Y > y).
func (d Beta) Survival(y float64) float64 { return kernel.RegIncBetaC64(d.Alpha, d.Beta, d.unit(y)) }

// Quantile is the y with P(Y <= y) = p, NaN unless 0 <= p <= 1.
func (d Beta) Quantile(p float64) float64 { return quantileOf(d, p) }

// Mean is Min + Width Alpha/(Alpha+Beta).
func (d Beta) Mean() float64 { return d.Min + d.Width*(d.Alpha/(d.Alpha+d.Beta)) }

// Variance is Width^2 Alpha Beta/((Alpha+Beta)^2 (Alpha+Beta+1)).
func (d Beta) Variance() float64 {
	n := d.Alpha + d.Beta
	return d.Width * d.Width * (d.Alpha / n * (d.Beta / n) / (n + 1))
}

// StdDev is the square root of Variance.
func (d Beta) StdDev() float64 { return math.Sqrt(d.Variance()) }

func (d Beta) support() (whole bool, atoms []float64) { return false, nil }

func (d Beta) bracket(float64) (lo, hi float64) { return d.Min, d.Min + d.Width }
