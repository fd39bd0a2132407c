package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// Expectation is E f(Y) of each row, for an f that is smooth where the row has its mass, which is integrated as exactly as the
// row's own mean (about 1e-10 of its size), or summed if the row is discrete. It is NaN if f is at a point of mass, or if what f
// makes of the outermost points, beyond which 1e-11 of the mass may lie, is not negligible: the integral may not exist. f is called from several goroutines.
func (q Posterior) Expectation(f func(y float64) float64) []float64 {
	return q.answer(func(r density.Row, _ int) float64 { return expect(r, f) })
}

// outermost is the number of points at either end whose share of an integral tells whether it converges.
const outermost = 9

func expect(r density.Row, f func(y float64) float64) float64 {
	y, mass := r.Quadrature()
	if len(y) == 0 {
		return math.NaN()
	}
	var total, sum, size float64
	for k, m := range mass {
		v := m * f(y[k])
		total, sum, size = total+m, sum+v, size+math.Abs(v)
	}
	if len(y) > 4*outermost {
		n := len(y) - outermost
		for _, end := range [][2][]float64{{y[:outermost], mass[:outermost]}, {y[n:], mass[n:]}} {
			if open(end[0], end[1], f, total, size) {
				return math.NaN()
			}
		}
	}
	return sum / total
}

// open reports whether f makes something of one end's points that is not negligible, where their own mass is: there is more of
// both beyond them.
func open(y, mass []float64, f func(y float64) float64, total, size float64) bool {
	own, share := 0., 0.
	for k, m := range mass {
		own, share = own+m, share+math.Abs(m*f(y[k]))
	}
	return own < 1e-9*total && share > 1e-7*size
}

// Moment is E Y^k of each row, about 0, for k >= 1; NaN where it does not exist. It panics for k < 1.
func (q Posterior) Moment(k int) []float64 {
	switch {
	case k < 1:
		panic(fmt.Sprintf("distributions: Posterior.Moment(%d): the order is 1 or above", k))
	case k == 1:
		return q.Mean()
	}
	sd := q.StdDev()
	return q.number(func(s *density.Solver, i int) float64 {
		unit := sd[i]
		if !(unit > 0) || math.IsInf(unit, 1) {
			unit = 1
		}
		return density.Moment(q.f, q.first+i, 0, unit, k, s) * math.Pow(unit, float64(k))
	})
}

// Skewness is E ((Y - mean)/sd)^3 of each row; NaN where that does not exist or all mass is at one point.
func (q Posterior) Skewness() []float64 { return q.standardized(3, 0) }

// Kurtosis is E ((Y - mean)/sd)^4 - 3 of each row, the excess over a normal's; NaN where that does not exist or all mass is at one
// point.
func (q Posterior) Kurtosis() []float64 { return q.standardized(4, 3) }

func (q Posterior) standardized(k int, less float64) []float64 {
	mean, sd := q.Mean(), q.StdDev()
	return q.number(func(s *density.Solver, i int) float64 {
		if !(sd[i] > 0) || math.IsInf(sd[i], 1) {
			return math.NaN()
		}
		return density.Moment(q.f, q.first+i, mean[i], sd[i], k, s) - less
	})
}
