package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/density"
)

// over is q of another family.
func (q Posterior) over(f density.Family) Posterior {
	return Posterior{f: f, first: q.first, n: q.n, memo: newMemo(f, q.first, q.n), notes: q.notes}
}

// rows is n rows of q's family from first on.
func (q Posterior) rows(first, n int) Posterior {
	return Posterior{f: q.f, first: first, n: n, memo: newMemo(q.f, first, n), notes: q.notes}
}

// has is what the family knows; nothing, of the zero value.
func (q Posterior) has() *density.Closed {
	if q.f == nil {
		return new(density.Closed)
	}
	return q.f.Has()
}

// check panics if y is not one number a row.
func (q Posterior) check(method string, y []float64) {
	if len(y) != q.n {
		panic(fmt.Sprintf("distributions: Posterior.%s: %d values of y for %d rows", method, len(y), q.n))
	}
}

// each calls do for every row, from as many goroutines as there are cores.
func (q Posterior) each(do func(s *density.Solver, i int)) {
	if q.n > 0 {
		density.EachOf(q.f, q.first, q.n, do)
	}
}

// solve calls do with every row, solved.
func (q Posterior) solve(do func(r density.Row, i int)) {
	if q.n > 0 {
		q.memo.Solve(do)
	}
}

// partly is solve for a cdf, a quantile, or an HPD region of a mass above 0 and below 1.
func (q Posterior) partly(do func(r density.Row, i int)) {
	if q.n > 0 {
		q.memo.Partly(do)
	}
}

// number makes one number a row.
func (q Posterior) number(f func(s *density.Solver, i int) float64) []float64 {
	out := make([]float64, q.n)
	q.each(func(s *density.Solver, i int) { out[i] = f(s, i) })
	return out
}

// answer makes one number of each solved row.
func (q Posterior) answer(f func(r density.Row, i int) float64) []float64 {
	out := make([]float64, q.n)
	q.solve(func(r density.Row, i int) { out[i] = f(r, i) })
	return out
}

// summarized makes one number of each row's summary.
func (q Posterior) summarized(f func(s density.Summary) float64) []float64 {
	out := make([]float64, q.n)
	for i, s := range q.summaries() {
		out[i] = f(s)
	}
	return out
}

// table is n slices of m, one block of memory.
func table[T any](n, m int) [][]T {
	all, out := make([]T, n*m), make([][]T, n)
	for i := range out {
		out[i] = all[i*m : (i+1)*m : (i+1)*m]
	}
	return out
}
