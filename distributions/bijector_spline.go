package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// RationalQuadratic is an increasing map of numbers, piecewise rational quadratic in K bins of [-Bound, Bound], where it meets the
// identity with slope 1 (Durkan, Bekasov, Murray and Papamakarios (2019), Neural spline flows, arXiv:1906.04032). Zeros are the
// identity; a bin is at least .001 of the whole wide and high, and a slope at least .001: ops.RationalQuadratic says how, and how
// nflows' parameters become these.
//
// zuko's MonotonicRQSTransform bounds its parameters by others. Its bins are these of widths log(w - .001), for widths w that sum up
// to 1 and are above .001, and so for heights; its slopes d these of log(e^(d - .001) - 1) - log(e^.999 - 1).
type RationalQuadratic struct {
	Widths  *G.Node `param:"axes=1"` // (n..., K), K at least 2
	Heights *G.Node `param:"axes=1"` // (n..., K)
	Slopes  *G.Node `param:"axes=1"` // (n..., K-1), of the knots between bins
	Bound   float64 // 0: 5
}

var (
	_ HasInverseLogDet = RationalQuadratic{}
	_ HasKnots         = RationalQuadratic{}
)

// defaultBound is that of a map which leaves the line alone beyond it.
const defaultBound = 5

func boundOf(b float64) float64 {
	if b == 0 {
		return defaultBound
	}
	return b
}

// Forward is the spline at x.
func (b RationalQuadratic) Forward(x *G.Node) *G.Node { y, _ := b.forward(x); return y }

// LogDetJacobian is the logarithm of its slope at x, from the same op as Forward.
func (b RationalQuadratic) LogDetJacobian(x *G.Node) *G.Node { _, slope := b.forward(x); return slope }

// Inverse solves the quadratic equation of y's bin by the root that does not cancel.
func (b RationalQuadratic) Inverse(y *G.Node) *G.Node { x, _ := b.inverse(y); return x }

// InverseLogDetJacobian is from the same op as Inverse.
func (b RationalQuadratic) InverseLogDetJacobian(y *G.Node) *G.Node {
	_, slope := b.inverse(y)
	return slope
}

// Knots are the ends of the bins, where the second derivative jumps.
func (b RationalQuadratic) Knots() (x, y *G.Node) {
	return ops.RationalQuadraticKnots(b.Widths, boundOf(b.Bound)), ops.RationalQuadraticKnots(b.Heights, boundOf(b.Bound))
}

func (b RationalQuadratic) forward(x *G.Node) (y, slope *G.Node) {
	return ops.RationalQuadratic(x, b.Widths, b.Heights, b.Slopes, boundOf(b.Bound))
}

func (b RationalQuadratic) inverse(y *G.Node) (x, slope *G.Node) {
	return ops.RationalQuadraticInverse(y, b.Widths, b.Heights, b.Slopes, boundOf(b.Bound))
}
