package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

func (r *redirected) Columns() int { return r.like.Has().Charts.Columns() }

func (r *redirected) Chart(i int, y []float64, c density.Chart) { r.like.Has().Charts.Chart(i, y, c) }

// Numbers is NaN for rows that could not be loaded.
func (r *redirected) Numbers(i int, t *density.Numbers) {
	f, row := r.at(i)
	if c := f.Has().Charts; c != nil {
		c.Numbers(row, t)
		return
	}
	t.Size(1)
	t.Top = math.NaN()
}

func (r *redirected) LogChart(t *density.Numbers, c density.Chart, out []float64) {
	r.like.Has().Charts.LogChart(t, c, out)
}

func (r *redirected) Exponent(i int, t *density.Numbers, upper bool) float64 {
	f, row := r.at(i)
	if e := f.Has().Ends; e != nil {
		return e.Exponent(row, t, upper)
	}
	return math.NaN()
}

func (r *redirected) LogProbNear(i int, t *density.Numbers, upper bool, logd, out []float64) {
	f, row := r.at(i)
	if e := f.Has().Ends; e != nil {
		e.LogProbNear(row, t, upper, logd, out)
		return
	}
	fill(out, math.NaN()) // it was known when the panels were made, and could not be loaded again
}
