package distributions

import (
	"fmt"
	"math"
)

// Posterior is one univariate distribution a row, as float64 numbers: what a network predicts for its inputs. It is
// small, passed by value, immutable and safe for concurrent use; rows are solved on all cores, and the result has the
// same bits on any number of them. The zero value has no rows.
//
// A continuous row has a log-density in nats per unit of y; a discrete one has atoms, and its LogProb is a log-mass,
// 0 for a point mass. A row whose parameters are NaN answers NaN and no intervals; Warnings names such rows.
//
// A Posterior of many rows keeps what it needs to answer the next question faster, 128 MiB and 64 MiB of numbers at most.
//
// What has no closed form is integrated to about 1e-10 of a row's mass, Betas and their mixtures also where they are infinite at
// an end of a support that floats say little of, as 13.5 is. Methods that take one y a row panic if there
// are fewer or more than rows, and those that take a probability or a mass if it is outside [0, 1].
type Posterior struct {
	f        family
	first, n int // the rows [first, first+n) of f
	memo     *memo
	notes    []string
	fraction []float64 // effective sample sizes; nil for 1
}

// newPosterior returns all rows of f.
func newPosterior(f family) Posterior {
	return Posterior{f: f, n: f.rows(), memo: new(memo)}
}

// Rows is the number of rows.
func (q Posterior) Rows() int { return q.n }

// Row is row i alone. It panics if there is none.
func (q Posterior) Row(i int) Posterior {
	if i < 0 || i >= q.n {
		panic(fmt.Sprintf("distributions: row %d of a posterior of %d rows", i, q.n))
	}
	one := Posterior{f: q.f, first: q.first + i, n: 1, memo: new(memo), notes: q.notes}
	if q.fraction != nil {
		one.fraction = q.fraction[i : i+1]
	}
	return one
}

// LogProb is the log-density of each row at its y, -Inf outside the support. It panics unless len(y) is Rows().
func (q Posterior) LogProb(y []float64) []float64 {
	q.check("LogProb", y)
	out := make([]float64, q.n)
	if b := bulkOf(q.f); b != nil {
		b.logProbRows(q.first, y, out)
		return out
	}
	q.each(func(_ *solver, i int) { q.f.logProb(q.first+i, y[i:i+1], out[i:i+1]) })
	return out
}

// LogProbs is the log-density of each row at every point of the grid: (rows, len(grid)).
func (q Posterior) LogProbs(grid []float64) [][]float64 {
	out := table[float64](q.n, len(grid))
	q.each(func(_ *solver, i int) { q.f.logProb(q.first+i, grid, out[i]) })
	return out
}

// CDF is P(Y <= y) of each row at its y. It panics unless len(y) is Rows().
func (q Posterior) CDF(y []float64) []float64 {
	q.check("CDF", y)
	if b := bulkCDFOf(q.f); b != nil {
		out := make([]float64, q.n)
		b.cdfRows(q.first, y, out)
		for i, p := range out {
			out[i] = min(max(p, 0), 1)
		}
		return out
	}
	if f := cdfOf(q.f); f != nil {
		return q.number(func(_ *solver, i int) float64 {
			in, out := [1]float64{y[i]}, [1]float64{}
			f.cdf(q.first+i, in[:], out[:])
			return min(max(out[0], 0), 1)
		})
	}
	out := make([]float64, q.n)
	q.partly(func(r solvedRow, i int) { out[i] = r.cdf(y[i]) })
	return out
}

// Mean is E y of each row.
func (q Posterior) Mean() []float64 {
	if f := momentsOf(q.f); f != nil {
		return q.number(func(_ *solver, i int) float64 { m, _ := f.moments(q.first + i); return m })
	}
	return q.summarized(func(s rowSummary) float64 { return s.mean })
}

// Variance is Var y of each row; 0 for a point mass.
func (q Posterior) Variance() []float64 {
	if f := momentsOf(q.f); f != nil {
		return q.number(func(_ *solver, i int) float64 { _, v := f.moments(q.first + i); return v })
	}
	return q.summarized(func(s rowSummary) float64 { return s.variance })
}

// StdDev is the square root of Variance, right also where that is beyond the range of floats.
func (q Posterior) StdDev() []float64 {
	if momentsOf(q.f) == nil {
		return q.summarized(func(s rowSummary) float64 { return s.deviation })
	}
	v := q.Variance()
	for i := range v {
		small, large := v[i] < 1e-290, v[i] > math.MaxFloat64
		v[i] = math.Sqrt(v[i])
		if atomsOf(q.f) != nil || !small && !large {
			continue
		}
		if d := q.Row(i).summaries()[0].deviation; !math.IsNaN(d) && (small || d > 1e150) { // or the variance is infinite
			v[i] = d
		}
	}
	return v
}

// Mode is the densest point of each row: the maximizer over the closed pieces of the support with the one-sided limits
// of the density, so an end or a jump counts (there it is the last float on the dense side), and so does an end where
// the density is infinite, however little mass is there; one where it vanishes does not, however slowly. Of equals it is the
// lowest, of a plateau the centre.
func (q Posterior) Mode() []float64 {
	return q.summarized(func(s rowSummary) float64 { return s.mode })
}

// Modes is every local mode of each row in the sense of Mode, densest first. Bumps that hold less than 1e-11 of the
// mass may be missed unless the distribution announces them, as a mixture does its components.
func (q Posterior) Modes() [][]float64 {
	out := make([][]float64, q.n)
	q.solve(func(r solvedRow, i int) { out[i] = r.modes() })
	return out
}

// Support is the smallest closed interval known to hold each row.
func (q Posterior) Support() []Interval {
	out := make([]Interval, q.n)
	q.each(func(_ *solver, i int) { out[i].Lo, out[i].Hi = q.f.support(q.first + i) })
	return out
}

// check panics if y is not one number a row.
func (q Posterior) check(method string, y []float64) {
	if len(y) != q.n {
		panic(fmt.Sprintf("distributions: Posterior.%s: %d values of y for %d rows", method, len(y), q.n))
	}
}

// each calls do for every row, as eachRow does.
func (q Posterior) each(do func(s *solver, i int)) {
	if rows := streamOf(q.f); rows != nil {
		rows.eachRow(q.first, q.n, do)
		return
	}
	eachRow(q.n, do)
}

// number makes one number a row.
func (q Posterior) number(f func(s *solver, i int) float64) []float64 {
	out := make([]float64, q.n)
	q.each(func(s *solver, i int) { out[i] = f(s, i) })
	return out
}

// answer makes one number of each solved row.
func (q Posterior) answer(f func(r solvedRow, i int) float64) []float64 {
	out := make([]float64, q.n)
	q.solve(func(r solvedRow, i int) { out[i] = f(r, i) })
	return out
}

// summarized makes one number of each row's summary.
func (q Posterior) summarized(f func(s rowSummary) float64) []float64 {
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
