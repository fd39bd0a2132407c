package distributions

import "fmt"

// swapKernel is q(y) r(y), not normalized, on the part of the target's support where r is positive.
type swapKernel struct {
	base  family
	ratio *priorRatio
	frame *frame // of its rows, or nil
}

var (
	_ atomFamily  = swapKernel{}
	_ reweighted  = swapKernel{}
	_ drawnFamily = swapKernel{}
)

func (s swapKernel) rows() int { return s.base.rows() }

func (s swapKernel) support(i int) (lo, hi float64) {
	lo, hi = s.base.support(i)
	return s.ratio.trim(lo, hi)
}

func (s swapKernel) breaks(i int, dst []float64) []float64 {
	return append(s.base.breaks(i, dst), s.ratio.breaks...)
}

func (s swapKernel) features(i int, dst []feature) []feature { return s.base.features(i, dst) }

func (s swapKernel) logProb(i int, y, out []float64) {
	s.base.logProb(i, y, out)
	s.ratio.add(y, out, false)
}

func (s swapKernel) logWeight(y, out []float64) { s.ratio.add(y, out, true) }

func (s swapKernel) constant(a, b float64, below int) (log float64, piece int) {
	return s.ratio.constant(a, b, below)
}

func (s swapKernel) atoms(i int, dst []float64) []float64 { return atomsOf(s.base).atoms(i, dst) }

func (s swapKernel) draws() int { return drawnOf(s.base).draws() }

// logDraws is not normalized either: the draws differ in mass.
func (s swapKernel) logDraws(i int, y, out []float64) {
	drawnOf(s.base).logDraws(i, y, out)
	for ; len(out) > 0; out = out[len(y):] {
		s.ratio.add(y, out[:len(y)], false)
	}
}

// refuse returns an error for the first row that cannot be swapped.
func (s swapKernel) refuse(rows []rowSummary, first int) error {
	for i, r := range rows {
		switch r.state {
		case rowNaN:
			if loaded := streamOf(s.base); loaded != nil && loaded.failure(first+i) != nil {
				return fmt.Errorf("distributions: SwapPrior: row %d could not be loaded: %w", i, loaded.failure(first+i))
			}
			return fmt.Errorf("distributions: SwapPrior: row %d: the density is NaN, or infinite inside its support: look at its parameters", i)
		case rowEmpty:
			lo, hi := s.base.support(first + i)
			return fmt.Errorf("distributions: SwapPrior: row %d has no mass on the target's support [%.6g, %.6g]; its own is [%.6g, %.6g]: are both in the same units?",
				i, s.ratio.lo, s.ratio.hi, lo, hi)
		}
	}
	return nil
}

// swapped is swapKernel, normalized.
type swapped struct {
	swapKernel
	first   int
	logMass []float64 // of rows first, first+1, ...
}

func (s swapped) logProb(i int, y, out []float64) {
	s.swapKernel.logProb(i, y, out)
	for j := range out {
		out[j] -= s.logMass[i-s.first]
	}
}

func (s swapped) logProbRows(first int, y, out []float64) {
	bulkOf(s.base).logProbRows(first, y, out)
	s.ratio.add(y, out, false)
	for i := range out {
		out[i] -= s.logMass[first-s.first+i]
	}
}

// priorFamily is a prior as the single row of a family.
type priorFamily struct {
	p  Prior
	at []float64
}

func (priorFamily) rows() int { return 1 }

func (f priorFamily) support(int) (lo, hi float64) { return f.p.Support() }

func (f priorFamily) breaks(_ int, dst []float64) []float64 { return append(dst, f.at...) }

func (f priorFamily) features(_ int, dst []feature) []feature { return dst }

func (f priorFamily) logProb(_ int, y, out []float64) {
	for j, v := range y {
		out[j] = f.p.LogProb(v)
	}
}
