package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// binary maps a point to the Bernoulli of its class.
type binary struct{}

func (binary) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32, 32, 1}, Activation: layers.Tanh}, x)
	return distributions.Bernoulli{Logits: ops.Reshape(h, x.Shape()[0])}
}

// reader maps a picture of a digit, a row of digits.Pixels, to the Categorical of what it is.
type reader struct{}

func (reader) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{64, 10}, Activation: layers.ReLU}, x)
	return distributions.Categorical{Logits: h}
}
