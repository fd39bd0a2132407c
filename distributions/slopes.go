package distributions

import "math"

// A slope is a stretch [from, to] in t of one panel on which the density is monotone.
type slope struct {
	panel    int
	from, to float64
	v0, v1   float64 // density at its ends, in units of e^shift
	mass     float64
}

// level reports whether the density is the same all along s, but for rounding.
func (s *slope) level() bool { return math.Abs(s.v1-s.v0) <= 1e-10*max(s.v0, s.v1) }

// density is p at t of panel k in units of e^shift, one-sided at the ends.
func (r *panelRow) density(k int, t float64) float64 {
	p := &r.panels[k]
	_, logp, _, c := r.at(k)
	v := max(chebAt(c, t), 0)
	switch {
	case p.end == 0:
		return v / (p.width() / 2)
	case p.end < 0 && t == -1:
		return math.Exp(logp[0] - r.shift)
	case p.end > 0 && t == 1:
		return math.Exp(logp[len(logp)-1] - r.shift)
	}
	return v * math.Exp(-p.logStretch(1+t, 1-t))
}

// rising has the sign of the derivative of the density at t, up to a positive factor; d is the derivative of c.
func (p *panel) rising(c, d []float64, t float64) float64 {
	v := chebAt(d, t)
	switch {
	case p.end < 0:
		v -= chebAt(c, t) * (p.power - 1) / (1 + t)
	case p.end > 0:
		v += chebAt(c, t) * (p.power - 1) / (1 - t)
	}
	return v
}

// stationary appends to ts the interior t of panel k where the density turns.
func (r *panelRow) stationary(k int, ts []float64) []float64 {
	p := &r.panels[k]
	_, _, _, c := r.at(k)
	var room [maxCoefs]float64
	d := room[:len(c)-1]
	chebSlope(c, d)
	sign := func(t float64) float64 { return p.rising(c, d, t) }
	t := chebGrids[p.level+1].t
	last, before := t[0], 0.
	for _, next := range t {
		if p.end < 0 && next == -1 || p.end > 0 && next == 1 {
			continue
		}
		now := sign(next)
		if before*now < 0 {
			ts = append(ts, bracketedRoot(sign, last, next, before, now, 1e-13))
		}
		if now != 0 {
			last, before = next, now
		}
	}
	return ts
}

// slopes cuts the row where its density turns.
func (r *panelRow) slopes() []slope {
	var out []slope
	var ts []float64
	for k := range r.panels {
		ts = append(r.stationary(k, ts[:0]), 1)
		from, v0, mass := -1., r.density(k, -1), 0.
		for _, t := range ts {
			v1, upTo := r.density(k, t), r.upTo(k, t)
			out = append(out, slope{panel: k, from: from, to: t, v0: v0, v1: v1, mass: max(upTo-mass, 0)})
			from, v0, mass = t, v1, upTo
		}
	}
	return out
}

// above returns the part [from, to] of s where the density is at least v, empty if from = to, and its mass.
func (r *panelRow) above(s *slope, v float64) (from, to, mass float64) {
	low, high := s.v0 >= v, s.v1 >= v
	switch {
	case low && high:
		return s.from, s.to, s.mass
	case !low && !high:
		return s.from, s.from, 0
	}
	f := func(t float64) float64 { return finite(r.density(s.panel, t)) - v }
	t := bracketedRoot(f, s.from, s.to, finite(s.v0)-v, finite(s.v1)-v, 1e-15)
	if low {
		return s.from, t, max(r.upTo(s.panel, t)-r.upTo(s.panel, s.from), 0)
	}
	return t, s.to, max(r.upTo(s.panel, s.to)-r.upTo(s.panel, t), 0)
}

func finite(v float64) float64 { return min(v, math.MaxFloat64) }
