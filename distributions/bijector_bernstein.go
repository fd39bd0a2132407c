package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Bernstein is an increasing map of numbers: a polynomial on [-Bound, Bound] whose Bernstein coefficients ascend, continued as
// straight lines with the slopes of its ends, twice differentiable everywhere (Sick, Hothorn and Dürr (2020), Deep transformation
// models, arXiv:2004.00464). P coefficients make a polynomial of degree P+1 whose slope is at least .001; zeros are the identity:
// ops.Bernstein says how.
//
// Its Forward is a sum, its Inverse a search: where densities matter and draws do not, as in training, put the data on the side of x
// by Inverse{Of: Bernstein{...}}.
//
// zuko's BernsteinTransform of the numbers v with the same bound is this one of the coefficients v[0] - P log(2)/2 + Bound, and
// u with .001 + .999 softplus(u)/log 2 = (P+1) softplus(v)/(2 Bound) for the others.
type Bernstein struct {
	Coefficients *G.Node `param:"axes=1"` // (n..., P), P from 2 to 256
	Bound        float64 // 0: 5
}

var (
	_ HasInverseLogDet = Bernstein{}
	_ HasKnots         = Bernstein{}
)

// Forward is the polynomial at x.
func (b Bernstein) Forward(x *G.Node) *G.Node {
	y, _ := ops.Bernstein(x, b.Coefficients, boundOf(b.Bound))
	return y
}

// LogDetJacobian is the logarithm of its slope at x, from the same op as Forward.
func (b Bernstein) LogDetJacobian(x *G.Node) *G.Node {
	_, slope := ops.Bernstein(x, b.Coefficients, boundOf(b.Bound))
	return slope
}

// Inverse is found to the precision of float64; its gradients are the implicit function's.
func (b Bernstein) Inverse(y *G.Node) *G.Node {
	x, _ := ops.BernsteinInverse(y, b.Coefficients, boundOf(b.Bound))
	return x
}

// InverseLogDetJacobian is from the same op as Inverse.
func (b Bernstein) InverseLogDetJacobian(y *G.Node) *G.Node {
	_, slope := ops.BernsteinInverse(y, b.Coefficients, boundOf(b.Bound))
	return slope
}

// Knots are the ends of the polynomial, where the third derivative jumps.
func (b Bernstein) Knots() (x, y *G.Node) {
	build.Given("bernstein", b.Coefficients)
	ends := ops.Full(b.Coefficients.Graph(), b.Coefficients.Dtype(), boundOf(b.Bound), 1)
	x = ops.Concat(-1, ops.Neg(ends), ends)
	wide := Bernstein{Coefficients: axis(b.Coefficients, 1), Bound: b.Bound}
	return x, wide.Forward(x)
}
