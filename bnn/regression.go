package bnn

import (
	"cmp"
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Regression makes a network of a layer with one output: y ~ N(layer(x), Noise²), with the same noise for all rows. The
// noise is a state called noise, in the network's units, which training leaves alone, so its loss is the squared error;
// Laplace sets it to what the data says.
type Regression struct {
	Layer layers.Layer
	Noise float64 // standard deviation to begin with; 0: 1
}

var _ training.Net = Regression{}

// Forward is a Normal for each row, the layer's output being (n, 1) or (n).
func (r Regression) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if r.Layer == nil || !(r.Noise >= 0) || math.IsInf(r.Noise, 1) {
		build.Fail("regression", nil, "Regression needs a Layer and a finite Noise that is not negative; the noise is %g", r.Noise)
	}
	y := r.Layer.Forward(s, x)
	if n := x.Shape()[0]; y == nil || y.Shape().TotalSize() != n {
		build.Fail("regression", []tensor.Shape{x.Shape()}, "the layer must return one number a row, (%d, 1)", n)
	}
	return distributions.Normal{
		Loc:   ops.Reshape(y, x.Shape()[0]),
		Scale: s.State("noise", layers.Constant(cmp.Or(r.Noise, 1)), 1),
	}
}
