package density

import (
	"math"
	"slices"
)

func (s *scaled) up(u float64) float64 { return s.shift + s.scale*u }

// down sets u to (y - shift)/scale for row i. Rounding must not push a y at an end of the support off it, nor one beside it
// onto it: there u is as far from the end of the base.
func (s *scaled) down(i int, y, u []float64) {
	const near = 1. / 64 // of the support
	lo, hi := s.base.Support(i)
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
	if s.in.Jump != nil {
		s.besideJump(i, y, u)
	}
}

// besideJump keeps each u on the side of the base's point on which its y is of the scaled one.
func (s *scaled) besideJump(i int, y, u []float64) {
	at, _ := s.in.Jump(i)
	top := s.up(at)
	for j, v := range y {
		switch {
		case v == top:
			u[j] = at
		case v < top && u[j] >= at:
			u[j] = math.Nextafter(at, math.Inf(-1))
		case v > top && u[j] <= at:
			u[j] = math.Nextafter(at, math.Inf(1))
		}
	}
}

// downRows is down for one point of each row from first on.
func (s *scaled) downRows(first int, y, u []float64) {
	for i := range y {
		s.down(first+i, y[i:i+1], u[i:i+1])
	}
}

// upToBreak is the first y that the way back puts at a break of the base or above: what is beside it is then on the side
// that it seems to be on.
func (s *scaled) upToBreak(i int, at float64) float64 {
	y := s.up(at)
	if lo, hi := s.base.Support(i); at == lo || at == hi {
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
	reach := 4 * max(Spacing(y), s.scale*Spacing(at))
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

// logMasses finds each y among the scaled atoms, which the way back would miss by rounding.
func (s *scaled) logMasses(i int, y, out []float64) {
	u := s.in.Atoms(i, nil)
	mass := make([]float64, len(u))
	s.base.LogProb(i, u, mass)
	for j, v := range y {
		out[j] = math.Inf(-1)
		for k := range u {
			if s.up(u[k]) == v {
				out[j] = mass[k]
			}
		}
	}
}

func (s *scaled) atoms(i int, dst []float64) []float64 {
	from := len(dst)
	dst = s.in.Atoms(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = s.up(dst[k])
	}
	return dst
}

// logDraws asks for atoms at those of the base, and elsewhere at NaN, which is none.
func (s *scaled) logDraws(i int, y, out []float64) {
	u := Borrow(len(y))
	defer GiveBack(u)
	switch {
	case s.in.Atoms != nil:
		s.downToAtoms(i, y, *u)
	case s.in.Lattice != nil:
		s.downToLattice(y, *u)
	default:
		s.down(i, y, *u)
	}
	s.in.Draws.LogProb(i, *u, out)
	if s.in.Discrete() {
		return
	}
	for ; len(out) > 0; out = out[len(y):] {
		s.addJacobian(i, y, out[:len(y)])
	}
}

func (s *scaled) downToAtoms(i int, y, u []float64) {
	atoms := s.in.Atoms(i, nil)
	for j, v := range y {
		u[j] = math.NaN()
		if k := slices.IndexFunc(atoms, func(at float64) bool { return s.up(at) == v }); k >= 0 {
			u[j] = atoms[k]
		}
	}
}

func (s *scaled) Columns() int { return s.in.Charts.Columns() }

func (s *scaled) Chart(i int, y []float64, c Chart) {
	u := Borrow(len(y))
	defer GiveBack(u)
	s.down(i, y, *u)
	s.in.Charts.Chart(i, *u, c)
	for j := range c.Add {
		c.Add[j] -= s.log
	}
}

func (s *scaled) Numbers(i int, t *Numbers) { s.in.Charts.Numbers(i, t) }

func (s *scaled) LogChart(t *Numbers, c Chart, out []float64) { s.in.Charts.LogChart(t, c, out) }

func (s *scaled) Exponent(i int, t *Numbers, upper bool) float64 {
	return s.in.Ends.Exponent(i, t, upper)
}

func (s *scaled) LogProbNear(i int, t *Numbers, upper bool, logd, out []float64) {
	u := Borrow(len(logd))
	defer GiveBack(u)
	for j, l := range logd {
		(*u)[j] = l - s.log
	}
	s.in.Ends.LogProbNear(i, t, upper, *u, out)
	s.addLog(out)
}
