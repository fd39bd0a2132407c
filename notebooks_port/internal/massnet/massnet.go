// Package massnet is the mixture density networks of cluster masses that several notebooks train.
package massnet

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Body is the part that the networks share, to which one layer is added for what each predicts.
var Body = layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}

func init() { training.Register(Betas{}, Normals{}) }

// Betas maps features to a mixture of Betas on [0, 1], each with a single bump (both concentrations above 1). The components start
// at random, as in the notebook, from where 7 to 14 of 16 die, or at quantiles of the training masses. From these all live and the
// likelihood is higher, but they stay near their starts: at low mass, where posteriors under a flat prior are nearly flat, the modes
// gather in stripes there.
type Betas struct {
	Components int
	Random     bool
}

func (m Betas) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", Body, x)
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

// Normals maps features to a mixture of normals, which start as those of Betas do.
type Normals struct {
	Components int
	Random     bool
}

func (m Normals) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	const floor = 1e-3
	h, k := s.Call("body", Body, x), m.Components
	var loc, scale layers.Layer = layers.Locations{Units: k}, layers.Scales{Units: k, Floor: floor}
	if m.Random {
		loc, scale = layers.Dense{Units: k}, layers.Positive{Units: k, Floor: floor}
	}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: k}, h)},
		Components: distributions.Normal{Loc: s.Call("loc", loc, h), Scale: s.Call("scale", scale, h)},
	}
}
