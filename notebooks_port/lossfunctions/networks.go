package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// body is the part that all networks share, 1-128-128.
var body = layers.Sequential{layers.Dense{Units: 128, Activation: layers.ReLU}, layers.Dense{Units: 128, Activation: layers.Tanh}}

// point predicts a number, 1-128-128-1.
var point = training.Point(layers.LayerFunc(pointHead))

func pointHead(s *layers.Scope, x *G.Node) *G.Node {
	return s.Call("head", layers.Dense{Units: 1}, s.Call("body", body, x))
}

func init() { training.Register(pointHead, mdn{}) }

// mdn predicts a mixture of normals.
type mdn struct{ Components int }

func (m mdn) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", body, x)
	head := layers.Dense{Units: m.Components}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", head, h)},
		Components: distributions.Normal{Loc: s.Call("loc", head, h), Scale: s.Call("scale", layers.Positive{Units: m.Components, Floor: 1e-3}, h)},
	}
}
