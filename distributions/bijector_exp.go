package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Exp is y = e^x, from the real line onto y > 0: of a Normal it makes a log-normal.
type Exp struct{}

// Log is y = log x, from x > 0 onto the real line, the inverse of Exp. In float64 there is no x for y below -745 or above
// 709, in float32 for y beyond -103 and 88; the density there is 0.
type Log struct{}

var (
	_, _ HasDomain        = Exp{}, Log{}
	_, _ HasInverseLogDet = Exp{}, Log{}
)

// Forward is e^x.
func (Exp) Forward(x *G.Node) *G.Node { return ops.Exp(x) }

// Inverse is log y.
func (Exp) Inverse(y *G.Node) *G.Node { return ops.Log(y) }

// LogDetJacobian is x.
func (Exp) LogDetJacobian(x *G.Node) *G.Node { return x }

// InverseLogDetJacobian is -log y.
func (Exp) InverseLogDetJacobian(y *G.Node) *G.Node { return ops.Neg(ops.Log(y)) }

// Domain is the real line.
func (Exp) Domain() Support { return Reals() }

// Codomain is [0, Inf).
func (Exp) Codomain() Support { return ContinuousOn(0, math.Inf(1)) }

// Forward is log x.
func (Log) Forward(x *G.Node) *G.Node { return ops.Log(x) }

// Inverse is e^y.
func (Log) Inverse(y *G.Node) *G.Node { return ops.Exp(y) }

// LogDetJacobian is -log x.
func (Log) LogDetJacobian(x *G.Node) *G.Node { return ops.Neg(ops.Log(x)) }

// InverseLogDetJacobian is y.
func (Log) InverseLogDetJacobian(y *G.Node) *G.Node { return y }

// Domain is [0, Inf).
func (Log) Domain() Support { return Exp{}.Codomain() }

// Codomain is the real line.
func (Log) Codomain() Support { return Reals() }
