package density

import (
	"math"
	"sync"
)

// Rows is rows [first, first+n) of a family with what is computed once for them: their summaries, and the solved rows
// themselves if they are few, or sketches of them.
type Rows struct {
	Family   Family
	First, N int

	once sync.Once
	rows []Summary
	mu   sync.Mutex
	kept map[int]Row
	sketches
}

// KeepRows is how many solved rows Rows may hold on to, at about 20 kB each.
const KeepRows = 128

// each calls do for every row, from as many goroutines as there are cores.
func (q *Rows) each(do func(s *Solver, i int)) { EachOf(q.Family, q.First, q.N, do) }

// Solve calls do with every row, solved.
func (q *Rows) Solve(do func(r Row, i int)) {
	q.each(func(s *Solver, i int) { do(q.row(s, i), i) })
}

// Partly calls do with every row, of those that have been solved before only what is asked for: a cdf, a quantile, or an HPD
// region of a mass above 0 and below 1.
func (q *Rows) Partly(do func(r Row, i int)) {
	if q.N <= KeepRows {
		q.Solve(do)
		return
	}
	f := kernelOf(q.Family)
	q.each(func(s *Solver, i int) {
		if k := q.sketches.row(i, q.N).Load(); k != nil {
			do(s.restore(f, q.First+i, k), i)
		} else {
			do(q.row(s, i), i)
		}
	})
}

// row returns row i, kept, or solved in s.
func (q *Rows) row(s *Solver, i int) Row {
	if q.N > KeepRows {
		r := Solve(q.Family, q.First+i, s)
		q.sketch(s, r, i)
		return r
	}
	q.mu.Lock()
	r := q.kept[i]
	q.mu.Unlock()
	if r != nil {
		return r
	}
	r = Solve(q.Family, q.First+i, s)
	switch p := r.(type) {
	case *panelRow:
		r = p.clone()
	case *jumpRow:
		r = p.clone()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.kept == nil {
		q.kept = make(map[int]Row)
	}
	q.kept[i] = r
	return r
}

// Solve solves row i of f, or of its kernel, in s if it is continuous.
func Solve(f Family, i int, s *Solver) Row {
	f = kernelOf(f)
	switch has := f.Has(); {
	case has.Atoms != nil:
		return solveAtoms(f, i)
	case has.Lattice != nil:
		return solveLattice(f, i)
	case has.Jump != nil:
		return solveJump(f, i, s)
	}
	return s.solve(f, i)
}

// Summaries returns those of all rows, computed once.
func (q *Rows) Summaries() []Summary {
	q.once.Do(func() {
		rows := make([]Summary, q.N)
		q.Solve(func(r Row, i int) { rows[i] = r.Summary() })
		if q.Family.Has().Kernel == nil {
			for i := range rows {
				if r := &rows[i]; r.State == Fine && math.Abs(r.LogMass) > 1e-6 {
					r.State = Unnormal
				}
			}
		}
		q.rows = rows
	})
	return q.rows
}

// Entropies integrates -p log p of every row, and says which rows are less exact than other answers: p log p could not be
// followed to full accuracy.
func (q *Rows) Entropies() (out []float64, rough []bool) {
	out, rough = make([]float64, q.N), make([]bool, q.N)
	q.each(func(s *Solver, i int) {
		s.logs = true
		defer func() { s.logs = false }()
		r := Solve(q.Family, q.First+i, s)
		out[i] = r.entropy()
		_, panels := r.(*panelRow)
		_, jump := r.(*jumpRow)
		rough[i] = (panels || jump) && r.State() == Unresolved
	})
	return out, rough
}
