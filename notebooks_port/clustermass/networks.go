package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// body is the part that both networks share.
var body = layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}

// point is the network trained on squared error, 14-128-128-64-1.
var point = training.Point(layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
	return s.Call("head", layers.Dense{Units: 1}, s.Call("body", body, x))
}))

// betaMDN maps features to a mixture of Betas on [0, 1], each with a single bump (both concentrations above 1). The components start
// at quantiles of the training masses: from random starts, as in the notebook, 7 to 14 of 16 die.
type betaMDN struct{ components int }

func (m betaMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", body, x)
	alpha, beta := s.BetaQuantiles()
	head := func(start layers.Initializer) layers.Positive {
		return layers.Positive{Units: m.components, Floor: 1, Kernel: layers.Zeros, Start: start}
	}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: m.components}, h)},
		Components: distributions.Beta{Alpha: s.Call("alpha", head(alpha), h), Beta: s.Call("beta", head(beta), h)},
	}
}

// normalMDN maps features to a mixture of normals, which start at quantiles of the training masses too.
type normalMDN struct{ components int }

func (m normalMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h, k := s.Call("body", body, x), m.components
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: k}, h)},
		Components: distributions.Normal{Loc: s.Call("loc", layers.Locations{Units: k}, h), Scale: s.Call("scale", layers.Scales{Units: k, Floor: 1e-3}, h)},
	}
}
