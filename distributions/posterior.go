package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// Posterior is one univariate distribution a row, as float64 numbers: what a network predicts for its inputs. It is
// small, passed by value, immutable and safe for concurrent use; rows are solved on all cores, and the result has the
// same bits on any number of them. The zero value has no rows.
//
// A continuous row has a log-density in nats per unit of y; a discrete one has atoms, and its LogProb is a log-mass,
// 0 for a point mass. A density with a mass at 0, such as the Hurdle of a Gamma or a mixture of such, has both: the log-mass at 0 and the log-density
// elsewhere. Its point is denser than any length, in every unit of y: it is the mode, and the first that HPD takes. A row whose parameters are NaN answers NaN and no intervals; Warnings names such rows.
//
// A Posterior of many rows keeps what it needs to answer the next question faster, 128 MiB and 64 MiB of numbers at most.
//
// What has no closed form is integrated to about 1e-10 of a row's mass, Betas and their mixtures also where they are infinite at
// an end of a support that floats say little of, as 13.5 is. Methods that take one y a row panic if there
// are fewer or more than rows, and those that take a probability or a mass if it is outside [0, 1].
type Posterior struct {
	f        density.Family
	first, n int   // the rows [first, first+n) of f
	memo     *memo // nil of no family
	notes    []string
}

// newPosterior returns all rows of f.
func newPosterior(f density.Family) Posterior {
	return Posterior{f: f, n: f.Rows(), memo: newMemo(f, 0, f.Rows())}
}

// Rows is the number of rows.
func (q Posterior) Rows() int { return q.n }

// Row is row i alone. It panics if there is none.
func (q Posterior) Row(i int) Posterior {
	if i < 0 || i >= q.n {
		panic(fmt.Sprintf("distributions: row %d of a posterior of %d rows", i, q.n))
	}
	return q.rows(q.first+i, 1)
}

// LogProb is the log-density of each row at its y, -Inf outside the support. It panics unless len(y) is Rows().
func (q Posterior) LogProb(y []float64) []float64 {
	q.check("LogProb", y)
	out := make([]float64, q.n)
	if f := q.has().LogProbRows; f != nil {
		f(q.first, y, out)
		return out
	}
	q.each(func(_ *density.Solver, i int) { q.f.LogProb(q.first+i, y[i:i+1], out[i:i+1]) })
	return out
}

// LogProbs is the log-density of each row at every point of the grid: (rows, len(grid)).
func (q Posterior) LogProbs(grid []float64) [][]float64 {
	out := table[float64](q.n, len(grid))
	q.each(func(_ *density.Solver, i int) { q.f.LogProb(q.first+i, grid, out[i]) })
	return out
}

// CDF is P(Y <= y) of each row at its y. It panics unless len(y) is Rows().
func (q Posterior) CDF(y []float64) []float64 {
	q.check("CDF", y)
	if f := q.has().CDFRows; f != nil {
		out := make([]float64, q.n)
		f(q.first, y, out)
		for i, p := range out {
			out[i] = min(max(p, 0), 1)
		}
		return out
	}
	if f := q.has().CDF; f != nil {
		return q.number(func(_ *density.Solver, i int) float64 {
			in, out := [1]float64{y[i]}, [1]float64{}
			f(q.first+i, in[:], out[:])
			return min(max(out[0], 0), 1)
		})
	}
	out := make([]float64, q.n)
	q.partly(func(r density.Row, i int) { out[i] = r.CDF(y[i]) })
	return out
}

// Mean is E y of each row; infinite, or NaN, where a tail falls so slowly that there is none.
func (q Posterior) Mean() []float64 {
	if f := q.has().Moments; f != nil {
		return q.number(func(_ *density.Solver, i int) float64 { m, _ := f(q.first + i); return m })
	}
	return q.center()
}

// Variance is Var y of each row; 0 for a point mass, and as Mean where there is none.
func (q Posterior) Variance() []float64 {
	if f := q.has().Moments; f != nil {
		return q.number(func(_ *density.Solver, i int) float64 { _, v := f(q.first + i); return v })
	}
	return q.spread(func(s density.Summary) float64 { return s.Variance })
}

// StdDev is the square root of Variance, right also where that is beyond the range of floats.
func (q Posterior) StdDev() []float64 {
	if q.has().Moments == nil {
		return q.spread(func(s density.Summary) float64 { return s.Deviation })
	}
	v := q.Variance()
	for i := range v {
		small, large := v[i] < 1e-290, v[i] > math.MaxFloat64
		v[i] = math.Sqrt(v[i])
		if q.has().Discrete() || !small && !large || large && density.Endless(q.f, q.first+i, 2) {
			continue
		}
		if d := q.Row(i).summaries()[0].Deviation; !math.IsNaN(d) && (small || d > 1e150) { // or the variance is infinite
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
	return q.summarized(func(s density.Summary) float64 { return s.Mode })
}

// Modes is every local mode of each row in the sense of Mode, densest first. Bumps that hold less than 1e-11 of the
// mass may be missed unless the distribution announces them, as a mixture does its components.
func (q Posterior) Modes() [][]float64 {
	out := make([][]float64, q.n)
	q.solve(func(r density.Row, i int) { out[i] = r.Modes() })
	return out
}

// Support is the smallest closed interval known to hold each row.
func (q Posterior) Support() []Interval {
	out := make([]Interval, q.n)
	q.each(func(_ *density.Solver, i int) { out[i].Lo, out[i].Hi = q.f.Support(q.first + i) })
	return out
}
