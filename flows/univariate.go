package flows

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Univariate is a family of increasing maps of the line, of which a network chooses one for each number: what a coupling, or an
// autoregressive network, carries.
//
// Laws: Map's Forward goes from data to noise, the direction of the density, which is then right without a search; its parameters are of
// shape (..., Parameters()), any numbers, and where all are 0 it is the identity. It maps the line onto itself.
type Univariate interface {
	Parameters() int
	Map(params *G.Node) distributions.Bijector
}

// Affine is z = shift + e^a y (Dinh, Sohl-Dickstein and Bengio 2017, arXiv:1605.08803). The logarithm a of the scale is bounded softly,
// a/(1 + |a|/log 1000), so that no step of training leads beyond scales of 1/1000 and 1000.
type Affine struct{}

// Parameters is shift and logarithm of the scale.
func (Affine) Parameters() int { return 2 }

// Map is a distributions.Affine.
func (Affine) Map(params *G.Node) distributions.Bijector {
	return distributions.Affine{Shift: element(params, 0), Scale: ops.Exp(softClip(element(params, 1)))}
}

// Spline is piecewise rational quadratic between -Bound and Bound, and the identity beyond (Durkan et al. 2019, arXiv:1906.04032): both
// directions cost the same, and its slope may differ from bin to bin.
type Spline struct {
	Bins  int     // 0: 8
	Bound float64 // 0: 5
}

// Parameters is the bins' widths and heights, and the slopes between them.
func (u Spline) Parameters() int { return 3*u.bins() - 1 }

// Map is a distributions.RationalQuadratic.
func (u Spline) Map(params *G.Node) distributions.Bijector {
	k := u.bins()
	parts := ops.Split(params, -1, k, k, k-1)
	return distributions.RationalQuadratic{Widths: parts[0], Heights: parts[1], Slopes: parts[2], Bound: u.Bound}
}

func (u Spline) bins() int {
	switch {
	case u.Bins == 0:
		return 8
	case u.Bins < 2:
		build.Fail("spline", nil, "Bins is %d: want at least 2, 0 for 8", u.Bins)
	}
	return u.Bins
}

// logBound is the logarithm of the largest scale, and minus that of the smallest.
var logBound = math.Log(1000)

// softClip bounds logarithms of scales to plus or minus logBound, with slope 1 at 0.
func softClip(a *G.Node) *G.Node {
	return ops.Div(a, ops.AddConst(ops.MulConst(ops.Abs(a), 1/logBound), 1))
}

// element is number j of the last axis, which is dropped.
func element(x *G.Node, j int) *G.Node {
	s := x.Shape()
	return ops.Reshape(ops.Slice(x, -1, j, j+1), s[:len(s)-1]...)
}

// last is the extent of the last axis.
func last(s tensor.Shape) int { return s[len(s)-1] }
