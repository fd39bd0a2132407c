package density

import "math"

// scaled is shift + scale u with u of the base.
type scaled struct {
	base         Family
	in           *Closed // of the base
	shift, scale float64
	log          float64 // of the scale
	has          Closed
}

var (
	_ Family  = (*scaled)(nil)
	_ Wrapper = (*scaled)(nil)
	_ Charts  = (*scaled)(nil)
	_ Ends    = (*scaled)(nil)
)

// Scale is the law of shift + scale u of each row; the scale is positive and finite. Of atoms the cdf is not taken over: the way
// back would miss the jumps by rounding.
func Scale(base Family, shift, scale float64) Family {
	s := &scaled{base: base, in: base.Has(), shift: shift, scale: scale, log: math.Log(scale)}
	s.has = Closed{Wrapper: s, Loader: s.in.Loader, Fraction: s.in.Fraction}
	if s.in.Kernel != nil {
		s.has.Kernel = Scale(s.in.Kernel, shift, scale)
	}
	if s.in.LogProbRows != nil {
		s.has.LogProbRows = s.logProbRows
	}
	if s.in.Moments != nil {
		s.has.Moments = s.moments
	}
	if s.in.Entropy != nil {
		s.has.Entropy = s.entropy
	}
	if d := s.in.Draws; d != nil {
		s.has.Draws = &Draws{N: d.N, LogProb: s.logDraws}
		if d.Parts != nil {
			s.has.Draws.Parts = s.parts
		}
	}
	switch {
	case s.in.Atoms != nil:
		s.has.Atoms = s.atoms
		return s
	case s.in.Lattice != nil:
		s.has.Lattice = s.in.Lattice.scaled(shift, scale)
		s.has.CDF = s.onLattice(s.in.CDF)
		s.has.LogCDF, s.has.LogSurvival = s.onLattice(s.in.LogCDF), s.onLattice(s.in.LogSurvival)
		return s
	}
	if s.in.Jump != nil {
		s.has.Jump = s.jump
	}
	s.has.CDF, s.has.LogCDF, s.has.LogSurvival = s.below(s.in.CDF), s.below(s.in.LogCDF), s.below(s.in.LogSurvival)
	if s.in.CDFRows != nil {
		s.has.CDFRows = s.cdfRows
	}
	if s.in.Charts != nil {
		s.has.Charts = s
	}
	if s.in.Ends != nil {
		s.has.Ends = s
	}
	return s
}

func (s *scaled) Has() *Closed { return &s.has }

func (s *scaled) Inside() Family { return s.base }

func (s *scaled) Again(inside Family, _, _ int) Family { return Scale(inside, s.shift, s.scale) }

func (s *scaled) Rows() int { return s.base.Rows() }

func (s *scaled) Support(i int) (lo, hi float64) {
	lo, hi = s.base.Support(i)
	return s.up(lo), s.up(hi)
}

func (s *scaled) Breaks(i int, dst []float64) []float64 {
	from := len(dst)
	dst = s.base.Breaks(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = s.upToBreak(i, dst[k])
	}
	return dst
}

func (s *scaled) Features(i int, dst []Feature) []Feature {
	from := len(dst)
	dst = s.base.Features(i, dst)
	for k := from; k < len(dst); k++ {
		dst[k] = Feature{s.up(dst[k].At), s.scale * dst[k].Width}
	}
	return dst
}

func (s *scaled) LogProb(i int, y, out []float64) {
	switch {
	case s.in.Atoms != nil:
		s.logMasses(i, y, out)
		return
	case s.in.Lattice != nil:
		s.downToLattice(y, out)
		s.base.LogProb(i, out, out)
		return
	}
	u := Borrow(len(y))
	defer GiveBack(u)
	s.down(i, y, *u)
	s.base.LogProb(i, *u, out)
	s.addJacobian(i, y, out)
}

func (s *scaled) logProbRows(first int, y, out []float64) {
	switch {
	case s.in.Atoms != nil:
		for i := range y {
			s.logMasses(first+i, y[i:i+1], out[i:i+1])
		}
		return
	case s.in.Lattice != nil:
		s.downToLattice(y, out)
		s.in.LogProbRows(first, out, out)
		return
	}
	u := Borrow(len(y))
	defer GiveBack(u)
	s.downRows(first, y, *u)
	s.in.LogProbRows(first, *u, out)
	if s.in.Jump == nil {
		s.addLog(out)
		return
	}
	for i := range y {
		s.addJacobian(first+i, y[i:i+1], out[i:i+1])
	}
}

// addJacobian makes log-densities of the base at y those of the scaled; a mass at a point stays.
func (s *scaled) addJacobian(i int, y, out []float64) {
	if s.in.Jump == nil {
		s.addLog(out)
		return
	}
	at, _ := s.jump(i)
	for j, v := range y {
		if v != at {
			out[j] -= s.log
		}
	}
}

func (s *scaled) addLog(out []float64) {
	for j := range out {
		out[j] -= s.log
	}
}

func (s *scaled) jump(i int) (at, logMass float64) {
	at, logMass = s.in.Jump(i)
	return s.up(at), logMass
}

// below is f, a cdf of the base or the like, as that of the scaled; nil if it is.
func (s *scaled) below(f func(i int, y, out []float64)) func(i int, y, out []float64) {
	if f == nil {
		return nil
	}
	return func(i int, y, out []float64) {
		u := Borrow(len(y))
		defer GiveBack(u)
		s.down(i, y, *u)
		f(i, *u, out)
	}
}

func (s *scaled) cdfRows(first int, y, out []float64) {
	u := Borrow(len(y))
	defer GiveBack(u)
	s.downRows(first, y, *u)
	s.in.CDFRows(first, *u, out)
}

func (s *scaled) moments(i int) (mean, variance float64) {
	mean, variance = s.in.Moments(i)
	return s.up(mean), s.scale * s.scale * variance
}

func (s *scaled) entropy() func(i int) float64 {
	h := s.in.Entropy()
	if h == nil {
		return nil
	}
	return func(i int) float64 { return h(i) + s.stretched(i)*s.log }
}

// stretched is the part of the mass of row i that has a density.
func (s *scaled) stretched(i int) float64 {
	if s.in.Jump == nil {
		return 1
	}
	_, log := s.in.Jump(i)
	return -math.Expm1(min(log, 0))
}

func (s *scaled) parts(i int) (aleatoric, epistemic float64) {
	aleatoric, epistemic = s.in.Draws.Parts(i)
	return s.scale * s.scale * aleatoric, s.scale * s.scale * epistemic
}
