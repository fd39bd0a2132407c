package density

import (
	"math"
	"slices"
	"sort"
)

// Mode is the heaviest integer, the lowest of equals.
func (r *integerRow) Mode() float64 {
	if m := r.Modes(); len(m) > 0 {
		return m[0]
	}
	return math.NaN()
}

// Modes climbs from every integer that no other of those that stand for the blocks exceeds beside it.
func (r *integerRow) Modes() []float64 {
	if r.state.Broken() {
		return nil
	}
	log := r.log
	type peak struct{ y, log float64 }
	var peaks []peak
	for k := 0; k < len(log); k++ {
		from := k
		for k+1 < len(log) && log[k+1] == log[k] {
			k++
		}
		if (from == 0 || log[from-1] < log[from]) && (k+1 == len(log) || log[k+1] < log[k]) && !math.IsInf(log[from], -1) {
			lo, hi := r.blocks[0].first, r.blocks[len(r.blocks)-1].last() // a wide block begins and ends beside those that stand for it
			if from > 0 {
				lo = r.Y[from-1]
			}
			if k+1 < len(log) {
				hi = r.Y[k+1]
			}
			y := r.climb(lo, hi)
			top := r.bare(y)
			if top < log[from] {
				y, top = r.Y[from], log[from]
			}
			peaks = append(peaks, peak{y, top})
		}
	}
	sort.SliceStable(peaks, func(a, b int) bool { return peaks[a].log > peaks[b].log })
	out := make([]float64, len(peaks))
	for k, p := range peaks {
		out[k] = p.y
	}
	return slices.Compact(out)
}

// climb is the heaviest integer of [lo, hi], along which the mass rises and then falls; the lowest of equals.
func (r *integerRow) climb(lo, hi float64) float64 {
	for a, b, ok := probes(lo, hi); ok; a, b, ok = probes(lo, hi) {
		lo, hi = narrowed(lo, hi, a, b, r.bare(a), r.bare(b))
	}
	if r.bare(hi) > r.bare(lo) {
		return hi
	}
	return lo
}

// probes are two integers in (lo, hi], or [lo, hi), of which the heavier one tells where the heaviest is. In many integers they lie apart:
// neighbours weigh the same to rounding for a thirtieth of the way to the mode of a wide row.
func probes(lo, hi float64) (a, b float64, ok bool) {
	if w := hi - lo; w > 64 {
		if a, b = lo+math.Floor(w*.375), lo+math.Floor(w*.625); lo < a && a < b && b < hi {
			return a, b, true
		}
	}
	a, ok = halfway(lo, hi)
	return a, following(a), ok
}

// narrowed is what is left of [lo, hi], given the masses at two probes.
func narrowed(lo, hi, a, b, atA, atB float64) (from, to float64) {
	switch apart := b > following(a); {
	case atA >= atB && apart:
		return lo, b
	case atA >= atB:
		return lo, a
	case apart:
		return a, hi
	}
	return b, hi
}
