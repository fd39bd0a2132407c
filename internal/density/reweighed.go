package density

import "math"

// reweighed is a family times a weight, normalized: rows first, first+1, ... of it, one for each summary.
type reweighed struct {
	*swapKernel
	first int
	rows  []Summary // of the kernel
	has   Closed
}

var (
	_ Family  = (*reweighed)(nil)
	_ Wrapper = (*reweighed)(nil)
)

// Reweigh is base times r, normalized, for the rows that kept is of. It becomes kept's family, with what solving them left.
func Reweigh(base Family, r Weight, kept *Rows) Family {
	kernel := newSwapKernel(base, r)
	first, rows := kept.First, make([]Summary, kept.N)
	EachOf(base, first, kept.N, func(s *Solver, i int) {
		r := Solve(kernel, first+i, s)
		rows[i] = r.Summary()
		kept.sketch(s, r, i)
		if !rows[i].State.Broken() {
			rows[i].Fraction = r.effective(kernel.r)
		}
	})
	law := &reweighed{swapKernel: kernel, first: first, rows: rows}
	law.has = Closed{Wrapper: law, Loader: kernel.in.Loader, Kernel: kernel, LogMass: law.logMass, Fraction: law.fraction, Atoms: kernel.has.Atoms, Lattice: kernel.has.Lattice, Draws: kernel.has.Draws}
	if kernel.in.LogProbRows != nil {
		law.has.LogProbRows = law.logProbRows
	}
	kept.Family = law
	kept.once.Do(func() { kept.rows = rows })
	return law
}

func (s *reweighed) Has() *Closed { return &s.has }

func (s *reweighed) LogProb(i int, y, out []float64) {
	s.swapKernel.LogProb(i, y, out)
	for j := range out {
		out[j] -= s.rows[i-s.first].LogMass
	}
}

func (s *reweighed) logProbRows(first int, y, out []float64) {
	s.in.LogProbRows(first, y, out)
	s.r.Add(y, out, false)
	for i := range out {
		out[i] -= s.rows[first-s.first+i].LogMass
	}
}

func (s *reweighed) fraction(i int) float64 { return s.rows[i-s.first].Fraction }

func (s *reweighed) Inside() Family { return s.base }

func (s *reweighed) Again(inside Family, first, n int) Family {
	return Reweigh(inside, s.r, &Rows{First: first, N: n})
}

func (s *reweighed) logMass(i int) float64 {
	switch r := s.rows[i-s.first]; {
	case r.State == Empty:
		return math.Inf(-1)
	default:
		return r.LogMass // NaN of other rows that are broken
	}
}
