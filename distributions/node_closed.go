package distributions

import (
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/density"
)

// What a nodeFamily has in closed form is nodes too.

func (f *nodeFamily) logProbRows(first int, y, out []float64) { f.rowByRow(f.logProbs, first, y, out) }

// formulaOf is fn at points of one row.
func (f *nodeFamily) formulaOf(fn *nodeFunc) func(i int, y, out []float64) {
	return func(i int, y, out []float64) { f.table(fn, i, 1, y, out) }
}

func (f *nodeFamily) cdfRows(first int, y, out []float64) { f.rowByRow(f.cdfs, first, y, out) }

// rowByRow evaluates fn at one point of each row, in blocks of rows on all cores.
func (f *nodeFamily) rowByRow(fn *nodeFunc, first int, y, out []float64) {
	density.Parcels(len(y), maxBlock, func(_ *density.Solver, from, to int) { f.blocks(fn, first+from, y[from:to], out[from:to]) })
}

// entropy is that of a row if the distribution has its entropy as nodes: they are compiled to know it.
func (f *nodeFamily) entropy() func(i int) float64 {
	f.triedEntropy.Do(func() { f.entropic = f.try(f.entropies) == nil })
	if !f.entropic {
		return nil
	}
	return func(i int) (h float64) {
		f.each(f.entropies, i, 1, func(_ int, a, _ []float64) { h = a[0] })
		return h
	}
}

// rowMoments is mean and variance of every row, computed when first asked for.
type rowMoments struct {
	once           sync.Once
	mean, variance []float64
}

func (f *nodeFamily) rowMoments(i int) (mean, variance float64) {
	m := f.moments
	if m == nil {
		f.each(f.meanVar, i, 1, func(_ int, m, v []float64) { mean, variance = m[0], v[0] })
		return mean, variance
	}
	m.once.Do(func() {
		m.mean, m.variance = make([]float64, f.n), make([]float64, f.n)
		f.allMoments(m.mean, m.variance)
	})
	return m.mean[i], m.variance[i]
}

// atoms are the point masses of row i: classes 0, 1, ..., or the locations of Deterministic components.
func (f *nodeFamily) atoms(i int, dst []float64) []float64 { return f.atomsOf(i, 1, dst) }

// atomsOf appends the distinct atoms of n rows.
func (f *nodeFamily) atomsOf(first, n int, dst []float64) []float64 {
	if f.atomCount > 0 {
		for c := range f.atomCount {
			dst = append(dst, float64(c))
		}
		return dst
	}
	from := len(dst)
	f.each(f.bumps, first, n, func(_ int, mean, _ []float64) { dst = append(dst, mean...) })
	slices.Sort(dst[from:])
	return dst[:from+len(slices.Compact(dst[from:]))]
}
