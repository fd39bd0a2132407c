package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// hidden is the one layer that all methods have.
var hidden = layers.Dense{Units: 50, Activation: layers.ReLU}

// column takes (n, 1) as (n).
func column(y *G.Node) *G.Node { return ops.Reshape(y, y.Shape()[0]) }

func init() { training.Register(fixed{}, even{}, normal{}, mixture{}) }

// fixed predicts a mean, with normal noise of standard deviation 1 in the network's units: its negative log-likelihood is
// half the squared error, and a constant.
type fixed struct{}

func (fixed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("hidden", hidden, x)
	return distributions.Normal{
		Loc:   column(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: ops.Full(x.Graph(), x.Dtype(), 1, 1),
	}
}

// even predicts a mean, with normal noise of one standard deviation that is learned.
type even struct{}

func (even) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("hidden", hidden, x)
	return distributions.Normal{
		Loc:   column(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: ops.AddConst(ops.Softplus(s.Param("noise", layers.Constant(-1), 1)), 1e-3),
	}
}

// normal predicts a mean and a standard deviation.
type normal struct{ Floor float64 }

func (n normal) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("hidden", hidden, x)
	return distributions.Normal{
		Loc:   column(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: column(s.Call("scale", layers.Positive{Units: 1, Floor: n.Floor}, h)),
	}
}

// mixture predicts a mixture of normals.
type mixture struct {
	Components int
	Floor      float64 // of their standard deviations
}

func (m mixture) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("hidden", hidden, x)
	head := layers.Dense{Units: m.Components}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", head, h)},
		Components: distributions.Normal{Loc: s.Call("loc", head, h), Scale: s.Call("scale", layers.Positive{Units: m.Components, Floor: m.Floor}, h)},
	}
}
