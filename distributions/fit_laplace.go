package distributions

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitAsymmetric is the fit of an AsymmetricLaplace of which nothing is held but perhaps the asymmetry. With
// alpha = E (y - Loc)+ and beta = E (Loc - y)+ of the data the log-likelihood a row is
//
//	-log Scale - log(k + 1/k) - (k alpha + beta/k)/Scale,
//
// and is largest at Scale = k alpha + beta/k, k^4 = beta/alpha, where the place makes sqrt alpha + sqrt beta least (Kotz, Kozubowski and
// Podgorski 2001, section 3.5). That is concave between two values, so the place is one of them. Of a given k the place is the
// quantile k^2/(1 + k^2) of the data.
//
// Covariances are those of the expected information; there is a kink at each value, where nothing can be observed of the curvature.
func fitAsymmetric(d AsymmetricLaplace, r fitRows) (Fitted, bool, error) {
	s := r.sketched()
	if d.Loc != nil || d.Scale != nil {
		return Fitted{}, false, nil
	}
	if s.low == s.high {
		return Fitted{}, true, fmt.Errorf("all values are %v: the likeliest width is 0", s.low)
	}
	if d.Asymmetry != nil {
		k := firstNumber(d.Asymmetry.Value())
		loc := s.quantile(k * k / (1 + k*k))
		alpha, beta := s.sides(loc)
		scale := k*alpha + beta/k
		if !(k > 0 && scale > 0) {
			return Fitted{}, true, fmt.Errorf("the asymmetry %v must be positive, and more than one value different from the quantile %v that it stands for", k, loc)
		}
		e := scale / math.Sqrt(r.total)
		return fittedAs(AsymmetricLaplace{Constant(loc), Constant(scale), d.Asymmetry}, r, Estimate{"AsymmetricLaplace.Loc", loc, e}, Estimate{"AsymmetricLaplace.Scale", scale, e})
	}
	loc := s.kink()
	alpha, beta := s.sides(loc)
	if alpha == 0 || beta == 0 {
		return Fitted{}, true, fmt.Errorf("the likelihood has no maximum: it rises as long as all values are on one side of the place, %v: choose an Exponential", loc)
	}
	k := math.Sqrt(math.Sqrt(beta) / math.Sqrt(alpha))
	scale := k*alpha + beta/k
	out, ok, err := fittedAs(AsymmetricLaplace{Constant(loc), Constant(scale), Constant(k)}, r,
		Estimate{Name: "AsymmetricLaplace.Loc", Value: loc}, Estimate{Name: "AsymmetricLaplace.Scale", Value: scale}, Estimate{Name: "AsymmetricLaplace.Asymmetry", Value: k})
	if err != nil {
		return out, ok, err
	}
	out.Covariance = asymmetricCovariance(scale, k, r.total)
	for i := range out.Parameters {
		out.Parameters[i].StdErr = math.Sqrt(out.Covariance.At(i, i))
	}
	return out, ok, nil
}

// asymmetricCovariance is the inverse of n rows' expected information of Loc, Scale and the asymmetry k.
func asymmetricCovariance(scale, k, n float64) *mat.SymDense {
	q := 1 + k*k
	var chol mat.Cholesky
	chol.Factorize(mat.NewSymDense(3, []float64{ // in units of Scale, Scale and 1
		n, 0, -2 * n / q,
		0, n, n * (k - 1) * (k + 1) / (q * k),
		-2 * n / q, n * (k - 1) * (k + 1) / (q * k), n * (1/(k*k) + 4/(q*q)),
	}))
	out := mat.NewSymDense(3, nil)
	if chol.InverseTo(out) != nil {
		return out
	}
	unit := []float64{scale, scale, 1}
	for i := range unit {
		for j := range i + 1 {
			out.SetSym(i, j, out.At(i, j)*unit[i]*unit[j])
		}
	}
	return out
}

// sides is the mean distance of the values above a place, and of those below it, from there.
func (s fitSketch) sides(place float64) (above, below float64) {
	total := s.total()
	for k, y := range s.y {
		above += s.w[k] * max(y-place, 0)
		below += s.w[k] * max(place-y, 0)
	}
	return above / total, below / total
}

// kink is the value at which sqrt above + sqrt below is least. Both are followed from value to value.
func (s fitSketch) kink() (place float64) {
	total := s.total()
	above, below := s.sides(s.low)
	least, passed := math.Inf(1), 0.
	for k, y := range s.y {
		if k > 0 {
			step := y - s.y[k-1]
			above, below = above-step*(total-passed)/total, below+step*passed/total
		}
		passed += s.w[k]
		if v := math.Sqrt(max(above, 0)) + math.Sqrt(max(below, 0)); v < least {
			least, place = v, y
		}
	}
	return place
}
