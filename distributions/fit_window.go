package distributions

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitWindow is the fit of a TruncatedNormal whose ends are nil, one or both: the likelihood falls with the window's width, so they are the
// lowest and the highest value, whose errors no curvature tells. Loc and Scale are estimated in that window.
func fitWindow(d TruncatedNormal, r fitRows) (out Fitted, err error) {
	if !r.exact() {
		return out, fmt.Errorf("the ends of the window are estimated by the lowest and the highest value, which censored rows do not tell: give Low and High by distributions.Constant, with ±Inf for none")
	}
	s := r.sketched()
	var ends []Estimate
	if d.Low == nil {
		d.Low, ends = Constant(s.low), append(ends, Estimate{"TruncatedNormal.Low", s.low, math.NaN()})
	}
	if d.High == nil {
		d.High, ends = Constant(s.high), append(ends, Estimate{"TruncatedNormal.High", s.high, math.NaN()})
	}
	if d.Loc != nil && d.Scale != nil {
		out, _, err = fittedAs(d, r, ends...)
		return out, err
	}
	if out, err = climbed(d, r); err != nil {
		return out, err
	}
	inner, k := out.Covariance, len(out.Parameters)
	out.Parameters = append(out.Parameters, ends...)
	out.Covariance = mat.NewSymDense(len(out.Parameters), nil)
	for i := range out.Parameters {
		for j := range i + 1 {
			c := math.NaN()
			if i < k {
				c = inner.At(i, j)
			}
			out.Covariance.SetSym(i, j, c)
		}
	}
	return out, nil
}
