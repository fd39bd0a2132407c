package density

import "math"

// A Weight is what a family is multiplied with, the same for all its rows: the ratio of two priors.
type Weight interface {
	// Trim is [lo, hi] without what the weight leaves out at its ends.
	Trim(lo, hi float64) (from, to float64)
	// Breaks is where the weight, or a low derivative of it, jumps.
	Breaks() []float64
	// Add adds the log-weight at y[j] to out[j], or sets it there if fresh.
	Add(y, out []float64, fresh bool)
	// Constant is the log-weight all over [a, b], NaN if it varies, and the piece that a is in, looked for from a piece
	// below on.
	Constant(a, b float64, below int) (log float64, piece int)
	// Regular reports whether the log-weight is finite at both sides of every break unless it is -Inf between it and the next.
	Regular() bool
}

// swapKernel is q(y) r(y), not normalized, on the part of r's support where that is positive.
type swapKernel struct {
	base Family
	in   *Closed // of the base
	r    Weight
	has  Closed
}

var (
	_ Family = (*swapKernel)(nil)
	_ Charts = (*swapKernel)(nil)
	_ Ends   = (*swapKernel)(nil)
)

func newSwapKernel(base Family, r Weight) *swapKernel {
	s := &swapKernel{base: base, in: base.Has(), r: r}
	s.has.Loader = s.in.Loader
	if s.in.Atoms != nil {
		s.has.Atoms = s.in.Atoms
	}
	s.has.Lattice = s.in.Lattice
	if d := s.in.Draws; d != nil {
		s.has.Draws = &Draws{N: d.N, LogProb: s.logDraws}
	}
	if s.in.Ends != nil {
		s.has.Ends = s
	}
	if s.in.Charts != nil {
		s.has.Charts = s
	}
	s.has.frame = newFrame(s)
	return s
}

func (s *swapKernel) Has() *Closed { return &s.has }

func (s *swapKernel) Rows() int { return s.base.Rows() }

func (s *swapKernel) Support(i int) (lo, hi float64) { return s.r.Trim(s.base.Support(i)) }

func (s *swapKernel) Breaks(i int, dst []float64) []float64 {
	return append(s.base.Breaks(i, dst), s.r.Breaks()...)
}

func (s *swapKernel) Features(i int, dst []Feature) []Feature { return s.base.Features(i, dst) }

func (s *swapKernel) LogProb(i int, y, out []float64) {
	s.base.LogProb(i, y, out)
	s.r.Add(y, out, false)
}

// logDraws is not normalized either: the draws differ in mass.
func (s *swapKernel) logDraws(i int, y, out []float64) {
	s.in.Draws.LogProb(i, y, out)
	for ; len(out) > 0; out = out[len(y):] {
		s.r.Add(y, out[:len(y)], false)
	}
}

func (s *swapKernel) Columns() int { return s.in.Charts.Columns() }

func (s *swapKernel) Chart(i int, y []float64, c Chart) {
	s.in.Charts.Chart(i, y, c)
	s.r.Add(y, c.Add, false)
}

func (s *swapKernel) Numbers(i int, t *Numbers) { s.in.Charts.Numbers(i, t) }

func (s *swapKernel) LogChart(t *Numbers, c Chart, out []float64) {
	s.in.Charts.LogChart(t, c, out)
}

// Exponent is that of the base where the base ends and the weight is regular, being made of bins.
func (s *swapKernel) Exponent(i int, t *Numbers, upper bool) float64 {
	lo, hi := s.base.Support(i)
	from, to := s.Support(i)
	if !s.r.Regular() || upper && to != hi || !upper && from != lo {
		return math.NaN()
	}
	return s.in.Ends.Exponent(i, t, upper)
}

// LogProbNear asks the weight inside the end, which may be an edge of it too.
func (s *swapKernel) LogProbNear(i int, t *Numbers, upper bool, logd, out []float64) {
	s.in.Ends.LogProbNear(i, t, upper, logd, out)
	lo, hi := s.base.Support(i)
	y := Borrow(len(logd))
	defer GiveBack(y)
	for j, l := range logd {
		if upper {
			(*y)[j] = min(hi-math.Exp(l), math.Nextafter(hi, lo))
		} else {
			(*y)[j] = max(lo+math.Exp(l), math.Nextafter(lo, hi))
		}
	}
	s.r.Add(*y, out, false)
}
