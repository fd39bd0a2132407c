package distributions

import "math"

func (r *redirected) Columns() int { return r.like.Has().Charts.Columns() }

func (r *redirected) Chart(i int, y []float64, c chart) { r.like.Has().Charts.Chart(i, y, c) }

// Numbers is NaN for rows that could not be loaded.
func (r *redirected) Numbers(i int, t *rowNumbers) {
	f, row := r.at(i)
	if c := f.Has().Charts; c != nil {
		c.Numbers(row, t)
		return
	}
	t.Size(1)
	t.Top = math.NaN()
}

func (r *redirected) LogChart(t *rowNumbers, c chart, out []float64) {
	r.like.Has().Charts.LogChart(t, c, out)
}

func (r *redirected) Exponent(i int, t *rowNumbers, upper bool) float64 {
	f, row := r.at(i)
	if e := f.Has().Ends; e != nil {
		return e.Exponent(row, t, upper)
	}
	return math.NaN()
}

func (r *redirected) LogProbNear(i int, t *rowNumbers, upper bool, logd, out []float64) {
	f, row := r.at(i)
	if e := f.Has().Ends; e != nil {
		e.LogProbNear(row, t, upper, logd, out)
		return
	}
	fill(out, math.NaN()) // it was known when the panels were made, and could not be loaded again
}
