package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Ordered makes ascending numbers of any: y_1 = x_1 and y_i = y_(i-1) + e^(x_i), such as the cutpoints of an OrderedLogistic.
type Ordered struct{}

var (
	_ HasEventDims   = Ordered{}
	_ HasEventShapes = Ordered{}
	_ constrained    = Ordered{}
)

// EventDims is vectors.
func (Ordered) EventDims() (in, out int) { return 1, 1 }

// ForwardShape is the same vector's.
func (Ordered) ForwardShape(event tensor.Shape) tensor.Shape {
	vector("ordered", event, 1)
	return event
}

// InverseShape is the same vector's.
func (Ordered) InverseShape(event tensor.Shape) tensor.Shape {
	vector("ordered", event, 1)
	return event
}

// Forward adds up x_1, e^(x_2), e^(x_3), ...
func (b Ordered) Forward(x *G.Node) *G.Node {
	build.Given("ordered", x)
	k := last(b.ForwardShape(x.Shape()))
	if k == 1 {
		return x
	}
	return ops.CumSum(ops.Concat(len(x.Shape())-1, ops.Slice(x, -1, 0, 1), ops.Exp(ops.Slice(x, -1, 1, k))))
}

// Inverse is y_1 and the logarithms of the steps.
func (b Ordered) Inverse(y *G.Node) *G.Node {
	build.Given("ordered", y)
	k := last(b.InverseShape(y.Shape()))
	if k == 1 {
		return y
	}
	return ops.Concat(len(y.Shape())-1, ops.Slice(y, -1, 0, 1), ops.Log(steps(y)))
}

// LogDetJacobian is x_2 + x_3 + ...
func (b Ordered) LogDetJacobian(x *G.Node) *G.Node {
	build.Given("ordered", x)
	k := last(b.ForwardShape(x.Shape()))
	if k == 1 {
		return noLogDet(x, 1)
	}
	return lastSum(ops.Slice(x, -1, 1, k))
}

// contains is where every step is above 0.
func (Ordered) contains(y *G.Node) *G.Node {
	if last(y.Shape()) == 1 {
		return full(y, 1)
	}
	least := ops.Neg(ops.Max(ops.Neg(steps(y)), -1))
	return ops.Between(least, smallest(y), math.Inf(1))
}

// within is 0, 1, 2, ...
func (Ordered) within(y *G.Node) *G.Node {
	each := make([]*G.Node, last(y.Shape()))
	for i := range each {
		each[i] = ops.Full(y.Graph(), y.Dtype(), float64(i), 1)
	}
	return ops.Concat(0, each...)
}

// steps is y_2 - y_1, y_3 - y_2, ...
func steps(y *G.Node) *G.Node {
	k := last(y.Shape())
	return ops.Sub(ops.Slice(y, -1, 1, k), ops.Slice(y, -1, 0, k-1))
}
