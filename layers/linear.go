package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Linear is weights applied to rows, act(x * kernel + bias), where * is a bilinear product: of matrices, or a
// convolution.
type Linear struct {
	Shape      []int // of the kernel, (..., in, out): channels are the last axis of x and of the result
	Product    Product
	Activation Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
	NoBias     bool
}

// Product computes act(x * kernel + bias) in one operation. A nil bias is none. It is linear in x and in kernel
// before the activation, and the rows do not see each other.
type Product func(x, kernel, bias *G.Node, act Activation) *G.Node

// Linear applies l to x, declaring its parameters kernel and bias (out) in this scope. Every weight that multiplies
// rows goes through here, so that what wraps a network (variational weights, dropout of weights) sees the rows together
// with the weights.
func (s *Scope) Linear(l Linear, x *G.Node) *G.Node {
	if len(l.Shape) < 2 || l.Product == nil {
		build.Fail("linear", []tensor.Shape{l.Shape}, "a Linear needs the shape of its kernel, (..., in, out), and a Product")
	}
	if s.around != nil {
		if by, ok := s.around.by.(LinearInterceptor); ok {
			if y := by.Linear(s.outer(), l, x); y != nil {
				return y
			}
		}
	}
	kernel := s.Param("kernel", or(l.Kernel, LecunNormal), l.Shape...)
	var bias *G.Node
	if !l.NoBias {
		bias = s.Param("bias", or(l.Bias, Zeros), l.Out())
	}
	return l.Product(x, kernel, bias, l.Activation)
}

// In is the number of input channels.
func (l Linear) In() int { return l.Shape[len(l.Shape)-2] }

// Out is the number of output channels.
func (l Linear) Out() int { return l.Shape[len(l.Shape)-1] }

func or(a, b Initializer) Initializer {
	if a != nil {
		return a
	}
	return b
}
