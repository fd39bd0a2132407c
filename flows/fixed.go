package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Fixed is a map without weights. At the end of a flow's transforms it decides where the mass is: Fixed{Of: distributions.Exp{}} makes a
// density of positive numbers of one on the line, Fixed{Of: distributions.Sigmoid{}} one on (0, 1). A target at an end of these, or
// beyond, is an error before the first step.
type Fixed struct {
	Of distributions.Bijector // of numbers, or of vectors that keep their length
}

// Bijector is Of.
func (f Fixed) Bijector(_ *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	b := f.checked()
	if in := axesOf(b); dim == 1 && in > 0 {
		build.Fail("fixed", nil, "%T is a map of vectors, and the flow is of numbers", b)
	}
	if e, ok := b.(distributions.HasEventShapes); ok && dim > 1 {
		if event := (tensor.Shape{dim}); !build.SameShape(e.ForwardShape(event), event) {
			build.Fail("fixed", []tensor.Shape{event, e.ForwardShape(event)}, "%T changes how many numbers there are, and a flow keeps them", b)
		}
	}
	return b
}

// checked is Of without nodes, which would belong to one graph.
func (f Fixed) checked() distributions.Bijector {
	if missing(f.Of) {
		build.Fail("fixed", nil, "Of is nil: give a map, such as distributions.Exp{}")
	}
	held := distributions.Parameters(distributions.Transformed{Base: distributions.Normal{}, Bijector: f.Of})
	if len(held) > 0 {
		build.Fail("fixed", nil, "%s is a node, and a fixed map has none: it stands in many graphs; write a Transform that makes it of the scope", held[0].Name)
	}
	return f.Of
}

// axesOf is how many axes of an event the map takes together.
func axesOf(b distributions.Bijector) int {
	if e, ok := b.(distributions.HasEventDims); ok {
		in, _ := e.EventDims()
		return in
	}
	return 0
}
