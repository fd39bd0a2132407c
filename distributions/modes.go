package distributions

import (
	"math"
	"sort"
)

// modes returns every local maximum of the density, densest first. The candidates are the points of the panels and
// where their polynomials turn, all compared by the density itself.
func (r *panelRow) modes() []float64 {
	if r.state.broken() {
		return nil
	}
	trail := r.trail()
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

// A footstep is a point of the density and where in its panel it is: -1 and +1 for the ends.
type footstep struct {
	y, logp float64
	panel   int
	side    int
}

// trail returns the points of the panels and the turns between them in ascending order.
func (r *panelRow) trail() []footstep {
	var out []footstep
	var ts, extra, logs []float64
	for k := range r.panels {
		y, logp, _, _ := r.at(k)
		ts = r.stationary(k, ts[:0])
		extra = extra[:0]
		for _, t := range ts {
			extra = append(extra, r.panels[k].at1(t))
		}
		logs = append(logs[:0], extra...)
		r.logProb(extra, logs)
		e := 0
		for j := range y {
			for ; e < len(extra) && extra[e] < y[j]; e++ {
				out = append(out, footstep{extra[e], logs[e], k, 0})
			}
			step := footstep{y[j], logp[j], k, 0}
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

// summit turns the flat top trail[i..j] into a mode: the end of a piece, the middle of a plateau, or a polished maximum.
func (r *panelRow) summit(trail []footstep, i, j int) contest {
	a, b := trail[i], trail[j]
	best := contest{r: r, y: a.y, logp: a.logp}
	switch {
	case math.IsInf(a.logp, 1):
		best.y = r.footing(a)
	case j-i >= 2 && r.footing(b) > r.footing(a):
		best.y = r.footing(a) + (r.footing(b)-r.footing(a))/2
	case i == j && a.side != 0:
		p := &r.panels[a.panel]
		at := 0
		if a.side > 0 {
			at = p.grid().k - 1
		}
		best.edges(a.panel, at)
	case i > 0 && j+1 < len(trail):
		best.polish(trail[i-1].y, trail[j+1].y)
	}
	return best
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
