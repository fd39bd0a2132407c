package distributions

import (
	"fmt"
	"math"
	"sync"
)

// A memo holds what is computed once for a Posterior: the summaries of its rows, and the solved rows themselves if
// they are few.
type memo struct {
	once sync.Once
	rows []rowSummary
	mu   sync.Mutex
	kept map[int]solvedRow
	sketches

	rough []bool // by row, once entropies were asked for: p log p could not be followed to full accuracy

	decompose sync.Once
	parts     []drawParts // of mixtures of draws
}

// keepRows is how many solved rows a Posterior may hold on to, at about 20 kB each.
const keepRows = 128

// solve calls do with every row, solved.
func (q Posterior) solve(do func(r solvedRow, i int)) {
	q.each(func(s *solver, i int) { do(q.row(s, i), i) })
}

// partly calls do with every row, of those that have been solved before only what is asked for: a cdf, a quantile, or an HPD
// region of a mass above 0 and below 1.
func (q Posterior) partly(do func(r solvedRow, i int)) {
	if q.n <= keepRows {
		q.solve(do)
		return
	}
	f := kernelOf(q.f)
	q.each(func(s *solver, i int) {
		if k := q.memo.sketches.row(i, q.n).Load(); k != nil {
			do(s.restore(f, q.first+i, k), i)
		} else {
			do(q.row(s, i), i)
		}
	})
}

// row returns row i, kept, or solved in s.
func (q Posterior) row(s *solver, i int) solvedRow {
	if q.n > keepRows {
		r := solveRow(q.f, q.first+i, s)
		q.memo.sketch(s, r, i, q.n)
		return r
	}
	q.memo.mu.Lock()
	r := q.memo.kept[i]
	q.memo.mu.Unlock()
	if r != nil {
		return r
	}
	r = solveRow(q.f, q.first+i, s)
	if p, ok := r.(*panelRow); ok {
		r = p.clone()
	}
	q.memo.mu.Lock()
	defer q.memo.mu.Unlock()
	if q.memo.kept == nil {
		q.memo.kept = make(map[int]solvedRow)
	}
	q.memo.kept[i] = r
	return r
}

// solveRow solves row i of f, in s if it is continuous.
func solveRow(f family, i int, s *solver) solvedRow {
	if isReweighted(f) {
		f = kernelOf(f)
	}
	if a := atomsOf(f); a != nil {
		return solveAtoms(f, a, i)
	}
	return s.solve(f, i)
}

// summaries returns those of all rows, computed once.
func (q Posterior) summaries() []rowSummary {
	if q.n == 0 {
		return nil
	}
	q.memo.once.Do(func() {
		rows := make([]rowSummary, q.n)
		q.solve(func(r solvedRow, i int) { rows[i] = r.summary() })
		if !isReweighted(q.f) {
			for i := range rows {
				if r := &rows[i]; r.state == rowFine && math.Abs(r.logMass) > 1e-6 {
					r.state = rowUnnormal
				}
			}
		}
		q.memo.rows = rows
	})
	return q.memo.rows
}

// Warnings is what a reader of the numbers must know, in sentences: what SwapPrior left out, rows that could not be
// solved, components that none of 1,000 rows or more uses, and entropies that were asked for and could not be integrated exactly.
// It solves all rows once if no method has yet.
func (q Posterior) Warnings() []string {
	out := append([]string(nil), q.notes...)
	rows := q.summaries()
	if loaded := streamOf(q.f); loaded != nil {
		out = append(out, loaded.warnings(q.first, q.n)...)
	}
	for _, w := range rowWarnings {
		out = warnOf(out, q.n, w.text, func(i int) bool { return rows[i].state == w.state })
	}
	if q.n == 0 {
		return out
	}
	out = append(out, q.deadComponents()...)
	q.memo.mu.Lock()
	defer q.memo.mu.Unlock()
	return warnOf(out, len(q.memo.rough), "the entropy is less exact than other answers: p log p could not be followed to full accuracy",
		func(i int) bool { return q.memo.rough[i] && rows[i].state == rowFine })
}

// warnOf appends a warning of the rows, of n, that it is true of.
func warnOf(out []string, n int, text string, of func(i int) bool) []string {
	count, first := 0, 0
	for i := n - 1; i >= 0; i-- {
		if of(i) {
			count, first = count+1, i
		}
	}
	if count == 0 {
		return out
	}
	return append(out, fmt.Sprintf("%d of %d rows, row %d first: %s", count, n, first, text))
}

var rowWarnings = []struct {
	state rowState
	text  string
}{
	{rowNaN, "the density is NaN, or infinite inside its support: the parameters are NaN or out of their domain"},
	{rowEmpty, "the density is zero everywhere"},
	{rowLost, "the density is so narrow that float64 makes noise of it: quantiles, draws, the cdf and closed forms are right, modes, regions and integrals are NaN or none"},
	{rowUnnormal, "the density does not integrate to 1: a bump of it is narrower than the distribution says, or it is not normalized"},
	{rowUnresolved, "the density cannot be followed to full accuracy, because features of it are too narrow for float64 or its logarithm too large: all but log-densities is less exact there"},
}
