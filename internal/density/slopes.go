package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// A slope is a stretch [from, to] in t of one panel on which the density is monotone.
type slope struct {
	bone     int // panel of the skeleton
	panel    int // where it is among the panels
	from, to float64
	v0, v1   float64 // density at its ends, in units of e^shift
	before   float64 // mass of the panel up to from
	mass     float64
	lo, hi   float64   // the part above the level asked for last
	part     float64   // and its mass
	rate     float64   // and how fast that falls as the level rises
	at       float64   // where in t a level was passed last
	slope    []float64 // coefficients of the derivative of g
	integral []float64 // and of its integral
}

// level reports whether the density is the same all along s, but for rounding.
func (s *slope) level() bool { return math.Abs(s.v1-s.v0) <= 1e-10*max(s.v0, s.v1) }

// density is p at t of panel k in units of e^shift, one-sided at the ends. On a power map it is asked for: near the end,
// where g is next to nothing, p is not what the polynomial of g leaves of it.
func (r *panelRow) density(k int, t float64) float64 {
	p := &r.panels[k]
	if p.end != 0 {
		return math.Exp(r.logDensity(k, t) - r.shift)
	}
	_, _, _, c := r.at(k)
	return max(chebAt(c, t), 0) / (p.width() / 2)
}

// stationary appends to ts the interior t of panel k where the density turns.
func (r *panelRow) stationary(k int, ts []float64) []float64 {
	p := &r.panels[k]
	if p.end != 0 {
		return r.stationaryNearEnd(k, ts)
	}
	_, _, _, c := r.at(k)
	if monotone(c) {
		return ts
	}
	var room [maxCoefs]float64
	d := room[:len(c)-1]
	chebSlope(c, d)
	sign := func(t float64) float64 { return chebAt(d, t) }
	t := chebGrids[p.level+1].t
	var values [2*maxCoefs - 3]float64
	chebAll(d, t, values[:len(t)])
	last, before := t[0], 0.
	for j, next := range t {
		now := values[j]
		if before*now < 0 {
			ts = append(ts, kernel.Root(sign, last, next, before, now, 1e-13))
		}
		if now != 0 {
			last, before = next, now
		}
	}
	return ts
}

// monotone reports whether the coefficients c show that their sum has no turn: |T_m'| <= m^2.
func monotone(c []float64) bool {
	turns := 0.
	for m := 2; m < len(c); m++ {
		turns += float64(m*m) * math.Abs(c[m])
	}
	return math.Abs(c[1]) > turns
}

// addSlopes cuts panel k of the skeleton where its density turns.
func (l *levels) addSlopes(k int) {
	r := l.r
	at := r.slot(k)
	_, _, _, c := r.at(at)
	n := len(c)
	work := take(&l.work, 2*n)
	d, integral := work[:n-1], work[n-1:]
	chebSlope(c, d)
	chebPrimitive(c, integral)
	var room [maxCoefs]float64
	ts := append(r.stationary(at, room[:0]), 1)
	from, v0, before := -1., r.density(at, -1), 0.
	for _, t := range ts {
		v1, upTo := r.density(at, t), min(max(chebAt(integral, t), 0), r.panels[at].mass)
		l.slopes = append(l.slopes, slope{bone: k, panel: at, from: from, to: t, v0: v0, v1: v1, before: before, mass: max(upTo-before, 0),
			at: from + (t-from)/2, slope: d, integral: integral})
		from, v0, before = t, v1, max(upTo, before)
	}
}

// above makes lo and hi the ends of the part of s where the density is at least v, equal if there is none, and returns its
// mass and how fast that falls as v rises.
func (r *panelRow) above(s *slope, v float64) (mass, rate float64) {
	s.lo, s.hi, s.part, s.rate = s.from, s.to, s.mass, 0
	low, high := s.v0 >= v, s.v1 >= v
	switch {
	case low && high:
		return s.mass, 0
	case !low && !high:
		s.hi, s.part = s.lo, 0
		return 0, 0
	}
	t, rising := r.crossing(s, v)
	upTo := min(max(chebAt(s.integral, t)-s.before, 0), s.mass)
	y := r.panels[s.panel].stretch(1+t, 1-t)
	s.rate = v * y * y / math.Abs(rising)
	if low {
		s.hi, s.part = t, upTo
	} else {
		s.lo, s.part = t, s.mass-upTo
	}
	return s.part, s.rate
}

// crossing is where s passes v, which is between its ends, and the derivative of the density there times that of y.
func (r *panelRow) crossing(s *slope, v float64) (t, rising float64) {
	p := &r.panels[s.panel]
	if p.end != 0 {
		return r.crossingNearEnd(s, v)
	}
	_, _, _, c := r.at(s.panel)
	s.at, rising = chebCross(c, s.slope, v*(p.width()/2), s.at, s.from, s.to, s.v0 < v)
	return s.at, rising
}
