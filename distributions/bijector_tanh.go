package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Tanh is y = tanh x, from the real line onto -1 < y < 1.
type Tanh struct{}

var (
	_ HasDomain        = Tanh{}
	_ HasInverseLogDet = Tanh{}
)

// Forward is tanh x.
func (Tanh) Forward(x *G.Node) *G.Node { return ops.Tanh(x) }

// Inverse is (log(1+y) - log(1-y))/2, two numbers of one sign.
func (Tanh) Inverse(y *G.Node) *G.Node {
	return ops.MulConst(ops.Sub(ops.Log1p(y), ops.Log1p(ops.Neg(y))), .5)
}

// LogDetJacobian is log(1 - tanh^2 x) = log sigmoid(2x) + log sigmoid(-2x) + log 4: at x = 20, where tanh rounds to 1, it is
// still right to the last digits.
func (Tanh) LogDetJacobian(x *G.Node) *G.Node {
	twice := ops.MulConst(x, 2)
	return ops.AddConst(ops.Add(ops.LogSigmoid(twice), ops.LogSigmoid(ops.Neg(twice))), 2*math.Ln2)
}

// InverseLogDetJacobian is -log(1-y) - log(1+y).
func (Tanh) InverseLogDetJacobian(y *G.Node) *G.Node {
	return ops.Neg(ops.Add(ops.Log1p(y), ops.Log1p(ops.Neg(y))))
}

// Domain is the real line.
func (Tanh) Domain() Support { return Reals() }

// Codomain is [-1, 1].
func (Tanh) Codomain() Support { return ContinuousOn(-1, 1) }
