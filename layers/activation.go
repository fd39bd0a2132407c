package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Activation is a nonlinearity applied element by element: a field of Dense and MLP, where it fuses with the product,
// and a Layer of its own. The zero value is none.
type Activation ops.Activation

// The activations. LeakyReLU has slope .01 below 0 (Maas et al. 2013), ELU alpha 1 (Clevert et al. 2016); GELU is the
// exact x·Phi(x) (Hendrycks and Gimpel 2016), SiLU is x·sigmoid(x). ops.LeakyReLU and ops.ELU take other parameters.
const (
	None      = Activation(ops.ActLinear)
	ReLU      = Activation(ops.ActReLU)
	LeakyReLU = Activation(ops.ActLeakyReLU)
	ELU       = Activation(ops.ActELU)
	GELU      = Activation(ops.ActGELU)
	SiLU      = Activation(ops.ActSiLU)
	Tanh      = Activation(ops.ActTanh)
	Sigmoid   = Activation(ops.ActSigmoid)
	Softplus  = Activation(ops.ActSoftplus)
)

// Forward applies the activation to x of any shape.
func (a Activation) Forward(_ *Scope, x *G.Node) *G.Node {
	build.Given("activation", x)
	switch a {
	case None:
		return x
	case ReLU:
		return ops.ReLU(x)
	case LeakyReLU:
		return ops.LeakyReLU(x, .01)
	case ELU:
		return ops.ELU(x, 1)
	case GELU:
		return ops.GELU(x)
	case SiLU:
		return ops.SiLU(x)
	case Tanh:
		return ops.Tanh(x)
	case Sigmoid:
		return ops.Sigmoid(x)
	case Softplus:
		return ops.Softplus(x)
	}
	build.Fail("activation", []tensor.Shape{x.Shape()}, "there is no activation %d: use the constants of package layers", int(a))
	return nil
}
