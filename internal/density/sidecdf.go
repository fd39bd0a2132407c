package density

import (
	"math"
	"slices"
)

// integers is the row of integers of a lattice, nil of others.
func (s *Side) integers() *integerRow {
	switch r := s.row.(type) {
	case *integerRow:
		return r
	case *latticeRow:
		return r.integerRow
	}
	return nil
}

// smoothed reports whether the steps of the cdf are too many to be seen one by one: it is then interpolated, which changes
// no integral of it by more than the square of a step over the deviation.
func (s *Side) smoothed() bool {
	r := s.integers()
	return r != nil && !r.single
}

// point is where integer k of the side's lattice lies.
func (s *Side) point(k float64) float64 {
	if r, ok := s.row.(*latticeRow); ok {
		return r.on.At(k)
	}
	return k
}

func (s *Side) step() float64 {
	if r, ok := s.row.(*latticeRow); ok {
		return r.on.step
	}
	return 1
}

// hasTails reports whether the probabilities below and above a point are known beyond where the panels end.
func (s *Side) hasTails() bool {
	return !s.masses() && s.has.LogCDF != nil && s.has.LogSurvival != nil
}

// tails sets under and over to P(Y <= y) and P(Y > y), each without the rounding of the other: where a tail is long that would
// count as much as the tail.
func (s *Side) tails(y, under, over []float64) {
	if s.hasTails() {
		s.has.LogCDF(s.i, y, under)
		s.has.LogSurvival(s.i, y, over)
		for j := range y {
			under[j], over[j] = math.Exp(min(under[j], 0)), math.Exp(min(over[j], 0))
		}
		return
	}
	if s.jump != nil {
		s.jump.tails(y, under, over)
		return
	}
	if s.smoothed() {
		s.smoothCDF(y, under)
	}
	first, last := s.covered()
	for j, v := range y {
		switch {
		case v < first:
			under[j], over[j] = 0, 1
		case v >= last:
			under[j], over[j] = 1, 0
		case s.panels != nil:
			under[j], over[j] = s.panels.CDF(v), s.over(v)
		default:
			if !s.smoothed() {
				under[j] = s.row.CDF(v)
			}
			under[j] = min(max(under[j], 0), 1)
			over[j] = 1 - under[j]
		}
	}
}

// covered is what the solved row says something about: all mass is in it.
func (s *Side) covered() (first, last float64) {
	if s.panels != nil {
		e := s.panels.edges
		return e[0], e[len(e)-1]
	}
	if s.smoothed() {
		b, half := s.integers().blocks, s.step()/2
		return s.point(b[0].first) - half, s.point(b[len(b)-1].last()) + half
	}
	if s.ends == nil {
		y, _ := s.row.Quadrature()
		s.ends = []float64{y[0], y[len(y)-1]}
	}
	return s.ends[0], s.ends[1]
}

// over is the mass beyond y, summed from above.
func (s *Side) over(y float64) float64 {
	r := s.panels
	if s.above == nil {
		s.above = make([]float64, len(r.panels)+1)
		for k := len(r.panels) - 1; k >= 0; k-- {
			s.above[k] = s.above[k+1] + r.panels[r.slot(k)].mass
		}
	}
	k := r.find(y)
	at := r.slot(k)
	p := &r.panels[at]
	return (p.mass - r.upTo(at, p.invert(y)) + s.above[k+1]) / r.mass
}

// smoothCDF sets out to the cdf of integers, interpolated between the middles of steps.
func (s *Side) smoothCDF(y, out []float64) {
	at, mass := make([]float64, len(y)), make([]float64, len(y))
	for j, k := range y {
		if l, ok := s.row.(*latticeRow); ok {
			k = (k - l.on.At(0)) / l.on.step
		}
		at[j] = math.Floor(k - .5)
		out[j] = k - .5 - at[j]
	}
	share := slices.Clone(out)
	s.integers().cdfs(at, out, mass)
	for j, m := range mass {
		out[j] += share[j] * m
	}
}

// What probabilities are off by rounding: a few ulps are taken for no difference, some more for what integrals need not follow.
const (
	rounding = 0x1p-50
	unsure   = 0x1p-46
)

// differences sets out to F - G at y, from the side on which both are less, and noise to how far it may be off.
func differences(f, g *Side, y, out, noise []float64) {
	n := len(y)
	room := Borrow(4 * n)
	defer GiveBack(room)
	fu, fo, gu, gov := (*room)[:n], (*room)[n:2*n], (*room)[2*n:3*n], (*room)[3*n:]
	f.tails(y, fu, fo)
	g.tails(y, gu, gov)
	for j := range y {
		if out[j] = fu[j] - gu[j]; fu[j]+gu[j] > 1 {
			out[j] = gov[j] - fo[j]
		}
		least := min(fu[j]+gu[j], fo[j]+gov[j])
		if noise[j] = unsure * least; math.Abs(out[j]) <= rounding*least {
			out[j] = 0
		}
	}
}
