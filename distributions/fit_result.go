package distributions

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitted is the result at the maximum.
func (f *fitting) fitted(u []float64) Fitted {
	v, _, _, _ := f.at(u)
	out := Fitted{LogLikelihood: v, Covariance: mat.NewSymDense(len(u), nil)}
	var inverse mat.SymDense
	info, ok := f.information(u)
	if ok && !f.kinked() {
		ok = info.factor.InverseTo(&inverse) == nil
	} else {
		ok = false
	}
	values := make([]float64, len(u))
	for k, p := range f.params {
		values[k] = p.value(u[k])
		e := Estimate{Name: p.name, Value: values[k], StdErr: math.NaN()}
		for j, q := range f.params {
			c := math.NaN()
			if ok {
				c = inverse.At(k, j) * (p.slope(u[k]) * info.unit[k]) * (q.slope(u[j]) * info.unit[j])
			}
			if out.Covariance.SetSym(k, j, c); j == k && ok { // whose square may be no float
				e.StdErr = math.Sqrt(inverse.At(k, k)) * p.slope(u[k]) * info.unit[k]
			}
		}
		out.Parameters = append(out.Parameters, e)
	}
	out.Distribution = ofConstants(f.d, values)
	return out
}
