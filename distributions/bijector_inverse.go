package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Inverse is the inverse of another bijector: its Forward is Of's Inverse.
type Inverse struct{ Of Bijector }

var (
	_ HasInverseLogDet = Inverse{}
	_ HasEventDims     = Inverse{}
	_ HasEventShapes   = Inverse{}
	_ HasDecreasing    = Inverse{}
	_ HasDomain        = Inverse{}
	_ HasKnots         = Inverse{}
)

// Forward is Of's Inverse.
func (b Inverse) Forward(x *G.Node) *G.Node { return b.given().Inverse(x) }

// Inverse is Of's Forward.
func (b Inverse) Inverse(y *G.Node) *G.Node { return b.given().Forward(y) }

// LogDetJacobian is that of Of from the other side.
func (b Inverse) LogDetJacobian(x *G.Node) *G.Node {
	if own, ok := b.given().(HasInverseLogDet); ok {
		return own.InverseLogDetJacobian(x)
	}
	return ops.Neg(b.Of.LogDetJacobian(b.Of.Inverse(x)))
}

// InverseLogDetJacobian is Of's LogDetJacobian.
func (b Inverse) InverseLogDetJacobian(y *G.Node) *G.Node { return b.given().LogDetJacobian(y) }

// EventDims are Of's the other way round.
func (b Inverse) EventDims() (in, out int) { out, in = eventDims(b.Of); return in, out }

// ForwardShape is Of's InverseShape.
func (b Inverse) ForwardShape(event tensor.Shape) tensor.Shape { return inverseShape(b.given(), event) }

// InverseShape is Of's ForwardShape.
func (b Inverse) InverseShape(event tensor.Shape) tensor.Shape { return forwardShape(b.given(), event) }

// Decreasing is where Of does, which is the same for a map of numbers.
func (b Inverse) Decreasing() *G.Node { return decreasing(b.given()) }

// Domain is Of's codomain.
func (b Inverse) Domain() Support { _, s := domainsOf(b.given()); return s }

// Codomain is Of's domain.
func (b Inverse) Codomain() Support { s, _ := domainsOf(b.given()); return s }

// Knots are Of's with x and y exchanged; nil if it has none.
func (b Inverse) Knots() (x, y *G.Node) {
	if own, ok := b.given().(HasKnots); ok {
		y, x = own.Knots()
	}
	return x, y
}

func (b Inverse) given() Bijector {
	eventDims(b.Of) // fails if it is nil
	return b.Of
}
