package distributions

import "math"

// reweighed is a family times a weight, normalized: rows first, first+1, ... of it, one for each summary.
type reweighed struct {
	*swapKernel
	first int
	rows  []rowSummary // of the kernel
	has   closedForms
}

var (
	_ family  = (*reweighed)(nil)
	_ wrapper = (*reweighed)(nil)
)

// reweigh is base times r, normalized, for the rows that kept is of. It becomes kept's family, with what solving them left.
func reweigh(base family, r weight, kept *rowSet) *reweighed {
	kernel := newSwapKernel(base, r)
	first, rows := kept.first, make([]rowSummary, kept.n)
	eachOf(base, first, kept.n, func(s *solver, i int) {
		r := solveRow(kernel, first+i, s)
		rows[i] = r.Summary()
		kept.sketch(s, r, i)
		if !rows[i].State.Broken() {
			rows[i].Fraction = r.effective(kernel.r)
		}
	})
	law := &reweighed{swapKernel: kernel, first: first, rows: rows}
	law.has = closedForms{Wrapper: law, Loader: kernel.in.Loader, Kernel: kernel, LogMass: law.logMass, Fraction: law.fraction, Atoms: kernel.has.Atoms, Draws: kernel.has.Draws}
	if kernel.in.LogProbRows != nil {
		law.has.LogProbRows = law.logProbRows
	}
	kept.f = law
	kept.once.Do(func() { kept.rows = rows })
	return law
}

func (s *reweighed) Has() *closedForms { return &s.has }

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

func (s *reweighed) Inside() family { return s.base }

func (s *reweighed) Again(inside family, first, n int) family {
	return reweigh(inside, s.r, &rowSet{first: first, n: n})
}

func (s *reweighed) logMass(i int) float64 {
	switch r := s.rows[i-s.first]; {
	case r.State == rowEmpty:
		return math.Inf(-1)
	default:
		return r.LogMass // NaN of other rows that are broken
	}
}
