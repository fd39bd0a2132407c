package density

import (
	"math"
	"slices"
	"sort"

	"github.com/deepprob/deepprob/internal/kernel"
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
	enough := func(level float64) bool {
		if least, most := r.bounds(level); least >= mass-1e-14 || most < mass-1e-14 {
			return least >= mass-1e-14
		}
		_, m := r.above(level)
		return m >= mass-1e-14
	}
	k := sort.Search(len(levels), func(k int) bool { return !enough(levels[k]) })
	if k == 0 { // rounding of sums
		runs, _ := r.above(levels[0])
		return runs
	}
	lo := r.level(mass, levels[k-1], levels[min(k, len(levels)-1)])
	runs, m := r.above(lo)
	return r.trim(runs, lo, m-mass)
}

// level is the highest log-mass from lo on, which is low enough, up to hi, which is not, above which is the given mass. None is left to
// find where no integer above it, of those that are floats, can be spared.
func (r *integerRow) level(mass, lo, hi float64) float64 {
	excess := func(level float64) float64 {
		runs, m := r.above(level)
		over := m - (mass - 1e-14)
		if over >= 0 {
			lo = max(lo, level)
			if over < math.Exp(level)*spacing(runs) {
				return 0
			}
		}
		return over
	}
	if low, high := excess(lo), excess(hi); low > 0 && high < 0 {
		kernel.Root(excess, lo, hi, low, high, 0)
	}
	return lo
}

// spacing is the least distance of neighbouring floats at the ends of runs, 1 up to 2^53.
func spacing(runs []Interval) float64 {
	least := math.Inf(1)
	for _, s := range runs {
		for _, y := range []float64{math.Abs(s.Lo), math.Abs(s.Hi)} {
			least = min(least, y-preceding(y))
		}
	}
	return least
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

// levels are the log-masses at the ends of blocks and at their tops, ascending; the blocks keep theirs, normalized.
func (r *integerRow) levels() []float64 {
	peaks := r.peaks()
	var inside []float64
	for k, b := range r.blocks {
		if peaks[k] != b.first && peaks[k] != b.last() {
			inside = append(inside, peaks[k])
		}
	}
	tops := make([]float64, len(inside))
	r.logMass(inside, tops)
	out := make([]float64, 0, 3*len(r.blocks))
	for k := range r.blocks {
		b := &r.blocks[k]
		b.lo, b.hi, b.peak = b.lo-r.AtomRow.logMass, b.hi-r.AtomRow.logMass, peaks[k]
		b.top = max(b.lo, b.hi)
		if len(inside) > 0 && b.peak == inside[0] {
			b.top = max(b.top, tops[0]-r.AtomRow.logMass)
			inside, tops = inside[1:], tops[1:]
		}
		switch b.top {
		case b.lo:
			b.peak = b.first
		case b.hi:
			b.peak = b.last()
		}
		out = append(out, b.lo, b.hi, b.top)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(l float64) bool { return math.IsInf(l, -1) })
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
			first = r.crossing(b.peak, b.first, level, b.top, b.lo)
		}
		if b.hi < level {
			last = r.crossing(b.peak, b.last(), level, b.top, b.hi)
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

// bounds are two that the mass at or above level is between: that of the blocks which are all of it, and of those which have some, whose
// parts are summed to less than 1e-7.
func (r *integerRow) bounds(level float64) (least, most float64) {
	for k := range r.blocks {
		switch b := &r.blocks[k]; {
		case b.top < level:
		case b.lo < level || b.hi < level:
			most += b.mass * (1 + 1e-7)
		default:
			least, most = least+b.mass, most+b.mass
		}
	}
	return least, most
}

// trim leaves out the upper ones of equals that are more than is asked for: those at the level at the end of the last run.
func (r *integerRow) trim(runs []Interval, level, excess float64) []Interval {
	if len(runs) == 0 || !(excess > 0) {
		return runs
	}
	end := &runs[len(runs)-1]
	spared := func(y float64) bool {
		return math.Abs(r.at(y)-level) <= 1e-12*math.Abs(level) && r.part(y, end.Hi-y+1) <= excess
	}
	if !spared(end.Hi) {
		return runs
	}
	keep, drop := end.Lo, following(end.Hi) // the first that is dropped is above the one and at most the other
	for middle, ok := halfway(keep, drop); ok; middle, ok = halfway(keep, drop) {
		if spared(middle) {
			drop = middle
		} else {
			keep = middle
		}
	}
	end.Hi = keep
	return runs
}
