package flows

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
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
