package distributions

import (
	"math"
	"sync"
)

// A rowSet is rows [first, first+n) of a family with what is computed once for them: their summaries, and the solved rows
// themselves if they are few, or sketches of them.
type rowSet struct {
	f        family
	first, n int

	once sync.Once
	rows []rowSummary
	mu   sync.Mutex
	kept map[int]solvedRow
	sketches
}

// keepRows is how many solved rows a rowSet may hold on to, at about 20 kB each.
const keepRows = 128

// each calls do for every row, from as many goroutines as there are cores.
func (q *rowSet) each(do func(s *solver, i int)) { eachOf(q.f, q.first, q.n, do) }

// Solve calls do with every row, solved.
func (q *rowSet) Solve(do func(r solvedRow, i int)) {
	q.each(func(s *solver, i int) { do(q.row(s, i), i) })
}

// Partly calls do with every row, of those that have been solved before only what is asked for: a cdf, a quantile, or an HPD
// region of a mass above 0 and below 1.
func (q *rowSet) Partly(do func(r solvedRow, i int)) {
	if q.n <= keepRows {
		q.Solve(do)
		return
	}
	f := kernelOf(q.f)
	q.each(func(s *solver, i int) {
		if k := q.sketches.row(i, q.n).Load(); k != nil {
			do(s.restore(f, q.first+i, k), i)
		} else {
			do(q.row(s, i), i)
		}
	})
}

// row returns row i, kept, or solved in s.
func (q *rowSet) row(s *solver, i int) solvedRow {
	if q.n > keepRows {
		r := solveRow(q.f, q.first+i, s)
		q.sketch(s, r, i)
		return r
	}
	q.mu.Lock()
	r := q.kept[i]
	q.mu.Unlock()
	if r != nil {
		return r
	}
	r = solveRow(q.f, q.first+i, s)
	if p, ok := r.(*panelRow); ok {
		r = p.clone()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.kept == nil {
		q.kept = make(map[int]solvedRow)
	}
	q.kept[i] = r
	return r
}

// solveRow solves row i of f, or of its kernel, in s if it is continuous.
func solveRow(f family, i int, s *solver) solvedRow {
	f = kernelOf(f)
	if f.Has().Atoms != nil {
		return solveAtoms(f, i)
	}
	return s.solve(f, i)
}

// Summaries returns those of all rows, computed once.
func (q *rowSet) Summaries() []rowSummary {
	q.once.Do(func() {
		rows := make([]rowSummary, q.n)
		q.Solve(func(r solvedRow, i int) { rows[i] = r.Summary() })
		if q.f.Has().Kernel == nil {
			for i := range rows {
				if r := &rows[i]; r.State == rowFine && math.Abs(r.LogMass) > 1e-6 {
					r.State = rowUnnormal
				}
			}
		}
		q.rows = rows
	})
	return q.rows
}

// Entropies integrates -p log p of every row, and says which rows are less exact than other answers: p log p could not be
// followed to full accuracy.
func (q *rowSet) Entropies() (out []float64, rough []bool) {
	out, rough = make([]float64, q.n), make([]bool, q.n)
	q.each(func(s *solver, i int) {
		s.logs = true
		defer func() { s.logs = false }()
		r := solveRow(q.f, q.first+i, s)
		out[i] = r.entropy()
		p, ok := r.(*panelRow)
		rough[i] = ok && p.state == rowUnresolved
	})
	return out, rough
}
