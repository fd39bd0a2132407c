package bnn

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// survey is what a pass over a network alone tells a wrapper beforehand.
type survey struct {
	lasts []string // the weights of linear maps that feed no other one, relative to the network
	whole bool     // whether the rows of a batch see each other in training
}

// surveyOf passes x's shape through net in a graph of its own, whose weights nobody uses. A single row becomes two: a batch
// normalization refuses one in training.
func surveyOf(net training.Net, s *layers.Scope, x *G.Node) (v survey) {
	pass := layers.Pass{Graph: G.NewGraph(), Dtype: s.Dtype(), Mode: layers.Train, Params: &layers.Params{}, Init: true}
	r := &recorder{}
	shape := x.Shape().Clone()
	shape[0] = max(shape[0], 2)
	net.Forward(pass.Scope().Intercept(r), build.Input(pass.Graph, x.Dtype(), "x", shape...))
	inner := map[*G.Node]bool{}
	for _, l := range r.seen {
		above(l.phi, inner)
	}
	var feeds []string // a layer that is called twice may feed itself
	for _, l := range r.seen {
		if inner[l.z] {
			feeds = append(feeds, l.path)
		}
	}
	for _, l := range r.seen {
		if slices.Contains(feeds, l.path) {
			continue
		}
		v.lasts = append(v.lasts, l.param("kernel"))
		if l.bias {
			v.lasts = append(v.lasts, l.param("bias"))
		}
	}
	v.whole = pass.Whole
	return v
}
