package bnn_test

import (
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// located is a normal of known scale around what a function of the rows gives.
type located func(s *layers.Scope, x *G.Node) *G.Node

func (f located) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Normal{Loc: ops.Reshape(f(s, x), x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), .3, 1)}
}

// residual has inner layers that reach the distribution past the last one.
func residual(s *layers.Scope, x *G.Node) *G.Node {
	h := s.Call("body", layers.Dense{Units: 2, Activation: layers.Tanh}, x)
	h = s.Call("inner", layers.Dense{Units: 2, Activation: layers.Tanh}, h)
	return ops.Add(s.Call("out", layers.Dense{Units: 1}, h), ops.Slice(h, 1, 0, 1))
}

// windowed ends in a convolution.
func windowed(s *layers.Scope, x *G.Node) *G.Node {
	h := s.Call("conv", layers.Conv1D{Units: 1, Size: 2, Padding: layers.Same}, ops.Reshape(x, x.Shape()[0], 2, 1))
	return s.Call("pool", layers.GlobalAvgPool{}, h)
}

// layerless has weights only.
func layerless(s *layers.Scope, x *G.Node) *G.Node {
	h := ops.Tanh(ops.MatMul(x, s.Param("first", layers.GlorotUniform, 2, 3), false, false))
	return ops.MatMul(h, s.Param("second", layers.GlorotUniform, 3, 1), false, false)
}

// Around a mean the second derivatives by it are the information whatever the target, so the Gauss-Newton matrix is the Fisher information
// in every structure, however the network ends.
func TestGGNHoweverTheNetworkEnds(t *testing.T) {
	s := noisy(40, 2)
	for name, net := range map[string]training.Net{"residual": located(residual), "windowed": located(windowed), "layerless": located(layerless)} {
		m, _ := fittedTo(t, net, s, 30)
		for _, c := range []bnn.Curvature{bnn.FullCurvature, bnn.KroneckerExpand, bnn.KroneckerReduce, bnn.DiagonalCurvature} {
			l := bnn.Laplace{Only: all, Curvature: c, Precision: 2}
			want := laplace(t, l, bare(m), s)
			l.GGN = true
			got := laplace(t, l, bare(m), s)
			for i, v := range want.Variance {
				near(t, name+" "+l.String(), got.Variance[i], v, .5)
			}
			near(t, name+" evidence", got.LogEvidence, want.LogEvidence, 100)
		}
	}
}
