package density

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

// flat is the difference below which two log-densities count as equal: rounding.
func flat(logp float64) float64 {
	if math.IsInf(logp, 0) {
		return 0
	}
	return max(1e-13, 1e-15*math.Abs(logp))
}

// levelWith reports whether log-densities a and b are equal but for rounding.
func levelWith(a, b float64) bool { return a == b || math.Abs(a-b) <= flat(a) }

// Mode is the densest point: among the points of the panels, the maxima of their polynomials, and the ends of pieces.
// The candidates are compared by the density itself. On a plateau it is the centre.
func (r *panelRow) Mode() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	if end, ok := r.infiniteEnd(); ok {
		return end
	}
	k, j := r.densest()
	y, logp, _, _ := r.at(k)
	if math.IsInf(logp[j], 1) {
		return r.edge(k, j)
	}
	if from, to := r.plateau(k, j); to > from {
		return from + (to-from)/2
	}
	best := contest{r: r, y: y[j], logp: logp[j]}
	for k := range r.panels {
		if r.peakOf(k) >= logp[j]-math.Ln2 && !r.surelyBelow(k, best.logp) {
			r.climb(&best, k)
		}
	}
	switch y, _, _, _ := r.at(k); {
	case k == 0 && j == 0:
		best.polishEnd(false, y[1])
	case k == len(r.panels)-1 && j == len(y)-1:
		best.polishEnd(true, y[j-1])
	}
	best.edges(k, r.endPoint(k, j), r.lo, r.hi)
	return best.y
}

// endPoint is j, or the end of panel k, on a power map, if point j is so near that it is asked for where that is.
func (r *panelRow) endPoint(k, j int) int {
	p := &r.panels[k]
	y, _, _, _ := r.at(k)
	switch {
	case p.end < 0 && y[j] == y[0]:
		return 0
	case p.end > 0 && y[j] == y[len(y)-1]:
		return len(y) - 1
	}
	return j
}

// infiniteEnd is the lowest end at which the family says that the density is infinite, however little mass is there.
func (r *panelRow) infiniteEnd() (end float64, ok bool) {
	switch {
	case r.exponent(false) < 0:
		return r.lo, true
	case r.exponent(true) < 0:
		return r.hi, true
	}
	return 0, false
}

// densest returns the panel and the index of its point with the largest log-density; the first of equals.
func (r *panelRow) densest() (panel, point int) {
	best := math.Inf(-1)
	for k := range r.panels {
		_, logp, _, _ := r.at(k)
		p, last := &r.panels[k], len(logp)-1
		if p.end == 0 && p.top-p.logHalf < best-1e-9*math.Abs(best) && max(logp[0], logp[last]) <= math.MaxFloat64 {
			continue // not even near, by the largest of its points that are finite
		}
		for j, l := range logp {
			if l > best {
				best, panel, point = l, k, j
			}
		}
	}
	return panel, point
}

// surelyBelow reports whether the polynomial of panel k, where it is all that there is to know, stays below the density
// best within what it may be off.
func (r *panelRow) surelyBelow(k int, best float64) bool {
	p := &r.panels[k]
	v := math.Exp(best - r.shift)
	return p.end == 0 && p.tail <= 1e-9*p.mass && float64(r.high[k]) < v*(1-1e-6)
}

// peakOf is the largest log-density among the points of panel k; on a power map, whose points are far apart near its end,
// a factor of 7 more.
func (r *panelRow) peakOf(k int) float64 {
	p := &r.panels[k]
	if p.end == 0 {
		return p.top - p.logHalf
	}
	_, logp, _, _ := r.at(k)
	return slices.Max(logp) + 2
}

// edge is the end of panel k at whose side point j is.
func (r *panelRow) edge(k, j int) float64 {
	if j == 0 {
		return r.panels[k].a
	}
	return r.panels[k].b
}

// plateau returns the stretch around point j of panel k in which the log-density of three points or more is the same. The
// points of a power map are the same where they are so near the end that they have its limit.
func (r *panelRow) plateau(k, j int) (from, to float64) {
	if r.panels[k].end != 0 {
		return 0, 0
	}
	_, logp, _, _ := r.at(k)
	top := logp[j]
	count := 1
	walk := func(step int) float64 {
		k, j := k, j
		y, logp, _, _ := r.at(k)
		last := y[j]
		for {
			if j += step; j < 0 || j == len(y) {
				last = r.edge(k, max(j, 0))
				if k += step; k < 0 || k == len(r.panels) {
					return last
				}
				y, logp, _, _ = r.at(k)
				j = 0
				if step < 0 {
					j = len(y) - 1
				}
			}
			if !levelWith(top, logp[j]) {
				return last
			}
			last = y[j]
			count++
		}
	}
	from, to = walk(-1), walk(1)
	if count < 3 {
		return 0, 0
	}
	return from, to
}

// climb enters the maximum of panel k next to its densest point.
func (r *panelRow) climb(best *contest, k int) {
	p := &r.panels[k]
	y, logp, g, c := r.at(k)
	j := argmax(logp)
	from, to := max(j-1, 0), min(j+1, len(y)-1)
	switch grid, end := p.grid(), r.anchorOf(p); {
	case p.anchor != 0:
		best.polishNear(p.anchor > 0, p.logDistance(end, grid.up[from], grid.down[from]), p.logDistance(end, grid.up[to], grid.down[to]))
		return
	case p.end != 0 || p.tail > 1e-9*g[j]:
		best.polish(y[from], y[to])
		return
	}
	var slope [maxCoefs]float64
	d := slope[:len(c)-1]
	chebSlope(c, d)
	t := p.grid().t
	up, down := chebAt(d, t[from]), chebAt(d, t[to])
	if up > 0 && down < 0 {
		top := kernel.Root(func(t float64) float64 { return chebAt(d, t) }, t[from], t[to], up, down, 1e-12)
		best.enter(p.locate(1+top, 1-top))
	}
}
