package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// output is what becomes of output k, y for one row, with the rows along an axis.
func (l *lift) output(y *G.Node, k, axis int) *G.Node {
	row := y.Shape()
	at := axis
	if axis < 0 && axis != NotMapped {
		at += len(row) + 1
	}
	switch {
	case axis == NotMapped && l.differs[y]:
		build.Fail("vmap", []tensor.Shape{row}, "output %d differs from row to row, so it needs an axis, not NotMapped", k)
	case axis == NotMapped:
		return y
	case at < 0 || at > len(row):
		build.Fail("vmap", []tensor.Shape{row}, "the rows of output %d cannot be axis %d: it has %d axes with them", k, axis, len(row)+1)
	case l.n == 0 || slices.Contains(row, 0):
		return nothingOf(y.Graph(), y.Dtype(), slices.Insert(slices.Clone(row), at, l.n))
	case at > 0 && !isFloat(y):
		build.Fail("vmap", []tensor.Shape{row}, "the rows of output %d, of type %v, can only be its first axis", k, y.Dtype())
	}
	return rowsAt(l.stacked(y), l.n, row, at)
}

// stacked is what a node is for all rows, repeated if it is the same for all.
func (l *lift) stacked(y *G.Node) *G.Node {
	if l.differs[y] {
		return l.of[y]
	}
	return repeatRows(y, l.n)
}

// repeatRows is n times a node, stacked.
func repeatRows(y *G.Node, n int) *G.Node {
	if !isFloat(y) {
		build.Fail("vmap", []tensor.Shape{y.Shape()}, "a value of type %v that is the same for all rows cannot be repeated: return it NotMapped", y.Dtype())
	}
	size := y.Shape().TotalSize()
	if size == 0 {
		return nothingOf(y.Graph(), y.Dtype(), build.Stacked(n, y.Shape()))
	}
	return derive.Shaped(ops.BroadcastTo(derive.Shaped(y, tensor.Shape{1, size}), tensor.Shape{n, size}), build.Stacked(n, y.Shape()))
}

// product is the number of elements of axes.
func product(axes []int) int {
	n := 1
	for _, d := range axes {
		n *= d
	}
	return n
}
