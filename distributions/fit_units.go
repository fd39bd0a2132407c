package distributions

import (
	"math"
	"reflect"
	"strings"

	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// extreme is the power of two of data from which on squares may be no floats.
const extreme = 400

// fitInUnits is the fit of data of any size: of families that keep their shape under a change of units, in a power of two of them where
// squares of the data overflow or vanish.
func fitInUnits(d Distribution, rows fitRows) (Fitted, error) {
	s := rows.sketched()
	_, e := math.Frexp(max(math.Abs(s.quantile(.25)), math.Abs(s.median), math.Abs(s.quantile(.75))))
	small, finite := rows.scaled(-e)
	if max(e, -e) < extreme || !keepsShape(d) || !finite {
		return fitAsItIs(d, rows)
	}
	f, err := newFitting(d, rows) // its errors say the values as they came
	if err != nil {
		return Fitted{}, err
	}
	in := filled(d, func(_ string, f reflect.StructField, n *G.Node) *G.Node {
		if n == nil {
			return nil
		}
		return Constant(math.Ldexp(firstNumber(n.Value()), -e*unitsOf(f.Name)))
	})
	out, err := fitAsItIs(in, small)
	if err != nil {
		return out, err
	}
	return out.inUnits(d, e, f.rows.weight(exactRows)), nil
}

// inUnits is the fit in units of 2^-e, of data of which so much weight is not censored.
func (f Fitted) inUnits(d Distribution, e int, exact float64) Fitted {
	out := Fitted{LogLikelihood: f.LogLikelihood - exact*float64(e)*math.Ln2}
	n := len(f.Parameters)
	out.Covariance = mat.NewSymDense(n, nil)
	values, powers := make([]float64, n), make([]int, n)
	for k, p := range f.Parameters {
		powers[k] = e * unitsOf(p.Name[strings.LastIndexByte(p.Name, '.')+1:])
		p.Value, p.StdErr = math.Ldexp(p.Value, powers[k]), math.Ldexp(p.StdErr, powers[k])
		values[k], out.Parameters = p.Value, append(out.Parameters, p)
		for j := range k + 1 {
			out.Covariance.SetSym(k, j, math.Ldexp(f.Covariance.At(k, j), powers[k]+powers[j]))
		}
	}
	out.Distribution = ofConstants(d, values)
	return out
}

// keepsShape reports whether the family of d is the same in other units, by its parameters.
func keepsShape(d Distribution) bool {
	switch d.(type) {
	case Normal, Laplace, Cauchy, StudentT, Logistic, Gumbel, Exponential, Gamma, InverseGamma, HalfNormal, HalfCauchy, TruncatedNormal, SkewNormal, AsymmetricLaplace, Weibull, Pareto:
		return true
	}
	return false
}

// unitsOf is the power of y's unit that a parameter of those families has.
func unitsOf(field string) int {
	switch field {
	case "Loc", "Scale", "Low", "High":
		return 1
	case "Rate":
		return -1
	}
	return 0
}

// scaled is rows of values times 2^e, and whether they are finite.
func (r fitRows) scaled(e int) (out fitRows, finite bool) {
	out, finite = r, true
	for g := range r.y {
		out.y[g], out.upper[g] = nil, nil
		for j, y := range r.y[g] {
			y, upper := math.Ldexp(y, e), math.Ldexp(r.upper[g][j], e)
			out.y[g], out.upper[g] = append(out.y[g], y), append(out.upper[g], upper)
			finite = finite && !math.IsInf(y, 0) && !math.IsInf(upper, 0)
		}
	}
	return out, finite
}

// weight is that of a group.
func (r fitRows) weight(group int) (sum float64) {
	for _, w := range r.weights[group] {
		sum += w
	}
	return sum
}
