package distributions

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Chain is bijectors one after the other, the first first: Chain{Exp{}, Affine{Shift: s}} is y = s + e^x. (TFP's takes the last
// first.) Numbers and vectors may be mixed. An empty one changes nothing.
type Chain []Bijector

var (
	_ HasEventDims   = Chain{}
	_ HasEventShapes = Chain{}
	_ HasDecreasing  = Chain{}
)

// Forward is the last of the first of x.
func (c Chain) Forward(x *G.Node) *G.Node {
	for _, b := range c {
		eventDims(b) // fails if it is nil
		x = b.Forward(x)
	}
	return x
}

// Inverse goes back from the last to the first.
func (c Chain) Inverse(y *G.Node) *G.Node {
	for _, b := range slices.Backward(c) {
		eventDims(b)
		y = b.Inverse(y)
	}
	return y
}

// LogDetJacobian is the sum of the parts', those of numbers added up over the axes that the chain takes together.
func (c Chain) LogDetJacobian(x *G.Node) *G.Node {
	build.Given("chain", x)
	rank, _ := c.EventDims()
	var sum *G.Node
	for _, b := range c {
		in, out := eventDims(b)
		sum = plus(sum, sumLast(b.LogDetJacobian(x), rank-in))
		x, rank = b.Forward(x), rank-in+out
	}
	if sum == nil {
		return onShape(full(x, 0), x.Shape())
	}
	return sum
}

// EventDims is the fewest axes that every part has enough of.
func (c Chain) EventDims() (in, out int) {
	for _, b := range c {
		bin, bout := eventDims(b)
		missing := max(bin-out, 0)
		in, out = in+missing, out+missing-bin+bout
	}
	return in, out
}

// ForwardShape is that of the parts in turn.
func (c Chain) ForwardShape(event tensor.Shape) tensor.Shape {
	for _, b := range c {
		event = forwardShape(b, event)
	}
	return event
}

// InverseShape is that of the parts backwards.
func (c Chain) InverseShape(event tensor.Shape) tensor.Shape {
	for _, b := range slices.Backward(c) {
		event = inverseShape(b, event)
	}
	return event
}

// Decreasing is where an odd number of parts decrease.
func (c Chain) Decreasing() (mask *G.Node) {
	for _, b := range c {
		mask = oneOf(mask, decreasing(b))
	}
	return mask
}

// plus is a + b; nil is 0.
func plus(a, b *G.Node) *G.Node {
	if a == nil {
		return b
	}
	return ops.Add(a, b)
}
