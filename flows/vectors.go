package flows

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vectors is what maps of vectors of dim numbers have in common.
type vectors struct {
	op  string
	dim int
}

// EventDims is vectors.
func (vectors) EventDims() (in, out int) { return 1, 1 }

// ForwardShape fails for vectors of another length.
func (v vectors) ForwardShape(event tensor.Shape) tensor.Shape {
	if len(event) == 0 || last(event) != v.dim {
		build.Fail(v.op, []tensor.Shape{event}, "the last axis must be the %d numbers of an event", v.dim)
	}
	return event
}

// InverseShape is ForwardShape.
func (v vectors) InverseShape(event tensor.Shape) tensor.Shape { return v.ForwardShape(event) }

// checked is the shape of points of a map, of whose last axis they are vectors.
func (v vectors) checked(x *G.Node) tensor.Shape {
	build.Given(v.op, x)
	return v.ForwardShape(x.Shape())
}

// rows applies f to the vectors of x as the rows of a matrix.
func (v vectors) rows(x *G.Node, f func(x *G.Node) *G.Node) *G.Node {
	s := v.checked(x)
	return ops.Reshape(f(ops.Reshape(x, lead(x).TotalSize(), last(s))), s...)
}

// sumLast adds up the last axis.
func sumLast(x *G.Node) *G.Node { return ops.Sum(x, len(x.Shape())-1) }
