package density

import "math"

// Interval is the closed interval [Lo, Hi].
type Interval struct{ Lo, Hi float64 }

// HPD returns the smallest set of the given mass: where the density is at least the level that leaves that mass, and
// of plateaus at the level itself the centre.
func (r *panelRow) HPD(mass float64) []Interval {
	switch {
	case r.state.Broken() || !(mass >= 0 && mass <= 1):
		return nil
	case mass == 0:
		m := r.Mode()
		return []Interval{{m, m}}
	case mass == 1:
		return r.everywhere()
	}
	l := r.levels(mass * r.mass)
	if v, miss := l.find(); !l.settled(v, miss) && math.Abs(miss) > 1e-10*r.mass {
		return l.center(v)
	}
	return l.region(func(s *slope) (from, to float64) { return s.lo, s.hi })
}

// A cover joins intervals that come in ascending order.
type cover []Interval

func (c *cover) add(lo, hi float64) {
	if n := len(*c); n > 0 && (*c)[n-1].Hi >= lo {
		(*c)[n-1].Hi = max(hi, (*c)[n-1].Hi)
	} else {
		*c = append(*c, Interval{lo, hi})
	}
}

// region is the panels above all levels in question and the parts of the slopes that keep returns.
func (l *levels) region(keep func(s *slope) (from, to float64)) []Interval {
	var out cover
	r, next := l.r, 0
	for k := range r.low {
		if l.inside(k) {
			out.add(r.edges[k], r.edges[k+1])
			continue
		}
		for ; next < len(l.slopes) && l.slopes[next].bone == k; next++ {
			s := &l.slopes[next]
			from, to := keep(s)
			p := &r.panels[s.panel]
			lo, hi := p.at1(from), p.at1(to)
			if hi > lo || to > from && math.IsInf(max(s.v0, s.v1), 1) { // an infinite end may be narrower than floats
				out.add(lo, hi)
			}
		}
	}
	return out
}

// everywhere is where the density is positive at all.
func (r *panelRow) everywhere() []Interval {
	l := levels{r: r, high: math.Inf(1)}
	for k := range r.low {
		l.addSlopes(k)
	}
	out := l.region(func(s *slope) (from, to float64) {
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

// center returns everything denser than the level v and, of the plateaus at it, the middle: equal masses are left off
// at the left and at the right.
func (l *levels) center(v float64) []Interval {
	r := l.r
	at := func(s *slope) bool { return s.level() && math.Abs(s.v0-v) <= 1e-8*v }
	flats, total := 0., l.base
	for i := range l.slopes {
		if s := &l.slopes[i]; at(s) {
			flats += s.mass
		} else {
			m, _ := r.above(s, v)
			total += m
		}
	}
	off := min(max((flats-(l.want-total))/2, 0), flats/2)
	passed := 0.
	return l.region(func(s *slope) (from, to float64) {
		if !at(s) {
			return s.lo, s.hi // from the sum above
		}
		from, to = s.from, s.to
		switch {
		case off-passed >= s.mass-1e-13*r.mass:
			from = s.to
		case passed < off:
			from = min(r.tAt(s.panel, s.before+min(off-passed, s.mass)), s.to)
		}
		if passed+s.mass > flats-off {
			to = max(r.tAt(s.panel, s.before+max(flats-off-passed, 0)), s.from)
		}
		passed += s.mass
		return from, to
	})
}
