package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// farTail is the tail mass below which a quantile is sharpened by the mass beyond it: panels know that to 1e-11 of the whole
// row, and 1 - p has lost as many digits of a cdf.
const farTail = 2e-5

// isFar reports whether a quantile is that far out: above, or below where there is no exact cdf.
func isFar(p float64, exact bool) bool {
	return p > 0 && p < 1 && (1-p < farTail || p < farTail && !exact)
}

// farther moves y, a quantile by the panels, to where the mass beyond it is p below, or 1-p above if p > 1/2, relative to
// itself: by Newton's steps in the logarithm of the mass, which is solved for anew, in a bracket. Against a finite end of the
// support they are in the logarithm of the distance.
func (r *panelRow) farther(y, p float64) float64 { return r.withBeyond(y, min(p, 1-p), p > .5) }

// withBeyond is farther, given the mass beyond.
func (r *panelRow) withBeyond(y, tail float64, upper bool) float64 {
	if r.state.Broken() {
		return y
	}
	first := y
	if tail < 1e-9 { // a place that the panels know
		y = r.Quantile(1e-6)
		if upper {
			y = r.Quantile(1 - 1e-6)
		}
	}
	if !(y > r.lo && y < r.hi) {
		return first
	}
	s := solvers.Get().(*Solver)
	defer solvers.Put(s)
	s.tolerance = 1e-14
	defer func() { s.tolerance = 0 }()
	want := kernel.Log64(tail) + r.logMass()
	a, b := r.lo, r.hi
	width := (r.edges[len(r.edges)-1] - r.edges[0]) / 64
	before := math.Inf(1)
	for range 200 {
		mass, logp := r.beyond(s, y, upper, width)
		if s.state == Unresolved && tail >= 1e-8 { // what the panels of the row say is better
			return first
		}
		width = math.Exp(mass - logp) // over which the mass beyond falls by e
		miss := want - mass
		if math.IsNaN(miss) || !(width > 0) || math.IsInf(width, 1) {
			return first
		}
		if (miss > 0) == upper {
			b = y
		} else {
			a = y
		}
		next := r.step(y, miss*width, upper)
		if math.Abs(next-y) <= 2*Spacing(y) || math.Abs(miss) <= 1e-14 || next == r.lo || next == r.hi {
			return min(max(next, a), b)
		}
		if !(next > a && next < b) || math.Abs(miss) > before/2 {
			if next = r.between(a, b, upper); math.Abs(miss) <= 1e-12 || math.IsInf(next, 0) || next == a || next == b {
				return y // as near as the masses are known
			}
		}
		y, before = next, math.Abs(miss)
	}
	return y
}

// between is the middle of a bracket: of the logarithms of the distances from a finite end, as halves of a bracket from 0 to 1
// would take a thousand steps to a quantile of 1e-300.
func (r *panelRow) between(a, b float64, upper bool) float64 {
	middle := func(a, b float64) float64 {
		return math.Sqrt(max(a, math.SmallestNonzeroFloat64)) * math.Sqrt(max(b, math.SmallestNonzeroFloat64))
	}
	switch {
	case upper && !math.IsInf(r.hi, 1):
		return r.hi - middle(r.hi-a, r.hi-b)
	case !upper && !math.IsInf(r.lo, -1):
		return r.lo + middle(a-r.lo, b-r.lo)
	}
	return a + (b-a)/2
}

// step is y moved so that the mass beyond grows by d times the density.
func (r *panelRow) step(y, d float64, upper bool) float64 {
	switch {
	case upper && math.IsInf(r.hi, 1):
		return y - d
	case upper:
		return r.hi - (r.hi-y)*math.Exp(d/(r.hi-y))
	case math.IsInf(r.lo, -1):
		return y + d
	}
	return r.lo + (y-r.lo)*math.Exp(d/(y-r.lo))
}
