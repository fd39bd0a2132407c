package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// A Side is one of two rows that are compared: solved, with its family. The panels say where to look; log-densities and closed
// forms come from the family.
type Side struct {
	f      Family
	i      int
	has    *Closed
	row    Row
	panels *panelRow // nil of masses, and of a density with a point mass
	jump   *jumpSide // nil of others
	lo, hi float64
	above  []float64 // mass from each panel on, once it is asked for
	ends   []float64 // the first and the last of masses that are seen one by one, likewise
}

// NewSide solves row i of f in s, which must not be used for another row as long as the side is.
func NewSide(f Family, i int, s *Solver) *Side {
	d := &Side{f: f, i: i, has: f.Has(), row: Solve(f, i, s)}
	d.lo, d.hi = f.Support(i)
	d.panels, _ = d.row.(*panelRow)
	if r, ok := d.row.(*jumpRow); ok {
		d.jumping(r)
	}
	return d
}

func (s *Side) broken() bool {
	return s.row.State().Broken() || math.IsNaN(s.lo) || math.IsNaN(s.hi)
}

func (s *Side) logProb(y, out []float64) { s.f.LogProb(s.i, y, out) }

// cuts appends the points between which the density and the cdf are smooth, and that are near where the mass is.
func (s *Side) cuts(dst []float64) []float64 {
	switch {
	case s.panels != nil:
		for k := range s.panels.panels {
			dst = append(dst, s.panels.panels[k].a)
		}
		return append(dst, s.panels.panels[len(s.panels.panels)-1].b)
	case s.jump != nil:
		return s.jump.cuts(dst)
	case s.smoothed():
		step, at := s.step(), s.integers()
		for _, b := range at.blocks {
			dst = append(dst, s.point(b.first)-step/2, s.point(b.last())+step/2)
		}
		return dst
	}
	y, _ := s.row.Quadrature()
	return append(dst, y...)
}

// end is the side's support's lower or upper end.
func (s *Side) end(upper bool) float64 {
	if upper {
		return s.hi
	}
	return s.lo
}

// logNear sets out to the log-density at distances e^logd inside of an end of the region that is compared. If that is the
// side's own end too, distances below those of floats have the family's own answer, or a power law's.
func (s *Side) logNear(end float64, upper bool, logd, out []float64) {
	r := s.panels
	switch {
	case s.end(upper) != end:
		s.logBeside(end, upper, logd, out)
	case s.stated(upper):
		r.logProbNear(upper, logd, out)
		s.normalize(out)
	default:
		s.byLaw(end, upper, logd, out)
	}
}

// stated reports whether the family knows its density next to an end.
func (s *Side) stated(upper bool) bool {
	return s.panels != nil && !math.IsNaN(s.panels.exponent(upper))
}

// normalize takes off what the kernel of a family has too much.
func (s *Side) normalize(logp []float64) {
	if s.has.Kernel == nil {
		return
	}
	mass := s.panels.logMass()
	for j := range logp {
		logp[j] -= mass
	}
}

// byLaw asks a panel that is singular at the end for its law, else the family, and goes on as a power of the distance
// from the nearest float on.
func (s *Side) byLaw(end float64, upper bool, logd, out []float64) {
	p, sign := &s.panels.panels[0], -1
	if upper {
		p, sign = &s.panels.panels[len(s.panels.panels)-1], 1
	}
	if p.end == sign {
		if top := kernel.Log64(p.width()); logd[0] <= top && logd[len(logd)-1] <= top {
			s.panels.logProbAt(p, logd, out)
			s.normalize(out)
			return
		}
	}
	s.logBeside(end, upper, logd, out)
}

// logBeside asks the family, and extends the answer by a power law below the nearest float.
func (s *Side) logBeside(end float64, upper bool, logd, out []float64) {
	sign, least := 1., kernel.Log64(nearest(end))
	if upper {
		sign = -1
	}
	y := make([]float64, len(logd), len(logd)+2)
	for j, l := range logd {
		y[j] = beside(end, sign, l)
	}
	y = append(y, beside(end, sign, least), beside(end, sign, least+1))
	all := make([]float64, len(y))
	s.logProb(y, all)
	copy(out, all)
	slope := all[len(logd)+1] - all[len(logd)]
	if slope-slope != 0 { // infinities
		return
	}
	for j, l := range logd {
		if l < least {
			out[j] += slope * (l - least)
		}
	}
}
