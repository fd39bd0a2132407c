package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Power is y = x^Exponent, from x > 0 onto y > 0. The exponent may be negative, and the map decreases then, but not 0, where
// everything is NaN. Values are e^(Exponent log x), right to |Exponent log x| ulps.
type Power struct {
	Exponent *G.Node `param:"nonzero"` // (n...)
}

var (
	_ HasDomain     = Power{}
	_ HasDecreasing = Power{}
)

// Forward is x^Exponent.
func (b Power) Forward(x *G.Node) *G.Node {
	return ops.Exp(ops.Mul(nonzero(b.Exponent), ops.Log(x)))
}

// Inverse is y^(1/Exponent).
func (b Power) Inverse(y *G.Node) *G.Node {
	return ops.Exp(ops.Div(ops.Log(y), nonzero(b.Exponent)))
}

// LogDetJacobian is log |Exponent| + (Exponent - 1) log x, log 1 at x = 0 for the exponent 1.
func (b Power) LogDetJacobian(x *G.Node) *G.Node {
	p := nonzero(b.Exponent)
	return ops.Add(ops.Log(ops.Abs(p)), ops.XLogY(ops.AddConst(p, -1), x))
}

// Decreasing is where the exponent is negative.
func (b Power) Decreasing() *G.Node { return ops.Less(b.Exponent, full(b.Exponent, 0)) }

// Domain is [0, Inf).
func (Power) Domain() Support { return ContinuousOn(0, math.Inf(1)) }

// Codomain is [0, Inf).
func (Power) Codomain() Support { return ContinuousOn(0, math.Inf(1)) }
