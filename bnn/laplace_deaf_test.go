package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// deaf is a regression by one layer, beside another one that is given zeros and begins with weights of 0, unless it is left out.
type deaf struct{ alone bool }

func (d deaf) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := s.Call("ear", layers.Dense{Units: 1}, x)
	if !d.alone {
		y = ops.Add(y, s.Call("deaf", layers.Dense{Units: 1, NoBias: true, Kernel: layers.Zeros}, ops.MulConst(x, 0)))
	}
	return distributions.Normal{Loc: ops.Reshape(y, x.Shape()[0]), Scale: s.State("noise", layers.Constant(1), 1)}
}

// Weights that are 0, of which the data says nothing, have the same evidence for every precision: one is found, and all else is as it is
// without them.
func TestLaplaceOfWeightsWithoutEffect(t *testing.T) {
	s := twoFeatures(20, .3, 1)
	for name, l := range map[string]bnn.Laplace{
		"last layers": {}, "as they are": {KeepMode: true}, "any": {Only: []string{"*"}}, "diagonal": {Curvature: bnn.DiagonalCurvature}, "factors": {Curvature: bnn.KroneckerExpand},
		"reduced": {Curvature: bnn.KroneckerReduce}, "Hessian": {Curvature: bnn.FullHessian}, "GGN": {GGN: true},
	} {
		var fits [2]bnn.LaplaceFit
		for k, net := range []deaf{{alone: true}, {}} {
			m := &training.Model{Net: net, Dtype: tensor.Float64}
			fit(t, training.Trainer{Seed: 1}, m, s, 5)
			fits[k] = laplace(t, l, m, s)
		}
		want, got := fits[0], fits[1]
		ear := 1 // after deaf
		if got.Layers[0] == "ear" {
			ear = 0
		}
		if p := got.Precision[1-ear]; !(p >= 1e-10 && p <= 1e10) || !got.Converged {
			t.Errorf("%s: a precision of %v of weights without effect; converged: %v", name, got.Precision[1-ear], got.Converged)
		}
		near(t, name+", precision", got.Precision[ear], want.Precision[0], want.Precision[0])
		near(t, name+", evidence", got.LogEvidence, want.LogEvidence, math.Abs(want.LogEvidence))
		near(t, name+", noise", got.Noise, want.Noise, want.Noise)
		near(t, name+", effective", got.Effective, want.Effective, want.Effective)
	}
}
