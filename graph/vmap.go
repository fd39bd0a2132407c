package graph

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/internal/literal"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Axes says along which axis of each input, and of each output, VMap finds the rows; negative ones count from the end. The
// first axis where a list ends.
type Axes struct {
	In, Out []int // NotMapped: the same for all rows
}

// String is the literal that it is, shortened.
func (a Axes) String() string { return literal.Fields(a) }

// NotMapped is the axis of an input that is the same for all rows, or of an output that does not depend on a mapped one.
const NotMapped = math.MinInt

// VMap is a function of many rows: row i of its outputs is f of row i of its inputs, whatever f does. f sees the inputs
// without the mapped axis,
//
//	y[i, ...] = f(x[i, ...], ..., w)
//
// and may close over nodes of its graph, which are the same for all rows, as parameters are. It composes with itself and with
// all other transformations, in any order.
//
// f is built once. What does not depend on a mapped input is computed once; operations that have a batch axis of their own,
// as elementwise ones, products, layers and reductions, become one operation over all rows; the others are computed row by
// row, on all cores where that pays, with results that do not depend on the number of cores; on one where they run operations of
// Gorgonia that may keep state (Program.Native).
//
// Noise differs from row to row: row i of n draws what row i of a batch of n draws (ops.Normal of shape (n, ...)). Of noise of
// shape (1, ...), or of one number, that is the noise of f with i added to its key's first row. Noise that was there before f was
// built, as what f closes over is, is the same for all rows.
func VMap[F Function](f F, axes ...Axes) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		a := Axes{}
		switch len(axes) {
		case 0:
		case 1:
			a = axes[0]
		default:
			build.Fail("vmap", shapesOf(in), "%d Axes were given: one has the axes of all inputs and outputs", len(axes))
		}
		return fn.leaving(idle).mapped(in, a)
	}}
}

// mapped builds the function for the rows of its inputs.
func (fn function) mapped(in G.Nodes, axes Axes) G.Nodes {
	build.Given("vmap", in...)
	oneGraph("vmap", in)
	where := inputAxes(in, axes.In)
	n := rowsOf(in, where)
	seen, rows, values := make(G.Nodes, len(in)), G.Nodes{}, G.Nodes{}
	start := int64(len(in[0].Graph().AllNodes()))
	for i, x := range in {
		if seen[i] = x; where[i] == NotMapped {
			continue
		}
		shape := x.Shape()
		row := append(shape[:where[i]:where[i]], shape[where[i]+1:]...)
		if n > 0 && slices.Contains(row, 0) { // rows without elements are all the same
			seen[i] = nothingOf(x.Graph(), x.Dtype(), row)
			continue
		}
		seen[i] = placeholder(x, row)
		rows = append(rows, seen[i])
		if n > 0 {
			values = append(values, rowsFirst(x, where[i]))
		}
	}
	if len(rows) > 0 {
		start = rows[0].ID()
	}
	var ys G.Nodes
	build.Traced(in[0].Graph(), start, func() { ys = fn.on(seen) })
	if len(axes.Out) > len(ys) {
		build.Fail("vmap", shapesOf(ys), "Axes has %d outputs, the function %d", len(axes.Out), len(ys))
	}
	l, ys := newLift(n, start, rows, values, ys)
	out := make(G.Nodes, len(ys))
	for k, y := range ys {
		axis := 0
		if k < len(axes.Out) {
			axis = axes.Out[k]
		}
		out[k] = l.output(y, k, axis)
	}
	return out
}

// inputAxes are the mapped axes counted from the front.
func inputAxes(in G.Nodes, axes []int) []int {
	if len(axes) > len(in) {
		build.Fail("vmap", shapesOf(in), "Axes has %d inputs, and %d were given", len(axes), len(in))
	}
	where := make([]int, len(in))
	mapped := false
	for i, x := range in {
		axis, d := 0, x.Dims()
		if i < len(axes) {
			axis = axes[i]
		}
		if where[i] = axis; axis == NotMapped {
			continue
		}
		if mapped = true; axis < -d || axis >= d {
			build.Fail("vmap", shapesOf(in), "input %d has no axis %d to be mapped over: give its axis in Axes.In, NotMapped if it is the same for all rows", i, axis)
		}
		if axis < 0 {
			where[i] += d
		}
	}
	if !mapped {
		build.Fail("vmap", shapesOf(in), "no input is mapped, so there are no rows")
	}
	return where
}

// rowsOf is the number of rows, in which all mapped inputs must agree.
func rowsOf(in G.Nodes, where []int) int {
	n, first := -1, 0
	for i, x := range in {
		switch axis := where[i]; {
		case axis == NotMapped:
		case n < 0:
			n, first = x.Shape()[axis], i
		case n != x.Shape()[axis]:
			build.Fail("vmap", shapesOf(in), "input %d has %d rows along axis %d, input %d has %d along axis %d", first, n, where[first], i, x.Shape()[axis], axis)
		}
	}
	return n
}

// rowsFirst is x with the mapped axis in front, stacked.
func rowsFirst(x *G.Node, axis int) *G.Node {
	shape := x.Shape()
	n := shape[axis]
	row := append(shape[:axis:axis], shape[axis+1:]...)
	stacked := build.Stacked(n, row)
	if axis == 0 && build.SameShape(shape, stacked) {
		return x
	}
	if !isFloat(x) {
		build.Fail("vmap", shapesOf(G.Nodes{x}), "an input of type %v can only be mapped over its first axis of at most four", x.Dtype())
	}
	if before := product(shape[:axis]); before > 1 {
		x = derive.Shaped(x, []int{before, n, product(shape[axis+1:])})
		x = ops.MoveAxis(x, 1, 0)
	}
	return derive.Shaped(x, stacked)
}

// rowsAt is n stacked values of a shape with the axis of rows at a place.
func rowsAt(y *G.Node, n int, row []int, axis int) *G.Node {
	if before := product(row[:axis]); before > 1 {
		y = ops.MoveAxis(derive.Shaped(y, []int{n, before, product(row[axis:])}), 0, 1)
	}
	full := append(append([]int{}, row[:axis]...), n)
	return derive.Shaped(y, append(full, row[axis:]...))
}
