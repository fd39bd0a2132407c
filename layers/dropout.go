package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Dropout sets each element to 0 with probability Rate and scales the others by 1/(1-Rate) while training; it does
// nothing in prediction (Srivastava et al. 2014). The mask is a function of the pass's key, the layer's path and the
// row, so it does not depend on how a batch is cut.
type Dropout struct {
	Rate float64 // in [0, 1)
}

// Forward keeps the shape of x.
func (d Dropout) Forward(s *Scope, x *G.Node) *G.Node {
	build.Given("dropout", x)
	if d.Rate < 0 || d.Rate >= 1 || d.Rate != d.Rate {
		build.Fail("dropout", []tensor.Shape{x.Shape()}, "Rate is the probability of dropping, at least 0 and below 1; it is %g", d.Rate)
	}
	if !s.Training() || d.Rate == 0 {
		return x
	}
	return ops.Mul(x, ops.DropoutMask(s.Key(), s.Stream("mask"), d.Rate, x.Dtype(), x.Shape()...))
}
