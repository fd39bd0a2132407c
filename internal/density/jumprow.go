package density

import (
	"math"
	"slices"
)

// A jumpRow is a solved row of a density with a point mass amid it: share of all at the point, and the other part in panels.
//
// The point is infinitely dense against any length, so it is the mode, and the first that a region of highest density takes: both are
// then the same in every unit of y. Entropy and log-densities are with respect to length and to counting at the point.
type jumpRow struct {
	at           float64
	share, other float64 // which sum to 1, each right where it is next to 0
	rest         *panelRow
	lo, hi       float64 // support of both
	logMass      float64
	state        State
}

func (r *jumpRow) State() State { return r.state }

// clone returns a copy that shares nothing with the solver that made r.
func (r *jumpRow) clone() *jumpRow {
	c := *r
	c.rest = r.rest.clone()
	return &c
}

// mixed is the point's answer and the density's, weighed; one of no weight is not asked.
func (r *jumpRow) mixed(point float64, rest func() float64) float64 {
	switch {
	case r.other == 0:
		return point
	case r.share == 0:
		return rest()
	}
	return r.share*point + r.other*rest()
}

func (r *jumpRow) Summary() Summary {
	if r.state.Broken() {
		return brokenSummary(r.state)
	}
	s := Summary{LogMass: r.logMass, Mean: r.at, Mode: r.Mode(), Fraction: 1, State: r.state}
	if r.other == 0 {
		return s
	}
	d := r.rest.Summary()
	off := d.Mean - r.at
	s.Mean, s.Heavy = r.at+r.other*off, d.Heavy
	s.Variance = r.other * (d.Variance + r.share*off*off)
	s.Deviation = math.Sqrt(r.other) * math.Hypot(d.Deviation, math.Sqrt(r.share)*off)
	return s
}

// entropy is that of where a draw is, and the density's own.
func (r *jumpRow) entropy() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	h := r.mixed(0, r.rest.entropy)
	for _, m := range []float64{r.share, r.other} {
		if m > 0 {
			h -= m * math.Log(m)
		}
	}
	return h
}

// effective is not known: there is no prior with a point mass to weigh it by.
func (r *jumpRow) effective(Weight) float64 { return math.NaN() }

func (r *jumpRow) CDF(y float64) float64 { return r.PIT(y, 1) }

func (r *jumpRow) PIT(y, v float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	point := 0.
	switch {
	case y > r.at:
		point = 1
	case y == r.at:
		point = v
	}
	return min(r.mixed(point, func() float64 { return r.rest.CDF(y) }), 1)
}

// Quantile is the point for all p that the cdf passes there.
func (r *jumpRow) Quantile(p float64) float64 {
	switch {
	case r.state.Broken() || !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0 && r.share < 1:
		return r.lo
	case p == 1 && r.share < 1:
		return r.hi
	}
	before := r.mixed(0, func() float64 { return r.rest.CDF(r.at) })
	switch {
	case r.share > 0 && p > before && p <= before+r.share+1e-15: // sums of masses are rounded
		return r.at
	case p <= before:
		y := r.rest.Quantile(p / r.other)
		if p/r.other < farTail {
			y = r.rest.withBeyond(y, p/r.other, false)
		}
		return y
	}
	y := r.rest.Quantile(min((p-r.share)/r.other, 1))
	if tail := (1 - p) / r.other; tail < farTail {
		return r.rest.withBeyond(y, tail, true)
	}
	return y
}

func (r *jumpRow) Mode() float64 {
	switch {
	case r.state.Broken():
		return math.NaN()
	case r.share > 0:
		return r.at
	}
	return r.rest.Mode()
}

// Modes are the point and the density's.
func (r *jumpRow) Modes() (ys []float64) {
	if r.state.Broken() {
		return nil
	}
	if r.other > 0 {
		ys = r.rest.Modes()
	}
	if r.share == 0 {
		return ys
	}
	return append([]float64{r.at}, slices.DeleteFunc(slices.Clone(ys), func(y float64) bool { return y == r.at })...)
}
