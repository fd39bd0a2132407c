package distributions

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// kinked reports whether the likelihood has kinks, at observed values, where its maximum may be: those of the place of a Laplace.
// Knots of a bijector make none: there the density is continuous.
func (f *fitting) kinked() bool {
	d := f.d
	for t, ok := d.(Transformed); ok; t, ok = d.(Transformed) {
		d = t.Base
	}
	if _, ok := d.(HasBreaks); ok {
		return true
	}
	return slices.ContainsFunc(f.params, func(p fitParam) bool {
		return p.name == "Laplace.Loc" || p.name == "AsymmetricLaplace.Loc"
	})
}

// climbKinks is without derivatives.
func (f *fitting) climbKinks(start, unit []float64) ([]float64, error) {
	u := append([]float64(nil), start...)
	point := func(x []float64) []float64 {
		p := make([]float64, len(x))
		for k := range x {
			p[k] = u[k] + unit[k]*x[k]
		}
		return p
	}
	problem := optimize.Problem{Func: func(x []float64) float64 {
		out, err := f.call(point(x))
		if err != nil || math.IsNaN(out[0][0]) {
			return math.Inf(1)
		}
		return -out[0][0] / f.rows.total
	}}
	for range 4 { // again from there: a simplex may have collapsed
		settings := &optimize.Settings{FuncEvaluations: 4000, Converger: &optimize.FunctionConverge{Absolute: 1e-15, Iterations: 200}}
		found, _ := optimize.Minimize(problem, make([]float64, len(u)), settings, &optimize.NelderMead{})
		if found == nil {
			return nil, f.lostWay(start, u)
		}
		u = point(found.X)
	}
	return u, f.settled(start, unit, u)
}
