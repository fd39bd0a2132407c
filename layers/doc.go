// Package layers builds networks: a Layer is a plain struct that turns nodes into nodes, a Scope is one forward pass
// being built, and Params are the weights, named tensors outside every graph.
//
// As in Flax, nothing is hidden in a layer: Function.Init makes the parameters from a seed, Apply uses them, and what a
// training step makes of the states among them, such as the running mean of a BatchNorm, comes with the gradients. The path
// of a parameter ("body/dense_0/kernel") is its name in checkpoints, in errors and in the dot picture, and it names
// the stream its initial values are drawn from. Heads may start at the training targets instead, which a Trainer offers by
// Scope.Targets: those of mixtures at quantiles (Locations, Scales, Scope.BetaQuantiles), those of package nets at the marginal.
package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Layer is one step of a network. An implementation is a struct literal with a useful zero value; it takes every
// weight from s, under the same name and shape each time, and keeps nothing.
type Layer interface {
	// Forward maps x, rows along its leading axis, to the layer's output.
	Forward(s *Scope, x *G.Node) *G.Node
}

// LayerFunc is a function used as a Layer.
type LayerFunc func(s *Scope, x *G.Node) *G.Node

// Forward calls f.
func (f LayerFunc) Forward(s *Scope, x *G.Node) *G.Node {
	if f == nil {
		build.Fail("layer", nil, "the LayerFunc is nil")
	}
	return f(s, x)
}
