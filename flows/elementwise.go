package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Elementwise maps each number by Of, with parameters that a network makes of the context alone; without context they are weights. It
// begins as the identity.
type Elementwise struct {
	Of         Univariate        // nil: Affine{}
	Hidden     []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation layers.Activation // zero: ReLU
}

// Bijector works number by number: of a flow of one number nothing but its parameters is kept of a prediction, which then has exact
// quantiles.
func (e Elementwise) Bijector(s *layers.Scope, context *G.Node, dim int) distributions.Bijector {
	of := univariate(e.Of)
	shape := []int{dim, of.Parameters()}
	if dim == 1 {
		shape = shape[1:]
	}
	if context == nil {
		return distributions.Inverse{Of: of.Map(s.Param("params", layers.Zeros, shape...))}
	}
	params := perceptron{e.Hidden, e.Activation}.of(s, context, dim*of.Parameters())
	return distributions.Inverse{Of: of.Map(ops.Reshape(params, append([]int{params.Shape()[0]}, shape...)...))}
}

// ActNorm shifts and stretches each number, by weights that begin at 0 and 1 (Kingma and Dhariwal 2018, arXiv:1807.03039, who begin at
// the moments of the first batch: here the flow itself begins at those of all training targets).
type ActNorm struct{}

// Bijector is an Affine that rows share.
func (ActNorm) Bijector(s *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	shift, scale := s.Param("shift", layers.Zeros, dim), ops.Exp(softClip(s.Param("log_scale", layers.Zeros, dim)))
	if dim == 1 {
		return distributions.Affine{Shift: ops.Reshape(shift), Scale: ops.Reshape(scale)}
	}
	return distributions.Affine{Shift: shift, Scale: scale}
}

// univariate is the map that is carried.
func univariate(of Univariate) Univariate {
	if of == nil {
		of = Affine{}
	}
	if missing(of) {
		build.Fail("flow", nil, "Of is a nil %T: give a map, such as flows.Spline{}, or leave it out for flows.Affine{}", of)
	}
	if k := of.Parameters(); k < 1 {
		build.Fail("flow", nil, "%T has %d parameters: want at least one", of, k)
	}
	return of
}
