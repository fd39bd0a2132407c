package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Slice is a copy of the elements from, from+1 ... to-1 along an axis, which is kept. A negative axis counts from the end.
func Slice(x *G.Node, axis, from, to int) *G.Node {
	floats("slice", x)
	axis = axisOf("slice", x, axis)
	shape := x.Shape()
	n := shape[axis]
	if from < 0 || to > n || from >= to {
		build.Fail("slice", shapes(x), "the range %d:%d on axis %d must not be empty and lie within 0:%d", from, to, axis, n)
	}
	if to-from == n {
		return x
	}
	shape[axis] = to - from
	b := blocksOf(x.Shape(), axis, from, to)
	y := apply(named("slice", axis, from, to), shape, pick(x.Dtype(), cut[float32](b), cut[float64](b)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{pad(dy, axis, from, n)} }, x)
	full := x.Shape()
	return batching(y, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		return stack(Slice(along(rows, in[0], true, full, axis), 1, from, to), rows, shape)
	})
}

// pad puts x at position from of an axis of extent n that is 0 elsewhere: the adjoint of Slice.
func pad(x *G.Node, axis, from, n int) *G.Node {
	shape := x.Shape()
	to := from + shape[axis]
	shape[axis] = n
	b := blocksOf(shape, axis, from, to)
	y := apply(named("pad", axis, from, n), shape, pick(x.Dtype(), paste[float32](b), paste[float64](b)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{Slice(dy, axis, from, to)} }, x)
	part := x.Shape()
	return batching(y, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		return stack(pad(along(rows, in[0], true, part, axis), 1, from, n), rows, shape)
	})
}

// blocks says where the elements of a range along an axis lie: count blocks of n, step apart, the first at offset.
type blocks struct{ offset, n, step, count int }

func blocksOf(shape tensor.Shape, axis, from, to int) blocks {
	count, inner := shape[:axis].TotalSize(), shape[axis+1:].TotalSize()
	return blocks{from * inner, (to - from) * inner, shape[axis] * inner, count}
}

func cut[T kernel.Float](b blocks) compute {
	return func(out G.Value, in []G.Value) {
		kernel.CopyBlocks(Data[T](out), b.n, Data[T](in[0])[b.offset:], b.step, b.n, b.count)
	}
}

func paste[T kernel.Float](b blocks) compute {
	return func(out G.Value, in []G.Value) {
		dst := Data[T](out)
		clear(dst)
		kernel.CopyBlocks(dst[b.offset:], b.step, Data[T](in[0]), b.n, b.n, b.count)
	}
}

// Split cuts x along an axis into parts of the given sizes, which add up to its extent.
func Split(x *G.Node, axis int, sizes ...int) []*G.Node {
	floats("split", x)
	axis = axisOf("split", x, axis)
	total := 0
	for _, n := range sizes {
		if n < 1 {
			build.Fail("split", shapes(x), "the sizes %v must be positive", sizes)
		}
		total += n
	}
	if n := x.Shape()[axis]; total != n {
		build.Fail("split", shapes(x), "the sizes %v add up to %d, axis %d has %d", sizes, total, axis, n)
	}
	parts := make([]*G.Node, len(sizes))
	at := 0
	for i, n := range sizes {
		parts[i] = Slice(x, axis, at, at+n)
		at += n
	}
	return parts
}

// Concat joins nodes along an axis; their other extents agree, and those without extent there are left out. The parts of a Split
// in their order are what was split.
func Concat(axis int, xs ...*G.Node) *G.Node {
	if len(xs) == 0 {
		build.Fail("concat", nil, "nothing to join")
	}
	floats("concat", xs...)
	axis = axisOf("concat", xs[0], axis)
	shape := xs[0].Shape()
	shape[axis] = 0
	for _, x := range xs {
		s := x.Shape()
		n := 0
		if len(s) == len(shape) {
			n, s[axis] = s[axis], shape[axis]
		}
		if !build.SameShape(s, shape) {
			build.Fail("concat", shapes(xs...), "all extents but that of axis %d must agree", axis)
		}
		shape[axis] += n
	}
	if shape[axis] > 0 {
		xs = slices.DeleteFunc(slices.Clone(xs), func(x *G.Node) bool { return x.Shape()[axis] == 0 })
	}
	if len(xs) == 1 {
		return xs[0]
	}
	if x := unsplit(axis, xs, shape); x != nil {
		return x
	}
	places := make([]blocks, len(xs))
	at := 0
	for i, x := range xs {
		n := x.Shape()[axis]
		places[i] = blocksOf(shape, axis, at, at+n)
		at += n
	}
	y := apply(named("concat", axis), shape, pick(xs[0].Dtype(), join[float32](places), join[float64](places)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			sizes := make([]int, len(in))
			for i, x := range in {
				sizes[i] = x.Shape()[axis]
			}
			return Split(dy, axis, sizes...)
		}, xs...)
	parts := shapes(xs...)
	return batching(y, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		moved := make([]*G.Node, len(in))
		for i, x := range in {
			moved[i] = along(rows, x, mapped[i], parts[i], axis)
		}
		return stack(Concat(1, moved...), rows, shape)
	})
}

// unsplit is the node of whose slices one after the other the parts are all, nil if there is none.
func unsplit(axis int, parts []*G.Node, whole tensor.Shape) (x *G.Node) {
	at := 0
	for _, p := range parts {
		o, ok := p.Op().(*op)
		to := at + p.Shape()[axis]
		if !ok || o.name != named("slice", axis, at, to) {
			return nil
		}
		of := build.Children(p)[0]
		if x != nil && of != x {
			return nil
		}
		x, at = of, to
	}
	if !build.SameShape(x.Shape(), whole) {
		return nil
	}
	return x
}

func join[T kernel.Float](places []blocks) compute {
	return func(out G.Value, in []G.Value) {
		dst := Data[T](out)
		for i, b := range places {
			kernel.CopyBlocks(dst[b.offset:], b.step, Data[T](in[i]), b.n, b.n, b.count)
		}
	}
}
