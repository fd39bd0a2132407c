package density

import (
	"math"
	"slices"
	"sort"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Modes returns every local maximum of the density, densest first. The candidates are the points of the panels and
// where their polynomials turn, all compared by the density itself.
func (r *panelRow) Modes() []float64 {
	if r.state.Broken() {
		return nil
	}
	trail := r.withEnds(r.trail())
	var found []contest
	for i := 0; i < len(trail); {
		j := i
		for j+1 < len(trail) && levelWith(trail[i].logp, trail[j+1].logp) {
			j++
		}
		falls := j+1 == len(trail) || trail[j+1].logp < trail[i].logp
		if (i == 0 || trail[i-1].logp < trail[i].logp) && falls && !math.IsInf(trail[i].logp, -1) {
			found = append(found, r.summit(trail, i, j))
		}
		i = j + 1
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].logp > found[j].logp })
	ys := make([]float64, len(found))
	for i, m := range found {
		ys[i] = m.y
	}
	return ys
}

// vanishes reports whether the family says that the density is 0 at an end.
func (r *panelRow) vanishes(upper bool) bool { return r.exponent(upper) > 0 }

// withEnds lets a trail end where the family says that the density is infinite, or 0, however little of that the panels see.
func (r *panelRow) withEnds(trail []footstep) []footstep {
	if r.exponent(false) < 0 {
		trail[0].logp = math.Inf(1)
	}
	if r.exponent(true) < 0 {
		trail[len(trail)-1].logp = math.Inf(1)
	}
	if r.vanishes(false) {
		trail = slices.Insert(trail, 0, footstep{r.lo, math.Inf(-1), 0, -1, -1})
	}
	if r.vanishes(true) {
		trail = append(trail, footstep{r.hi, math.Inf(-1), len(r.panels) - 1, 1, 1})
	}
	return trail
}

// A footstep is a point of the density and where in its panel it is: -1 and +1 for the ends.
type footstep struct {
	y, logp float64
	panel   int
	side    int
	t       float64 // in that panel
}

// trail returns the points of the panels and the turns between them in ascending order.
func (r *panelRow) trail() []footstep {
	var out []footstep
	var ts, extra, logs []float64
	for k := range r.panels {
		y, logp, _, _ := r.at(k)
		ts = r.stationary(k, ts[:0])
		extra, logs = r.footsteps(k, ts, extra[:0], logs[:0])
		e, at := 0, r.panels[k].grid().t
		for j := range y {
			for ; e < len(ts) && ts[e] < at[j]; e++ {
				if r.panels[k].end == 0 && !(extra[e] > y[j-1] && extra[e] < y[j]) {
					continue // the same float
				}
				out = append(out, footstep{extra[e], logs[e], k, 0, ts[e]})
			}
			step := footstep{y[j], logp[j], k, 0, at[j]}
			if j == 0 {
				step.side = -1
			} else if j == len(y)-1 {
				step.side = 1
			}
			if n := len(out) - 1; j == 0 && n >= 0 && math.Abs(out[n].logp-step.logp) <= 1e-9*max(1, math.Abs(step.logp)) {
				out[n].side = 0 // no jump: one step, and rounding makes no valley between two
				continue
			}
			out = append(out, step)
		}
	}
	return out
}

// footsteps appends where the points t of panel k are, and their log-densities.
func (r *panelRow) footsteps(k int, ts, y, logp []float64) (ys, logs []float64) {
	p := &r.panels[k]
	for _, t := range ts {
		y = append(y, p.at1(t))
	}
	logp = append(logp, y...)
	if p.end == 0 && p.anchor == 0 {
		r.logProb(y, logp)
		return y, logp
	}
	for j, t := range ts {
		logp[j] = r.logDensity(k, t)
	}
	return y, logp
}

// summit turns the flat top trail[i..j] into a mode: the end of a piece, the middle of a plateau, or a polished maximum.
func (r *panelRow) summit(trail []footstep, i, j int) contest {
	a, b := trail[i], trail[j]
	best := contest{r: r, y: a.y, logp: a.logp}
	switch {
	case math.IsInf(a.logp, 1):
		best.y = r.footing(a)
	case i == 1 && j == 1 && r.vanishes(false):
		best.polishEnd(false, trail[2].y)
	case i == j && j == len(trail)-2 && r.vanishes(true):
		best.polishEnd(true, trail[i-1].y)
	case a.side < 0 && r.panels[a.panel].end < 0: // with points that are so near that they have its limit
		best.edges(a.panel, 0)
	case b.side > 0 && r.panels[b.panel].end > 0:
		best.edges(b.panel, r.panels[b.panel].grid().k-1)
	case j-i >= 2 && r.footing(b) > r.footing(a):
		best.y = r.footing(a) + (r.footing(b)-r.footing(a))/2
	case i == j && a.side != 0:
		p := &r.panels[a.panel]
		at := 0
		if a.side > 0 {
			at = p.grid().k - 1
		}
		switch {
		case len(trail) == 1:
		case i == 0:
			best.polishEnd(false, trail[1].y)
		case j == len(trail)-1:
			best.polishEnd(true, trail[j-1].y)
		}
		best.edges(a.panel, at)
	case i > 0 && j+1 < len(trail):
		r.polishSummit(&best, trail[i-1], a, trail[j+1])
	}
	return best
}

// polishSummit maximizes the density between two footsteps around a.
func (r *panelRow) polishSummit(best *contest, before, a, after footstep) {
	p := &r.panels[a.panel]
	if p.anchor == 0 {
		best.polish(before.y, after.y)
		return
	}
	foot := r.anchorOf(p)
	logd := func(s footstep) float64 {
		if q := &r.panels[s.panel]; q.anchor == p.anchor {
			return q.logDistance(foot, 1+s.t, 1-s.t)
		}
		return kernel.Log64(math.Abs(s.y - foot))
	}
	best.polishNear(p.anchor > 0, logd(before), logd(after))
}

// footing is the place of a footstep, the end itself for those next to it.
func (r *panelRow) footing(s footstep) float64 {
	switch s.side {
	case -1:
		return r.panels[s.panel].a
	case 1:
		return r.panels[s.panel].b
	}
	return s.y
}
