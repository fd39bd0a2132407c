package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SoftmaxCentered is y = softmax(x, 0), from all vectors of k numbers onto the k+1 probabilities that sum to 1. A density of y
// is with respect to the first k of them, as a Dirichlet's is. (TFP's is with respect to area on the simplex, by a factor
// sqrt(k+1) less.)
type SoftmaxCentered struct{}

var (
	_ HasEventDims   = SoftmaxCentered{}
	_ HasEventShapes = SoftmaxCentered{}
	_ constrained    = SoftmaxCentered{}
)

// EventDims is vectors.
func (SoftmaxCentered) EventDims() (in, out int) { return 1, 1 }

// ForwardShape is (..., k) -> (..., k+1).
func (SoftmaxCentered) ForwardShape(event tensor.Shape) tensor.Shape {
	vector("softmax centered", event, 1)
	s := event.Clone()
	s[len(s)-1]++
	return s
}

// InverseShape is (..., k+1) -> (..., k).
func (SoftmaxCentered) InverseShape(event tensor.Shape) tensor.Shape {
	vector("softmax centered", event, 2)
	s := event.Clone()
	s[len(s)-1]--
	return s
}

// Forward is softmax(x, 0).
func (b SoftmaxCentered) Forward(x *G.Node) *G.Node { return ops.Softmax(b.logits(x)) }

// Inverse is the logarithm of all probabilities but the last, less its own.
func (b SoftmaxCentered) Inverse(y *G.Node) *G.Node {
	build.Given("softmax centered", y)
	k := last(b.InverseShape(y.Shape()))
	l := ops.Log(y)
	return ops.Sub(ops.Slice(l, -1, 0, k), ops.Slice(l, -1, k, k+1))
}

// LogDetJacobian is the sum of all log y.
func (b SoftmaxCentered) LogDetJacobian(x *G.Node) *G.Node {
	return lastSum(ops.LogSoftmax(b.logits(x)))
}

// InverseLogDetJacobian is the same of y.
func (b SoftmaxCentered) InverseLogDetJacobian(y *G.Node) *G.Node {
	return ops.Neg(lastSum(ops.Log(y)))
}

// logits is (x, 0).
func (b SoftmaxCentered) logits(x *G.Node) *G.Node {
	build.Given("softmax centered", x)
	b.ForwardShape(x.Shape())
	s := x.Shape()
	zero := onShape(full(x, 0), join(s[:len(s)-1], tensor.Shape{1}))
	return ops.Concat(len(s)-1, x, zero)
}

// contains is where all are above 0 and their sum is 1 up to the rounding of k+1 numbers.
func (SoftmaxCentered) contains(y *G.Node) *G.Node {
	eps := 0x1p-52
	if y.Dtype() == tensor.Float32 {
		eps = 0x1p-23
	}
	tol := eps * float64(2*last(y.Shape()))
	least := ops.Neg(ops.Max(ops.Neg(y), -1))
	return ops.Mul(ops.Between(lastSum(y), 1-tol, 1+tol), ops.Between(least, smallest(y), math.Inf(1)))
}

func (SoftmaxCentered) within(y *G.Node) *G.Node { return full(y, 1/float64(last(y.Shape()))) }

// vector fails unless the last axis has at least n numbers.
func vector(name string, event tensor.Shape, n int) {
	if len(event) < 1 || event[len(event)-1] < n {
		build.Fail(name, []tensor.Shape{event}, "the event must be a vector of at least %d numbers", n)
	}
}

// last is the last extent of s.
func last(s tensor.Shape) int { return s[len(s)-1] }
