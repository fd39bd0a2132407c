package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// FillTriangular lays a vector of d(d+1)/2 numbers out as a lower triangular matrix (d, d), row by row: (a, b, c) is
// ((a, 0), (b, c)). (TFP's order is another.) A density of the matrix is one of its lower triangle's elements; a map of numbers belongs before it, as after it the
// zeros would be counted.
type FillTriangular struct{}

var (
	_ HasEventDims   = FillTriangular{}
	_ HasEventShapes = FillTriangular{}
	_ constrained    = FillTriangular{}
	_ linear         = FillTriangular{}
)

// EventDims is a vector and a matrix.
func (FillTriangular) EventDims() (in, out int) { return 1, 2 }

// ForwardShape is (..., d(d+1)/2) -> (..., d, d).
func (FillTriangular) ForwardShape(event tensor.Shape) tensor.Shape {
	at := len(event) - 1
	if at < 0 || event[at] < 1 {
		build.Fail("fill triangular", []tensor.Shape{event}, "the event must be a vector of d(d+1)/2 numbers")
	}
	d := int(math.Sqrt(2*float64(event[at]) + .25))
	if d*(d+1)/2 != event[at] {
		build.Fail("fill triangular", []tensor.Shape{event}, "%d numbers fill no triangle: give 1, 3, 6, ..., d(d+1)/2", event[at])
	}
	return join(event[:at], tensor.Shape{d, d})
}

// InverseShape is (..., d, d) -> (..., d(d+1)/2).
func (FillTriangular) InverseShape(event tensor.Shape) tensor.Shape {
	at := len(event) - 2
	if at < 0 || event[at] < 1 || event[at] != event[at+1] {
		build.Fail("fill triangular", []tensor.Shape{event}, "the event must be a square matrix")
	}
	return join(event[:at], tensor.Shape{event[at] * (event[at] + 1) / 2})
}

// Forward is x (..., d(d+1)/2) -> (..., d, d).
func (b FillTriangular) Forward(x *G.Node) *G.Node {
	build.Given("fill triangular", x)
	s := b.ForwardShape(x.Shape())
	d, last := s[len(s)-1], len(s)-2
	zeros := onShape(full(x, 0), join(s[:last], tensor.Shape{d}))
	var rows []*G.Node
	for i, at := 0, 0; i < d; i++ {
		rows = append(rows, ops.Slice(x, -1, at, at+i+1))
		if i < d-1 {
			rows = append(rows, ops.Slice(zeros, -1, 0, d-i-1))
		}
		at += i + 1
	}
	return ops.Reshape(ops.Concat(last, rows...), s...)
}

// Inverse is the lower triangle of y.
func (b FillTriangular) Inverse(y *G.Node) *G.Node {
	build.Given("fill triangular", y)
	s := y.Shape()
	d, last := b.InverseShape(s), len(s)-2
	flat := ops.Reshape(y, join(s[:last], tensor.Shape{s[last] * s[last]})...)
	rows := make([]*G.Node, s[last])
	for i := range rows {
		rows[i] = ops.Slice(flat, -1, i*s[last], i*s[last]+i+1)
	}
	return ops.Reshape(ops.Concat(last, rows...), d...)
}

// LogDetJacobian is 0.
func (FillTriangular) LogDetJacobian(x *G.Node) *G.Node { return noLogDet(x, 1) }

// contains is where all above the diagonal is 0.
func (FillTriangular) contains(y *G.Node) *G.Node {
	s := y.Shape()
	d := s[len(s)-1]
	if d == 1 {
		return full(y, 1)
	}
	flat := ops.Reshape(y, join(s[:len(s)-2], tensor.Shape{d * d})...)
	above := make([]*G.Node, d-1)
	for i := range above {
		above[i] = ops.Slice(flat, -1, i*d+i+1, (i+1)*d)
	}
	return opposite(ops.Max(ops.Abs(ops.Sign(ops.Concat(len(s)-2, above...))), -1))
}

func (FillTriangular) within(y *G.Node) *G.Node { return full(y, 0) }

func (b FillTriangular) forwardVariance(v *G.Node) *G.Node { return b.Forward(v) }

func (b FillTriangular) inverseVariance(v *G.Node) *G.Node { return b.Inverse(v) }

// noLogDet is 0 of x's shape without its last n axes.
func noLogDet(x *G.Node, n int) *G.Node {
	build.Given("log-det", x)
	s := x.Shape()
	return onShape(full(x, 0), s[:max(len(s)-n, 0)])
}
