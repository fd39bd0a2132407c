package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

func init() { training.Register(binary{}, reader{}) }

// binary maps a point to the Bernoulli of its class.
type binary struct{}

func (binary) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32, 32, 1}, Activation: layers.Tanh}, x)
	return distributions.Bernoulli{Logits: ops.Reshape(h, x.Shape()[0])}
}

// reader maps a picture of a digit, a row of digits.Pixels, to the Categorical of what it is.
type reader struct{}

// Forward takes (n, 256) to images (n, 16, 16, 1), by two convolutions with pooling to (n, 8, 8, 8) and (n, 4, 4, 16), and to
// the logits (n, 10).
func (reader) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	window := [2]int{3, 3}
	return distributions.Categorical{Logits: s.Call("body", layers.Sequential{
		layers.Reshape{digits.Size, digits.Size, 1},
		layers.Conv2D{Units: 8, Size: window, Padding: layers.Same, Activation: layers.ReLU}, layers.MaxPool{Size: []int{2, 2}},
		layers.Conv2D{Units: 16, Size: window, Padding: layers.Same, Activation: layers.ReLU}, layers.MaxPool{Size: []int{2, 2}},
		layers.Flatten{},
		layers.Dense{Units: 10},
	}, x)}
}
