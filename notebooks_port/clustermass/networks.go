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
var point = training.Point(layers.LayerFunc(pointHead))

func pointHead(s *layers.Scope, x *G.Node) *G.Node {
	return s.Call("head", layers.Dense{Units: 1}, s.Call("body", body, x))
}

func init() { training.Register(pointHead, betaMDN{}, normalMDN{}) }

// betaMDN maps features to a mixture of Betas on [0, 1], each with a single bump (both concentrations above 1). The components start
// at random, as in the notebook, from where 7 to 14 of 16 die, or at quantiles of the training masses. From these all live and the
// likelihood is higher, but they stay near their starts: at low mass, where posteriors under a flat prior are nearly flat, the modes
// gather in stripes there.
type betaMDN struct {
	Components int
	Random     bool
}

func (m betaMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", body, x)
	first := layers.Positive{Units: m.Components, Floor: 1}
	second := first
	if !m.Random {
		first.Kernel, second.Kernel = layers.Zeros, layers.Zeros
		first.Start, second.Start = s.BetaQuantiles()
	}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: m.Components}, h)},
		Components: distributions.Beta{Alpha: s.Call("alpha", first, h), Beta: s.Call("beta", second, h)},
	}
}

// normalMDN maps features to a mixture of normals, which start as those of betaMDN do.
type normalMDN struct {
	Components int
	Random     bool
}

func (m normalMDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	const floor = 1e-3
	h, k := s.Call("body", body, x), m.Components
	var loc, scale layers.Layer = layers.Locations{Units: k}, layers.Scales{Units: k, Floor: floor}
	if m.Random {
		loc, scale = layers.Dense{Units: k}, layers.Positive{Units: k, Floor: floor}
	}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: k}, h)},
		Components: distributions.Normal{Loc: s.Call("loc", loc, h), Scale: s.Call("scale", scale, h)},
	}
}
