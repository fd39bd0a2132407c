package density

import (
	"math"
	"sort"
)

// Quantile is the first integer with cdf >= p, but for rounding of sums; for 0 and 1 the first and the last integer that may occur.
func (r *integerRow) Quantile(p float64) float64 {
	first, last := 0, len(r.blocks)-1
	switch {
	case r.state.Broken() || !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0 && r.goesOn(r.lo, -following(-r.blocks[first].first)):
		return r.lo
	case p == 1 && r.goesOn(r.hi, following(r.blocks[last].last())):
		return r.hi
	}
	reached := func(mass float64) bool { return mass > 0 && mass >= p-1e-15 }
	k := sort.Search(len(r.blocks), func(k int) bool { return reached(r.before[k] + r.blocks[k].mass) })
	if k == len(r.blocks) { // rounding left a little
		k--
	}
	for k > 0 && r.blocks[k].mass == 0 {
		k--
	}
	return r.within(k, p, reached)
}

// within is the first integer of block k up to which the mass is reached: by Newton's steps from where the collocation has it, and away
// from there by distances that double, so that it is closed in on from both sides.
func (r *integerRow) within(k int, p float64, reached func(mass float64) bool) float64 {
	b := r.blocks[k]
	lo, hi := -following(-b.first), b.last() // P(Y <= lo) < p <= P(Y <= hi)
	at, away := math.NaN(), 1.
	if b.w > short {
		at = r.guess(k, p)
	}
	for n := 0; ; n++ {
		middle, ok := halfway(lo, hi)
		if !ok {
			return hi
		}
		if !(at > lo && at < hi) || n > 60 {
			at = middle
		}
		part, mass := r.partAnd(k, at)
		way := 1.
		if reached(r.before[k] + part) {
			hi, way = at, -1
		} else {
			lo = at
		}
		step := math.Round((p - 1e-15 - r.before[k] - part) / mass)
		if !(step*way >= away) {
			step, away = way*away, 2*away
		}
		at = max(min(at+step, preceding(hi)), following(lo))
	}
}

// guess is about the integer of a wide block k up to which the mass is p.
func (r *integerRow) guess(k int, p float64) float64 {
	var room [2][6]float64
	b, masses, before := r.blocks[k], r.Mass[r.starts[k]:], r.before[k]
	y, stands := nodes(b.first, b.w, room[0][:0], room[1][:0])
	if len(y) == 6 {
		y, stands, masses, before = y[1:], stands[1:], masses[1:], before+masses[0]
	}
	c := collocate(y, stands, masses)
	at := c.middle
	for range 4 {
		at += (p - before - c.upTo(at)) / c.mass(at)
	}
	return math.Round(at)
}

// partAnd is the mass of block k up to an integer, and that of the integer.
func (r *integerRow) partAnd(k int, at float64) (part, mass float64) {
	b := r.blocks[k]
	if b.w <= short {
		return r.beginning(k, at-b.first+1), r.Mass[r.starts[k]+int(at-b.first)]
	}
	var room [2][short + 1]float64
	y, stands := nodes(b.first, at-b.first+1, room[0][:0], room[1][:0])
	n := len(y)
	y = append(y, at)
	out := make([]float64, n+1)
	r.logMass(y, out)
	for j := range n {
		part += stands[j] * math.Exp(out[j]-r.AtomRow.logMass)
	}
	return part, math.Exp(out[n] - r.AtomRow.logMass)
}

// goesOn reports whether the row has mass up to an end of its support: if it has none beside its blocks, it has none further out.
func (r *integerRow) goesOn(end, beside float64) bool {
	if math.IsInf(end, 0) {
		return !math.IsInf(r.at(beside), -1)
	}
	return !math.IsInf(r.at(end), -1)
}

// halfway is an integer strictly between two, if there is one that is a float: beyond 2^53 neighbours are further apart than 1, and
// a bisection that waits for a distance of 1 never ends.
func halfway(lo, hi float64) (middle float64, ok bool) {
	middle = lo + math.Floor((hi-lo)/2)
	return middle, middle > lo && middle < hi
}

// following is the next integer that is a float.
func following(y float64) float64 { return max(y+1, math.Nextafter(y, math.Inf(1))) }
