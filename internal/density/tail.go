package density

import "math"

// A tail is a family on a part [lo, hi] of its support, near one of whose ends lies most of its mass. One with charts and ends is
// at an end of the support that the family knows, where it is infinite or has an infinite slope: it may be narrower than floats
// there can tell.
type tail struct {
	Family
	in     *Closed // of the family
	lo, hi float64
	bump   Feature
	has    Closed
}

var (
	_ Family = (*tail)(nil)
	_ Ends   = (*tail)(nil)
)

// set makes t that of a row of f; end says whether the density of its end is to be known to it.
func (t *tail) set(f Family, lo, hi float64, bump Feature, end bool) {
	*t = tail{Family: f, in: f.Has(), lo: lo, hi: hi, bump: bump}
	if end {
		t.has.Charts = t.in.Charts
		if t.in.Ends != nil {
			t.has.Ends = t
		}
	}
}

func (t *tail) Has() *Closed { return &t.has }

func (t *tail) Support(int) (lo, hi float64) { return t.lo, t.hi }

func (t *tail) Features(i int, dst []Feature) []Feature {
	return append(t.Family.Features(i, dst), t.bump)
}

// Exponent is that of the family at the end that t shares with it; the other is inside.
func (t *tail) Exponent(i int, n *Numbers, upper bool) float64 {
	lo, hi := t.Family.Support(i)
	if upper && t.hi != hi || !upper && t.lo != lo {
		return math.NaN()
	}
	return t.in.Ends.Exponent(i, n, upper)
}

func (t *tail) LogProbNear(i int, n *Numbers, upper bool, logd, out []float64) {
	t.in.Ends.LogProbNear(i, n, upper, logd, out)
}

// anchorTail anchors p, a first panel of a tail that knows its end, there.
func (s *Solver) anchorTail(p *panel) {
	t, ok := s.f.(*tail)
	if !ok || s.ended == nil {
		return
	}
	side := 0
	for _, at := range []int{-1, 1} {
		if !math.IsNaN(s.exponent(at > 0)) {
			side = at
		}
	}
	switch {
	case side == 0:
	case side < 0 && p.a == t.lo || side > 0 && p.b == t.hi:
		p.end = side
		s.statedLaw(p)
	default:
		p.anchor = side
		s.release(p)
	}
}

// beyond is the logarithms of the mass beyond y, which is about so wide, and of the density at y.
func (r *panelRow) beyond(s *Solver, y float64, upper bool, width float64) (mass, logp float64) {
	lo, hi := r.lo, y
	if upper {
		lo, hi = y, r.hi
	}
	s.tail.set(r.f, lo, hi, Feature{y, width}, r.exponent(upper) < 1)
	part := s.solve(&s.tail, r.row)
	if part.state.Broken() {
		return math.NaN(), math.NaN()
	}
	var in, out [1]float64
	in[0] = y
	r.f.LogProb(r.row, in[:], out[:])
	return part.logMass(), out[0]
}
