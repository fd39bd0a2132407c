package source

import "math"

// Point is a prediction without a distribution: the number Loc, with probability 1.
type Point struct{ Loc float64 }

// LogProb is 0 at Loc and -Inf elsewhere.
func (d Point) LogProb(y float64) float64 {
	switch {
	case y == d.Loc:
		return 0
	case math.IsNaN(y) || math.IsNaN(d.Loc):
		return math.NaN()
	}
	return math.Inf(-1)
}

// CDF is 0 below Loc and 1 from there on.
func (d Point) CDF(y float64) float64 { return 1 - d.Survival(y) }

// Survival is 1 below Loc and 0 from there on.
func (d Point) Survival(y float64) float64 {
	switch {
	case math.IsNaN(y) || math.IsNaN(d.Loc):
		return math.NaN()
	case y < d.Loc:
		return 1
	}
	return 0
}

// Quantile is Loc, NaN unless 0 <= p <= 1.
func (d Point) Quantile(p float64) float64 {
	if p >= 0 && p <= 1 {
		return d.Loc
	}
	return math.NaN()
}

// Mean is Loc.
func (d Point) Mean() float64 { return d.Loc }

// StdDev is 0.
func (d Point) StdDev() float64 { return 0 }

// Variance is 0.
func (d Point) Variance() float64 { return 0 }

func (d Point) support() (whole bool, atoms []float64) { return false, []float64{d.Loc} }

func (d Point) bracket(float64) (lo, hi float64) { return d.Loc, d.Loc }
