package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Sigmoid is y = 1/(1 + e^-x), from the real line onto 0 < y < 1.
type Sigmoid struct{}

// Logit is y = log x - log(1 - x), from 0 < x < 1 onto the real line, the inverse of Sigmoid. From y of 17 on in float32, and of 37 in float64,
// x rounds to 1: the density of a Beta's logit is right beyond too, but that of another Base's, and the log-survival of all, are those
// at 1.
type Logit struct{}

var (
	_, _ HasDomain        = Sigmoid{}, Logit{}
	_, _ HasInverseLogDet = Sigmoid{}, Logit{}
)

// Forward is 1/(1 + e^-x).
func (Sigmoid) Forward(x *G.Node) *G.Node { return ops.Sigmoid(x) }

// Inverse is the logit of y.
func (Sigmoid) Inverse(y *G.Node) *G.Node { return logit(y) }

// LogDetJacobian is log y + log(1 - y), which loses nothing where y rounds to 1.
func (Sigmoid) LogDetJacobian(x *G.Node) *G.Node {
	return ops.Add(ops.LogSigmoid(x), ops.LogSigmoid(ops.Neg(x)))
}

// InverseLogDetJacobian is -log y - log(1 - y).
func (Sigmoid) InverseLogDetJacobian(y *G.Node) *G.Node {
	return ops.Neg(ops.Add(ops.Log(y), ops.Log1p(ops.Neg(y))))
}

// Domain is the real line.
func (Sigmoid) Domain() Support { return Reals() }

// Codomain is [0, 1].
func (Sigmoid) Codomain() Support { return ContinuousOn(0, 1) }

// Forward is the logit of x.
func (Logit) Forward(x *G.Node) *G.Node { return logit(x) }

// Inverse is 1/(1 + e^-y).
func (Logit) Inverse(y *G.Node) *G.Node { return ops.Sigmoid(y) }

// LogDetJacobian is -log x - log(1 - x).
func (Logit) LogDetJacobian(x *G.Node) *G.Node { return Sigmoid{}.InverseLogDetJacobian(x) }

// InverseLogDetJacobian is log x + log(1 - x) of x = sigmoid(y).
func (Logit) InverseLogDetJacobian(y *G.Node) *G.Node { return Sigmoid{}.LogDetJacobian(y) }

// Domain is [0, 1].
func (Logit) Domain() Support { return ContinuousOn(0, 1) }

// Codomain is the real line.
func (Logit) Codomain() Support { return Reals() }

// logit is log p - log(1-p) for p < 1/4, and log1p((2p-1)/(1-p)) above, where 2p-1 is exact: the difference would lose all
// digits at 1/2. Each form sees its own numbers only, as the other's derivative is infinite at an end.
func logit(p *G.Node) *G.Node {
	low, high := ops.Clip(p, math.Inf(-1), .25), ops.Clip(p, .25, math.Inf(1))
	far := ops.Sub(ops.Log(low), ops.Log1p(ops.Neg(low)))
	near := ops.Log1p(ops.Div(ops.AddConst(ops.MulConst(high, 2), -1), ops.AddConst(ops.Neg(high), 1)))
	return ops.Where(ops.Less(p, full(p, .25)), far, near)
}
