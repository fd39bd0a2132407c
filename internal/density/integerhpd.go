package density

import (
	"math"
	"slices"
	"sort"
)

// HPD is the smallest set of integers of at least the given mass, the lower of equals, as runs [first, last].
func (r *integerRow) HPD(mass float64) []Interval {
	if r.state.Broken() || !(mass >= 0 && mass <= 1) {
		return nil
	}
	if r.single {
		return runsOf(r.AtomRow.HPD(mass))
	}
	own := *r // the row may be another goroutine's too, and the blocks are written to
	own.blocks = slices.Clone(r.blocks)
	r = &own
	levels := r.levels()
	enough := func(level float64) bool { _, m := r.above(level); return m >= mass-1e-14 }
	k := sort.Search(len(levels), func(k int) bool { return !enough(levels[k]) })
	if k == 0 { // rounding of sums
		runs, _ := r.above(levels[0])
		return runs
	}
	lo, hi := levels[k-1], levels[min(k, len(levels)-1)]
	for range 60 {
		middle := lo + (hi-lo)/2
		if !(middle > lo && middle < hi) {
			break
		}
		if enough(middle) {
			lo = middle
		} else {
			hi = middle
		}
	}
	runs, m := r.above(lo)
	return r.trim(runs, lo, m-mass)
}

// runsOf joins neighbours among single integers.
func runsOf(each []Interval) (runs []Interval) {
	for _, e := range each {
		if n := len(runs); n > 0 && e.Lo <= following(runs[n-1].Hi) {
			runs[n-1].Hi = e.Hi
		} else {
			runs = append(runs, e)
		}
	}
	return runs
}

// levels are the log-masses at the ends of blocks and at their tops, ascending; the blocks keep theirs.
func (r *integerRow) levels() []float64 {
	ask := r.peaks()
	for _, b := range r.blocks {
		ask = append(ask, b.first, b.last())
	}
	out := make([]float64, len(ask))
	r.logMass(ask, out)
	for k := range out {
		out[k] -= r.AtomRow.logMass
	}
	n := len(r.blocks)
	for k := range r.blocks {
		b := &r.blocks[k]
		b.peak, b.top, b.lo, b.hi = ask[k], out[k], out[n+2*k], out[n+2*k+1]
		b.top = max(b.top, b.lo, b.hi)
		switch b.top {
		case b.lo:
			b.peak = b.first
		case b.hi:
			b.peak = b.last()
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(l float64) bool { return math.IsInf(l, -1) })
}

// peaks are the heaviest integers of the blocks, along each of which the mass rises and then falls; the lowest of equals. All are climbed
// together: one at a time the calls, not the masses, take a second for thousands of blocks.
func (r *integerRow) peaks() []float64 {
	n := len(r.blocks)
	lo, hi := make([]float64, n, 3*n), make([]float64, n)
	for k, b := range r.blocks {
		lo[k], hi[k] = b.first, b.last()
	}
	var ask, out []float64
	for {
		ask = ask[:0]
		for k := range lo {
			if middle, ok := halfway(lo[k], hi[k]); ok {
				ask = append(ask, middle, following(middle))
			}
		}
		if len(ask) == 0 {
			return lo
		}
		out = slices.Grow(out[:0], len(ask))[:len(ask)]
		r.logMass(ask, out)
		at := 0
		for k := range lo {
			if _, ok := halfway(lo[k], hi[k]); !ok {
				continue
			}
			if out[at] >= out[at+1] {
				hi[k] = ask[at]
			} else {
				lo[k] = ask[at+1]
			}
			at += 2
		}
	}
}

// above is the integers whose log-mass is at least level, as runs, and their mass. Along a block it rises to its top and falls.
func (r *integerRow) above(level float64) (runs []Interval, mass float64) {
	for k := range r.blocks {
		b := &r.blocks[k]
		if b.top < level {
			continue
		}
		first, last := b.first, b.last()
		if b.lo < level {
			first = r.crossing(b.peak, b.first, level)
		}
		if b.hi < level {
			last = r.crossing(b.peak, b.last(), level)
		}
		if n := len(runs); n > 0 && first <= following(runs[n-1].Hi) {
			runs[n-1].Hi = last
		} else {
			runs = append(runs, Interval{first, last})
		}
		if first == b.first && last == b.last() {
			mass += b.mass
		} else {
			mass += r.part(first, last-first+1)
		}
	}
	return runs, mass
}

// crossing is the last integer at or above level on the way from in, which is, to out, which is not.
func (r *integerRow) crossing(in, out, level float64) float64 {
	for {
		middle, ok := halfway(min(in, out), max(in, out))
		switch {
		case !ok:
			return in
		case r.at(middle) >= level:
			in = middle
		default:
			out = middle
		}
	}
}

// trim leaves out the upper ones of equals that are more than is asked for: those at the level at the end of the last run.
func (r *integerRow) trim(runs []Interval, level, excess float64) []Interval {
	if len(runs) == 0 || !(excess > 0) {
		return runs
	}
	end := &runs[len(runs)-1]
	keep, drop := end.Lo, following(end.Hi) // the first that is dropped is above the one and at most the other
	for middle, ok := halfway(keep, drop); ok; middle, ok = halfway(keep, drop) {
		if math.Abs(r.at(middle)-level) <= 1e-12*math.Abs(level) && r.part(middle, end.Hi-middle+1) <= excess {
			drop = middle
		} else {
			keep = middle
		}
	}
	end.Hi = keep
	return runs
}
