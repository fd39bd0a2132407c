package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Softplus is y = log(1 + e^x), from the real line onto y > 0: e^x far left, x far right.
type Softplus struct{}

var (
	_ HasDomain        = Softplus{}
	_ HasInverseLogDet = Softplus{}
)

// Forward is log(1 + e^x).
func (Softplus) Forward(x *G.Node) *G.Node { return ops.Softplus(x) }

// Inverse is y + log(1 - e^-y): log(e^y - 1) overflows.
func (b Softplus) Inverse(y *G.Node) *G.Node { return ops.Sub(y, b.InverseLogDetJacobian(y)) }

// LogDetJacobian is log sigmoid(x).
func (Softplus) LogDetJacobian(x *G.Node) *G.Node { return ops.LogSigmoid(x) }

// InverseLogDetJacobian is -log(1 - e^-y).
func (Softplus) InverseLogDetJacobian(y *G.Node) *G.Node {
	return ops.Neg(ops.Log1mExp(ops.Neg(y)))
}

// Domain is the real line.
func (Softplus) Domain() Support { return Reals() }

// Codomain is [0, Inf).
func (Softplus) Codomain() Support { return ContinuousOn(0, math.Inf(1)) }
