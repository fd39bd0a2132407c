package distributions

import (
	"fmt"
	"math"
	"slices"
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
	_ drawnFamily   = scaled{}
	_ partFamily    = scaled{}
)

func (s scaled) inside() family { return s.base }

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
		dst[k] = s.upToBreak(i, dst[k])
	}
	return dst
}

// upToBreak is the first y that the way back puts at a break of the base or above: what is beside it is then on the side
// that it seems to be on.
func (s scaled) upToBreak(i int, at float64) float64 {
	y := s.up(at)
	if lo, hi := s.base.support(i); at == lo || at == hi {
		return y // down sees to the ends
	}
	above := func(y float64) bool {
		in, u := [1]float64{y}, [1]float64{}
		s.down(i, in[:], u[:])
		return u[0] >= at
	}
	if math.IsInf(y, 0) || above(y) && !above(math.Nextafter(y, math.Inf(-1))) {
		return y
	}
	reach := 4 * max(spacing(y), s.scale*spacing(at))
	lo, hi := y-reach, y+reach
	for range 100 {
		middle := lo + (hi-lo)/2
		if middle == lo || middle == hi {
			break
		}
		if above(middle) {
			hi = middle
		} else {
			lo = middle
		}
	}
	return hi
}

func (s scaled) features(i int, dst []feature) []feature {
	from := len(dst)
	dst = s.base.features(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = feature{s.up(dst[k].at), s.scale * dst[k].width}
	}
	return dst
}

// down sets u to (y - shift)/scale for row i. Rounding must not push a y at an end of the support off it, nor one beside it
// onto it: there u is as far from the end of the base.
func (s scaled) down(i int, y, u []float64) {
	const near = 1. / 64 // of the support
	lo, hi := s.base.support(i)
	bottom, top := s.up(lo), s.up(hi)
	margin := near * (top - bottom)
	for j, v := range y {
		u[j] = (v - s.shift) / s.scale
		switch {
		case v >= bottom && v-bottom < margin && !math.IsInf(margin, 0):
			u[j] = lo + (v-bottom)/s.scale
		case v <= top && top-v < margin && !math.IsInf(margin, 0):
			u[j] = hi - (top-v)/s.scale
		}
	}
}

func (s scaled) logProb(i int, y, out []float64) {
	if s.atomic {
		s.logMasses(i, y, out)
		return
	}
	u := borrow(len(y))
	defer giveBack(u)
	s.down(i, y, *u)
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
	for i := range y {
		s.down(first+i, y[i:i+1], (*u)[i:i+1])
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
	s.down(i, y, *u)
	cdfOf(s.base).cdf(i, *u, out)
}

func (s scaled) cdfRows(first int, y, out []float64) {
	u := borrow(len(y))
	defer giveBack(u)
	for i := range y {
		s.down(first+i, y[i:i+1], (*u)[i:i+1])
	}
	bulkCDFOf(s.base).cdfRows(first, *u, out)
}

func (s scaled) moments(i int) (mean, variance float64) {
	mean, variance = momentsOf(s.base).moments(i)
	return s.up(mean), s.scale * s.scale * variance
}

func (s scaled) hasEntropy() bool { return entropyOf(s.base) != nil }

func (s scaled) entropy(i int) float64 { return entropyOf(s.base).entropy(i) + math.Log(s.scale) }

func (s scaled) draws() int { return drawnOf(s.base).draws() }

// logDraws asks for atoms at those of the base, and elsewhere at NaN, which is none.
func (s scaled) logDraws(i int, y, out []float64) {
	u := borrow(len(y))
	defer giveBack(u)
	if s.atomic {
		s.downToAtoms(i, y, *u)
	} else {
		s.down(i, y, *u)
	}
	drawnOf(s.base).logDraws(i, *u, out)
	if !s.atomic {
		s.addJacobian(out)
	}
}

func (s scaled) downToAtoms(i int, y, u []float64) {
	atoms := atomsOf(s.base).atoms(i, nil)
	for j, v := range y {
		u[j] = math.NaN()
		if k := slices.IndexFunc(atoms, func(at float64) bool { return s.up(at) == v }); k >= 0 {
			u[j] = atoms[k]
		}
	}
}

func (s scaled) parts(i int) (aleatoric, epistemic float64) {
	aleatoric, epistemic = partsOf(s.base).parts(i)
	return s.scale * s.scale * aleatoric, s.scale * s.scale * epistemic
}
