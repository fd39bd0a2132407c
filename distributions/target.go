package distributions

import (
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// isGrid reports whether y holds m points for every row of d, and fails unless it does or holds one.
func isGrid(op string, d Distribution, y *G.Node) bool {
	build.Given(op, y)
	batch, event, s := d.BatchShape(), d.EventShape(), y.Shape()
	want := join(batch, event)
	switch at := len(batch); {
	case build.SameShape(s, want):
		return false
	case at == 0 && len(s) > len(event) && build.SameShape(s[len(s)-len(event):], event):
		return false
	case len(s) == len(want)+1 && build.SameShape(join(s[:at], s[at+1:]), want) && s[at] > 1:
		return at > 0
	case s.TotalSize() == want.TotalSize():
		build.Fail(op, []tensor.Shape{s, want}, "the target has an axis of length 1 that the distribution has not, or the other way round, and broadcasting them would pair every row with every other: ops.Reshape the target to %s, or the parameters to the target's rows",
			build.ShapeString(want))
	}
	build.Fail(op, []tensor.Shape{s, want}, "the target must have the distribution's shape %s, or %s with m > 1 for m points a row",
		build.ShapeString(want), pointsShape(batch, event))
	return false
}

// pointsShape writes batch + (m) + event.
func pointsShape(batch, event tensor.Shape) string {
	return strings.Replace(build.ShapeString(join(batch, tensor.Shape{-1}, event)), "-1", "m", 1)
}

// axis inserts an axis of length 1 into x before its last keep axes. A node of at most so many axes has no batch axes
// and stays: it broadcasts as it is.
func axis(x *G.Node, keep int) *G.Node {
	s := x.Shape()
	at := len(s) - keep
	if at <= 0 {
		return x
	}
	return ops.Reshape(x, join(s[:at], tensor.Shape{1}, s[at:])...)
}

// onShape repeats x over the shape s that it broadcasts to.
func onShape(x *G.Node, s tensor.Shape) *G.Node {
	if build.SameShape(x.Shape(), s) {
		return x
	}
	return ops.BroadcastTo(x, s)
}

// batchOf is the common shape of a distribution's parameters, which is the shape of the largest: numpy's rules hold,
// but (n) and (n, 1) do not make (n, n).
func batchOf(name string, params ...*G.Node) tensor.Shape {
	shapes := make([]tensor.Shape, len(params))
	for i, p := range params {
		if p == nil {
			build.Fail(name, shapesBeside(nil, params...), "parameter %d of %d is nil: give each a node, which a layer (s.Call), a weight (s.Param) or an op returns", i+1, len(params))
		}
		shapes[i] = p.Shape()
	}
	return batchOfShapes(name, shapes...)
}

// batchOfShapes is batchOf, of the parameters' shapes.
func batchOfShapes(name string, shapes ...tensor.Shape) tensor.Shape {
	var s tensor.Shape
	for _, p := range shapes {
		if len(p) > len(s) || len(p) == len(s) && p.TotalSize() > s.TotalSize() {
			s = p
		}
	}
	for _, p := range shapes {
		if !broadcasts(p, s) {
			build.Fail(name, []tensor.Shape{s, p}, "the parameters do not fit together: give them one shape, or leave out leading axes of those shared by the rows")
		}
	}
	return s.Clone()
}

// broadcasts reports whether shape a, aligned at the end, repeats to shape b.
func broadcasts(a, b tensor.Shape) bool {
	if len(a) > len(b) {
		return false
	}
	for i, d := range a {
		if d != 1 && d != b[len(b)-len(a)+i] {
			return false
		}
	}
	return true
}

func join(parts ...tensor.Shape) tensor.Shape {
	s := tensor.Shape{}
	for _, p := range parts {
		s = append(s, p...)
	}
	return s
}

// full is a constant of x's type that broadcasts against it.
func full(x *G.Node, value float64) *G.Node {
	build.Given("full", x)
	return ops.Full(x.Graph(), x.Dtype(), value)
}
