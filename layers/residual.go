package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Residual is x + Layer(x), or Projection(x) + Layer(x) where the layer changes the shape. He et al. (2016),
// arXiv:1512.03385, eqs. 1 and 2.
type Residual struct {
	Layer      Layer
	Projection Layer // nil: x itself
}

// Forward calls the layers in the sub-scopes layer and projection.
func (r Residual) Forward(s *Scope, x *G.Node) *G.Node {
	y := s.Call("layer", r.Layer, x)
	if r.Projection != nil {
		x = s.Call("projection", r.Projection, x)
	}
	if !build.SameShape(x.Shape(), y.Shape()) {
		build.Fail("residual", []tensor.Shape{x.Shape(), y.Shape()}, "the layer's result has the second shape and cannot be added to the first: give the layer as many outputs as inputs, or set Projection to a layer that ends in that shape")
	}
	return ops.Add(x, y)
}
