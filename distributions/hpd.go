package distributions

import "math"

// Interval is the closed interval [Lo, Hi].
type Interval struct{ Lo, Hi float64 }

// hpd returns the smallest set of the given mass: where the density is at least the level that leaves that mass, and
// of plateaus at the level itself the centre.
func (r *panelRow) hpd(mass float64) []Interval {
	switch {
	case r.state.broken() || !(mass >= 0 && mass <= 1):
		return nil
	case mass == 0:
		m := r.mode()
		return []Interval{{m, m}}
	}
	slopes := r.slopes()
	if mass == 1 {
		return r.everywhere(slopes)
	}
	want := mass * r.mass
	excess := func(logv float64) float64 {
		sum, v := -want, math.Exp(logv)
		for i := range slopes {
			_, _, m := r.above(&slopes[i], v)
			sum += m
		}
		return sum
	}
	low, high := r.levels(slopes, excess)
	fl, fh := excess(low), excess(high)
	level := low
	if fl > 0 && fh < 0 {
		level = bracketedRoot(excess, low, high, fl, fh, 1e-14)
	}
	if math.Abs(excess(level)) > 1e-10*r.mass {
		return r.center(slopes, level, want)
	}
	return r.superlevel(slopes, func(s *slope) (from, to float64) {
		from, to, _ = r.above(s, math.Exp(level))
		return from, to
	})
}

// levels returns log-densities between which the wanted mass is passed. An unbounded density has no highest one.
func (r *panelRow) levels(slopes []slope, excess func(float64) float64) (low, high float64) {
	top := 0.
	for i := range slopes {
		for _, v := range [...]float64{slopes[i].v0, slopes[i].v1} {
			if !math.IsInf(v, 1) {
				top = max(top, v)
			}
		}
	}
	high = math.Log(top) + 1e-9
	for excess(high) > 0 && high < 700 {
		high += max(1, math.Abs(high))
	}
	low = min(high, math.Log(top)) - 20
	for step := 20.; excess(low) < 0 && low > -740; step *= 2 {
		low = max(low-step, -740)
	}
	return low, min(high, 709)
}

// superlevel joins the parts of the slopes that keep returns.
func (r *panelRow) superlevel(slopes []slope, keep func(s *slope) (from, to float64)) []Interval {
	var out []Interval
	for i := range slopes {
		s := &slopes[i]
		from, to := keep(s)
		if !(to > from) {
			continue
		}
		lo, hi := r.panels[s.panel].at1(from), r.panels[s.panel].at1(to)
		if n := len(out); n > 0 && out[n-1].Hi >= lo {
			out[n-1].Hi = max(hi, out[n-1].Hi)
		} else {
			out = append(out, Interval{lo, hi})
		}
	}
	return out
}

// everywhere is where the density is positive at all.
func (r *panelRow) everywhere(slopes []slope) []Interval {
	out := r.superlevel(slopes, func(s *slope) (from, to float64) {
		if s.v0 > 0 || s.v1 > 0 || s.mass > 0 || r.cut(s) {
			return s.from, s.to
		}
		return 0, 0
	})
	if n := len(out); n > 0 && math.IsInf(r.lo, -1) {
		out[0].Lo = r.lo
	}
	if n := len(out); n > 0 && math.IsInf(r.hi, 1) {
		out[n-1].Hi = r.hi
	}
	return out
}

// cut reports whether the density on s is positive but below the range of floats at this shift.
func (r *panelRow) cut(s *slope) bool {
	_, logp, _, _ := r.at(s.panel)
	mid := logp[len(logp)/2]
	return !math.IsInf(mid, -1)
}

// center returns everything denser than the level and, of the plateaus at it, the middle: equal masses are left off
// at the left and at the right.
func (r *panelRow) center(slopes []slope, level, want float64) []Interval {
	v := math.Exp(level)
	at := func(s *slope) bool { return s.level() && math.Abs(s.v0-v) <= 1e-8*v }
	flats, total := 0., 0.
	for i := range slopes {
		if s := &slopes[i]; at(s) {
			flats += s.mass
		} else {
			_, _, m := r.above(s, v)
			total += m
		}
	}
	off := min(max((flats-(want-total))/2, 0), flats/2)
	passed := 0.
	return r.superlevel(slopes, func(s *slope) (from, to float64) {
		if !at(s) {
			from, to, _ = r.above(s, v)
			return from, to
		}
		start := r.upTo(s.panel, s.from)
		from, to = s.from, s.to
		if passed < off {
			from = min(r.tAt(s.panel, start+min(off-passed, s.mass)), s.to)
		}
		if passed+s.mass > flats-off {
			to = max(r.tAt(s.panel, start+max(flats-off-passed, 0)), s.from)
		}
		passed += s.mass
		return from, to
	})
}
