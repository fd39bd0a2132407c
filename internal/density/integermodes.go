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
			y := r.climb(r.Y[max(from-1, 0)], r.Y[min(k+1, len(log)-1)])
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
	for middle, ok := halfway(lo, hi); ok; middle, ok = halfway(lo, hi) {
		if r.bare(middle) >= r.bare(following(middle)) {
			hi = middle
		} else {
			lo = following(middle)
		}
	}
	if r.bare(hi) > r.bare(lo) {
		return hi
	}
	return lo
}
