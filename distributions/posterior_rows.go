package distributions

import (
	"fmt"
	"math"
	"slices"

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

// center is the mean of each row without a closed form, and spread of Variance or Deviation what is asked for: those of its panels, but
// where the tails that these leave out count they are integrals that follow them, or infinite, or NaN.
func (q Posterior) center() []float64 {
	out := q.summarized(func(s density.Summary) float64 { return s.Mean })
	q.heavy(func(s *density.Solver, i int, row density.Summary) { out[i] = q.heavyMean(s, i, row) })
	return out
}

func (q Posterior) spread(of func(s density.Summary) float64) []float64 {
	out := q.summarized(of)
	q.heavy(func(s *density.Solver, i int, row density.Summary) {
		switch mean := q.heavyMean(s, i, row); {
		case mean-mean != 0:
			out[i] = math.NaN()
		case density.Endless(q.f, q.first+i, 2):
			out[i] = math.Inf(1)
		default:
			if v := density.Moment(q.f, q.first+i, mean, row.Deviation, 2, s); v-v == 0 {
				row.Deviation *= math.Sqrt(v)
				row.Variance = row.Deviation * row.Deviation
				out[i] = of(row)
			}
		}
	})
	return out
}

// heavy calls do for the rows of heavy tails.
func (q Posterior) heavy(do func(s *density.Solver, i int, row density.Summary)) {
	rows := q.summaries()
	if !slices.ContainsFunc(rows, func(s density.Summary) bool { return s.Heavy }) {
		return
	}
	q.each(func(s *density.Solver, i int) {
		if rows[i].Heavy {
			do(s, i, rows[i])
		}
	})
}

func (q Posterior) heavyMean(s *density.Solver, i int, row density.Summary) float64 {
	switch lower, upper := density.EndlessTails(q.f, q.first+i, 1); {
	case lower && upper:
		return math.NaN()
	case lower:
		return math.Inf(-1)
	case upper:
		return math.Inf(1)
	}
	if off := density.Moment(q.f, q.first+i, row.Mode, row.Deviation, 1, s); off-off == 0 {
		return row.Mode + row.Deviation*off
	}
	return row.Mean
}

// table is n slices of m, one block of memory.
func table[T any](n, m int) [][]T {
	all, out := make([]T, n*m), make([][]T, n)
	for i := range out {
		out[i] = all[i*m : (i+1)*m : (i+1)*m]
	}
	return out
}
