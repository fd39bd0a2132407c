package layers

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Linear is weights applied to rows, x·kernel + bias followed by an activation, in one fused operation.
type Linear struct {
	Units      int         // columns of the output
	Activation Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
	NoBias     bool
}

// Linear applies l to x of (n, in), declaring its parameters kernel (in, units) and bias (units) in this scope.
// Every weight that multiplies rows goes through here, so that what wraps a network (variational weights, dropout of
// weights) sees the rows together with the weights.
func (s *Scope) Linear(l Linear, x *G.Node) *G.Node {
	if x.Dims() != 2 {
		failRank("dense", x, 2)
	}
	kernel := s.Param("kernel", or(l.Kernel, LecunNormal), x.Shape()[1], l.Units)
	var bias *G.Node
	if !l.NoBias {
		bias = s.Param("bias", or(l.Bias, Zeros), l.Units)
	}
	return ops.Dense(x, kernel, bias, ops.Activation(l.Activation))
}

func or(a, b Initializer) Initializer {
	if a != nil {
		return a
	}
	return b
}
