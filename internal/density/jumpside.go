package density

import "math"

// A jumpSide is what a side with a point mass amid its density is made of.
type jumpSide struct {
	*jumpRow
	density *Side // of mass 1, nil if all mass is at the point
}

// shifted is a family with its log-density moved.
type shifted struct {
	Family
	by float64
}

func (s shifted) LogProb(i int, y, out []float64) {
	s.Family.LogProb(i, y, out)
	for j := range out {
		out[j] += s.by
	}
}

// jumping makes s that of a solved row with a point mass.
func (s *Side) jumping(r *jumpRow) {
	s.jump = &jumpSide{jumpRow: r}
	if r.state.Broken() || r.other == 0 {
		return
	}
	kernel := r.rest.f
	s.jump.density = &Side{f: shifted{kernel, -r.rest.logMass()}, i: s.i, has: &Closed{Kernel: kernel}, row: r.rest, panels: r.rest, lo: s.lo, hi: s.hi}
}

// cuts are those of the density, and the point.
func (j *jumpSide) cuts(dst []float64) []float64 {
	if j.density != nil {
		dst = j.density.cuts(dst)
	}
	return append(dst, j.at)
}

// tails are those of the density and of the point, weighed.
func (j *jumpSide) tails(y, under, over []float64) {
	if j.density != nil {
		j.density.tails(y, under, over)
	}
	for k, v := range y {
		below := 0.
		if v >= j.at {
			below = 1
		}
		u, o := under[k], over[k]
		under[k] = j.mixed(below, func() float64 { return u })
		over[k] = j.mixed(1-below, func() float64 { return o })
	}
}

// masses reports whether there is no density at all.
func (s *Side) masses() bool { return s.panels == nil && s.jump == nil }

// divided is a side's point, the share of mass there, the rest of it and that as a side; a density has no point.
func (s *Side) divided() (at, share, other float64, rest *Side) {
	if s.jump == nil {
		return math.NaN(), 0, 1, s
	}
	return s.jump.at, s.jump.share, s.jump.other, s.jump.density
}

// byParts is the sum over the point and the density of p of their shares times what is asked of the shares in p and in q, and for the
// density of both densities: infinite if q lacks a part that p has.
func (p *Side) byParts(q *Side, of func(share, other float64) float64, densities func(p, q *Side) float64) float64 {
	at, point, rest, density := p.divided()
	atq, pointq, restq, densityq := q.divided()
	sum := 0.
	if point > 0 {
		if pointq == 0 || at != atq {
			return math.Inf(1)
		}
		sum += point * of(point, pointq)
	}
	if rest > 0 {
		if restq == 0 {
			return math.Inf(1)
		}
		sum += rest * (of(rest, restq) + densities(density, densityq))
	}
	return sum
}
