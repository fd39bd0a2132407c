package distributions

import (
	"fmt"
	"math"
)

// Scaled is the law of shift + scale y for each row, such as that of a target in physical units whose scaled form the
// network saw. A density carries the Jacobian, log p(y) = log p(u) - log scale with u = (y - shift)/scale, entropies
// grow by log scale; masses of atoms stay. The scale must be positive and finite.
func (q Posterior) Scaled(shift, scale float64) (Posterior, error) {
	if !(scale > 0) || math.IsInf(scale, 1) || math.IsNaN(shift) || math.IsInf(shift, 0) {
		return Posterior{}, fmt.Errorf("distributions: Scaled: shift %v and scale %v: both must be finite and the scale positive", shift, scale)
	}
	if q.f == nil {
		return q, nil
	}
	q.f = scaled{base: q.f, shift: shift, scale: scale, atomic: atomsOf(q.f) != nil}
	q.memo = new(memo)
	return q, nil
}

// scaled is shift + scale u with u of the base.
type scaled struct {
	base         family
	shift, scale float64
	atomic       bool
}

var (
	_ bulkCDFFamily = scaled{}
	_ momentFamily  = scaled{}
	_ bulkFamily    = scaled{}
	_ atomFamily    = scaled{}
)

func (s scaled) rows() int { return s.base.rows() }

func (s scaled) up(u float64) float64 { return s.shift + s.scale*u }

func (s scaled) support(i int) (lo, hi float64) {
	lo, hi = s.base.support(i)
	return s.up(lo), s.up(hi)
}

func (s scaled) breaks(i int, dst []float64) []float64 {
	from := len(dst)
	dst = s.base.breaks(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = s.up(dst[k])
	}
	return dst
}

func (s scaled) features(i int, dst []feature) []feature {
	from := len(dst)
	dst = s.base.features(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = feature{s.up(dst[k].at), s.scale * dst[k].width}
	}
	return dst
}

// down is (y - shift)/scale. Rounding must not push a y at an end of the support over it.
func (s scaled) down(i int, y float64) float64 {
	u := (y - s.shift) / s.scale
	lo, hi := s.base.support(i)
	switch {
	case u < lo && y >= s.up(lo):
		return lo
	case u > hi && y <= s.up(hi):
		return hi
	}
	return u
}

func (s scaled) logProb(i int, y, out []float64) {
	if s.atomic {
		s.logMasses(i, y, out)
		return
	}
	u := borrow(len(y))
	defer giveBack(u)
	for j, v := range y {
		(*u)[j] = s.down(i, v)
	}
	s.base.logProb(i, *u, out)
	s.addJacobian(out)
}

func (s scaled) logProbRows(first int, y, out []float64) {
	if s.atomic {
		for i := range y {
			s.logMasses(first+i, y[i:i+1], out[i:i+1])
		}
		return
	}
	u := borrow(len(y))
	defer giveBack(u)
	for i, v := range y {
		(*u)[i] = s.down(first+i, v)
	}
	bulkOf(s.base).logProbRows(first, *u, out)
	s.addJacobian(out)
}

func (s scaled) addJacobian(out []float64) {
	log := math.Log(s.scale)
	for j := range out {
		out[j] -= log
	}
}

// logMasses finds each y among the scaled atoms, which the way back would miss by rounding.
func (s scaled) logMasses(i int, y, out []float64) {
	u := atomsOf(s.base).atoms(i, nil)
	mass := make([]float64, len(u))
	s.base.logProb(i, u, mass)
	for j, v := range y {
		out[j] = math.Inf(-1)
		for k := range u {
			if s.up(u[k]) == v {
				out[j] = mass[k]
			}
		}
	}
}

func (s scaled) atoms(i int, dst []float64) []float64 {
	from := len(dst)
	dst = atomsOf(s.base).atoms(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = s.up(dst[k])
	}
	return dst
}

func (s scaled) cdf(i int, y, out []float64) {
	u := borrow(len(y))
	defer giveBack(u)
	for j, v := range y {
		(*u)[j] = s.down(i, v)
	}
	cdfOf(s.base).cdf(i, *u, out)
}

func (s scaled) cdfRows(first int, y, out []float64) {
	u := borrow(len(y))
	defer giveBack(u)
	for i, v := range y {
		(*u)[i] = s.down(first+i, v)
	}
	bulkCDFOf(s.base).cdfRows(first, *u, out)
}

func (s scaled) moments(i int) (mean, variance float64) {
	mean, variance = momentsOf(s.base).moments(i)
	return s.up(mean), s.scale * s.scale * variance
}
