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

// betaMDN maps features to a mixture of Betas on [0, 1], each with a single bump (both concentrations above 1).
type betaMDN struct{ components int }

func (m betaMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", body, x)
	concentration := layers.Positive{Units: m.components, Floor: 1}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: m.components}, h)},
		Components: distributions.Beta{Alpha: s.Call("alpha", concentration, h), Beta: s.Call("beta", concentration, h)},
	}
}

// normalMDN maps features to a mixture of normals.
type normalMDN struct{ components int }

func (m normalMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", body, x)
	head := layers.Dense{Units: m.components}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", head, h)},
		Components: distributions.Normal{Loc: s.Call("loc", head, h), Scale: s.Call("scale", layers.Positive{Units: m.components, Floor: 1e-3}, h)},
	}
}
