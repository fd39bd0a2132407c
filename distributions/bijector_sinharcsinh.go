package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// SinhArcsinh is y = sinh(Tailweight (arcsinh x + Skewness)), from the real line onto itself: positive skewness moves mass to
// the right, a tail weight above 1 makes heavier tails, below 1 lighter. Of a standard normal it makes the distribution of Jones
// and Pewsey (2009, Biometrika 96, 761) with 1/Tailweight for their delta; TFP divides y by sinh(Tailweight arcsinh 2)/2 too,
// for which there is Affine. A tail weight that is not positive makes everything NaN. A nil Skewness is 0, a nil Tailweight 1.
type SinhArcsinh struct {
	Skewness   *G.Node // (n...)
	Tailweight *G.Node `param:"positive"` // (n...)
}

// Forward is sinh(Tailweight (arcsinh x + Skewness)).
func (b SinhArcsinh) Forward(x *G.Node) *G.Node { return ops.Sinh(b.stretched(ops.Asinh(x))) }

// Inverse is sinh(arcsinh(y)/Tailweight - Skewness), at most half of the largest float: of an infinite number the determinant is Inf - Inf.
func (b SinhArcsinh) Inverse(y *G.Node) *G.Node {
	t := ops.Asinh(y)
	if b.Tailweight != nil {
		t = ops.Div(t, positive(b.Tailweight))
	}
	if b.Skewness != nil {
		t = ops.Sub(t, b.Skewness)
	}
	limit := math.Log(largest(y))
	return ops.Sinh(ops.Clip(t, -limit, limit))
}

// LogDetJacobian is log Tailweight + log cosh(Tailweight (a + Skewness)) - log cosh a with a = arcsinh x: the last is half of
// log(1 + x^2), whose square overflows. Of an infinite x it is a number, far beyond those of all others: what has no density there has none
// after the map, where y is finite too if x overflows.
func (b SinhArcsinh) LogDetJacobian(x *G.Node) *G.Node {
	a := ops.Clip(ops.Asinh(x), -1000, 1000)
	d := ops.Sub(logCosh(b.stretched(a)), logCosh(a))
	if b.Tailweight == nil {
		return d
	}
	return ops.Add(ops.Log(positive(b.Tailweight)), d)
}

func (b SinhArcsinh) stretched(a *G.Node) *G.Node {
	if b.Skewness != nil {
		a = ops.Add(a, b.Skewness)
	}
	if b.Tailweight != nil {
		a = ops.Mul(positive(b.Tailweight), a)
	}
	return a
}

// logCosh is log((e^t + e^-t)/2) = t + log(1 + e^-2t) - log 2: by |t| it would have no second derivative at 0.
func logCosh(t *G.Node) *G.Node {
	return ops.Add(t, ops.AddConst(ops.Softplus(ops.MulConst(t, -2)), -math.Ln2))
}
