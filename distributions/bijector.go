package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Bijector is a smooth invertible map y = f(x) over nodes, by which a Transformed makes another distribution of one. It is a
// struct whose exported fields are its parameters, with tags as those of a distribution: Map reaches them through the field that
// holds the bijector. A parameter that is one number for an event has the shape of the batch; one that differs over the
// event's axes ends in these.
//
// Laws: Inverse undoes Forward; LogDetJacobian is log |det df/dx| in nats, finite wherever f' is neither zero nor infinite;
// methods take any x, or y, that broadcasts against the parameters. What else a bijector knows it says by the interfaces below;
// one without them maps the real line element by element onto itself and increases.
type Bijector interface {
	Forward(x *G.Node) *G.Node
	Inverse(y *G.Node) *G.Node
	// LogDetJacobian is log |det df/dx| at x, of Forward(x)'s shape without the axes that the map takes together.
	LogDetJacobian(x *G.Node) *G.Node
}

type (
	// HasInverseLogDet has log |det dx/dy| at y where that is more accurate, or cheaper, than -LogDetJacobian(Inverse(y)).
	HasInverseLogDet interface {
		InverseLogDetJacobian(y *G.Node) *G.Node
	}
	// HasEventDims takes the last in axes of x together and makes out axes of them: (1, 1) for a map of vectors. Without it
	// that is (0, 0), number by number.
	HasEventDims interface{ EventDims() (in, out int) }
	// HasEventShapes changes the length of the axes: it gives an event's shape after Forward and after Inverse, and fails for
	// one that it does not take.
	HasEventShapes interface {
		ForwardShape(event tensor.Shape) tensor.Shape
		InverseShape(event tensor.Shape) tensor.Shape
	}
	// HasKnots is a map of numbers a low derivative of which jumps at some points: x and their images y, of the shapes of its parameters
	// with one axis after it. The density of what it makes is integrated piece by piece.
	HasKnots interface{ Knots() (x, y *G.Node) }
	// HasDecreasing is a map of numbers that may decrease: a mask that broadcasts against x, 1 where it does.
	HasDecreasing interface{ Decreasing() *G.Node }
	// HasDomain is a map of numbers from an interval onto an interval; both are closed, with the map's limits at the ends.
	HasDomain interface {
		Domain() Support
		Codomain() Support
	}
)

// A constrained is a map of vectors onto part of their space only.
type constrained interface {
	contains(y *G.Node) *G.Node // mask of the batch's shape
	within(y *G.Node) *G.Node   // any point of the part, that broadcasts against y
}

func eventDims(b Bijector) (in, out int) {
	if b == nil {
		build.Fail("bijector", nil, "the bijector is nil: give one, such as distributions.Exp{}")
	}
	if e, ok := b.(HasEventDims); ok {
		return e.EventDims()
	}
	return 0, 0
}

// forwardShape is the shape of an event after b.
func forwardShape(b Bijector, event tensor.Shape) tensor.Shape {
	if s, ok := b.(HasEventShapes); ok {
		return s.ForwardShape(event)
	}
	return event
}

// inverseShape is the shape of an event before b.
func inverseShape(b Bijector, event tensor.Shape) tensor.Shape {
	if s, ok := b.(HasEventShapes); ok {
		return s.InverseShape(event)
	}
	return event
}

// inverseLogDet is log |det dx/dy| at y, whose inverse is x.
func inverseLogDet(b Bijector, y, x *G.Node) *G.Node {
	if own, ok := b.(HasInverseLogDet); ok {
		return own.InverseLogDetJacobian(y)
	}
	return ops.Neg(b.LogDetJacobian(x))
}

// decreasing is the mask of where b decreases, nil if it does nowhere.
func decreasing(b Bijector) *G.Node {
	if own, ok := b.(HasDecreasing); ok {
		return own.Decreasing()
	}
	return nil
}

// oneOf is the mask where one of a and b holds and the other does not; nil is a mask of zeros.
func oneOf(a, b *G.Node) *G.Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return ops.Where(a, opposite(b), b)
}

// opposite is 1 - mask.
func opposite(mask *G.Node) *G.Node { return ops.AddConst(ops.Neg(mask), 1) }

// domainsOf are the closed intervals between which b maps numbers.
func domainsOf(b Bijector) (domain, codomain Support) {
	if own, ok := b.(HasDomain); ok {
		return own.Domain(), own.Codomain()
	}
	return Reals(), Reals()
}

// interior is a number well inside [lo, hi].
func interior(lo, hi float64) float64 {
	switch {
	case lo > math.Inf(-1) && hi < math.Inf(1):
		return lo + (hi-lo)/2
	case lo > math.Inf(-1):
		return lo + 1
	case hi < math.Inf(1):
		return hi - 1
	}
	return 0
}

// sumLast adds up the last n axes of x.
func sumLast(x *G.Node, n int) *G.Node {
	if n == 0 {
		return x
	}
	return ops.Sum(x, lastAxes(x, n)...)
}

// lastAxes are the last n axes of x, which must have as many.
func lastAxes(x *G.Node, n int) []int {
	build.Given("last axes", x)
	rank := len(x.Shape())
	if n > rank {
		build.Fail("last axes", []tensor.Shape{x.Shape()}, "an event of %d axes is wanted", n)
	}
	axes := make([]int, n)
	for i := range axes {
		axes[i] = rank - 1 - i
	}
	return axes
}
