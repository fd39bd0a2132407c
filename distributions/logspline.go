package distributions

import (
	"fmt"
	"math"
	"slices"
)

// LogSpline is the density e^s(y) on [Knots[0], Knots[m]], with s a cubic spline of two continuous derivatives: s is the
// sum of Coefficients[j] times the cubic B-spline j of the knots, the outer ones of which count four times (de Boor 1978,
// A Practical Guide to Splines). FitLogSpline estimates one from a sample. As B-splines sum to 1, adding a number to all
// coefficients multiplies the density; those of a fit make it integrate to 1.
//
// A literal is checked when it is used: SwapPrior returns an error, LogProb NaN, if there are not two knots at least,
// if they do not ascend, or if there are not two coefficients more than knots, all of them finite.
type LogSpline struct {
	Knots        []float64 // (m+1), ascending, in the unit of y
	Coefficients []float64 // (m+3), log-densities, nats
}

// LogProb is s(y), and -Inf outside the knots. It goes through all knots; SwapPrior does that once.
func (l LogSpline) LogProb(y float64) float64 {
	if l.validate() != nil {
		return math.NaN()
	}
	m := len(l.Knots) - 1
	if !(y >= l.Knots[0] && y <= l.Knots[m]) {
		return math.Inf(-1)
	}
	k := interval(l.Knots, y)
	c := l.cubic(k)
	return c.at(l.Knots, k, y)
}

// Support is the outer knots.
func (l LogSpline) Support() (lo, hi float64) {
	if len(l.Knots) == 0 {
		return math.NaN(), math.NaN()
	}
	return l.Knots[0], l.Knots[len(l.Knots)-1]
}

// Breaks is the knots, where the third derivative of s jumps.
func (l LogSpline) Breaks() []float64 { return l.Knots }

func (l LogSpline) prepare() (Prior, error) {
	if err := l.validate(); err != nil {
		return nil, err
	}
	return newCubics(l), nil
}

func (l LogSpline) validate() error {
	m := len(l.Knots) - 1
	if m < 1 || len(l.Coefficients) != m+3 {
		return fmt.Errorf("log-spline with %d knots and %d coefficients: want at least two knots, and two coefficients more than knots", m+1, len(l.Coefficients))
	}
	for k, t := range l.Knots {
		if math.IsNaN(t) || math.IsInf(t, 0) || k > 0 && !(l.Knots[k-1] < t) {
			return fmt.Errorf("log-spline knot %d is %v: knots must be finite and ascend", k, t)
		}
	}
	for j, c := range l.Coefficients {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return fmt.Errorf("log-spline coefficient %d is %v", j, c)
		}
	}
	return nil
}

// interval is the k for which y is in [knots[k], knots[k+1]], the last one for the upper end.
func interval(knots []float64, y float64) int {
	k, found := slices.BinarySearch(knots, y)
	if !found {
		k--
	}
	return min(max(k, 0), len(knots)-2)
}

// bsplines are the four cubic B-splines k ... k+3 that are not 0 on interval k, at y, by Cox and de Boor's recursion.
func bsplines(knots []float64, k int, y float64) (b [4]float64) {
	knot := func(i int) float64 { return knots[min(max(i, 0), len(knots)-1)] }
	b[0] = 1
	for d := 1; d <= 3; d++ {
		saved := 0.
		for r := range d {
			right, left := knot(k+1+r), knot(k+1+r-d)
			share := b[r] / (right - left)
			b[r] = saved + (right-y)*share
			saved = (y - left) * share
		}
		b[d] = saved
	}
	return b
}
