package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Reshape is a copy of x with other extents, in the same row-major order; no dims make a scalar, and one of them may be
// -1: what is left. Gorgonia's own is a view that a following operation writes into.
func Reshape(x *G.Node, dims ...int) *G.Node {
	floats("reshape", x)
	shape := fill(x, dims)
	if build.SameShape(shape, x.Shape()) {
		return x
	}
	n := apply(named("reshape", shape), shape, pick(x.Dtype(), loop1(copyAll[float32]), loop1(copyAll[float64])),
		func(in []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{Reshape(dy, in[0].Shape()...)} }, x)
	return batching(n, func(_ *op, n int, in []*G.Node, _ []bool) *G.Node { return stack(in[0], n, shape) })
}

func copyAll[T kernel.Float](dst, x []T) { copy(dst, x) }

// fill is the shape dims with an extent of -1 replaced.
func fill(x *G.Node, dims []int) tensor.Shape {
	shape := append(tensor.Shape{}, dims...)
	open := -1
	known := make([]int, 0, len(dims))
	for i, n := range shape {
		if n == -1 && open < 0 {
			open = i
			continue
		}
		known = append(known, n)
	}
	size, ok := build.Product(known...)
	total := x.Shape().TotalSize()
	if open >= 0 && size > 0 {
		shape[open] = total / size
		size *= shape[open]
	}
	if !ok {
		positive("reshape", shape)
	}
	if !ok || size != total {
		build.Fail("reshape", []tensor.Shape{x.Shape(), tensor.Shape(dims)}, "%d elements do not fit", total)
	}
	positive("reshape", shape)
	return shape
}

// positive refuses shapes with an extent below 1 and more than four axes.
func positive(op string, shape tensor.Shape) {
	for _, n := range shape {
		if n < 1 {
			build.Fail(op, []tensor.Shape{shape}, "every extent must be positive")
		}
	}
	if len(shape) > maxRank {
		build.Fail(op, []tensor.Shape{shape}, "%d axes, at most %d are possible", len(shape), maxRank)
	}
}

// BroadcastTo repeats x to shape: aligned at the last axis, extents of 1 and missing axes are repeated.
func BroadcastTo(x *G.Node, shape tensor.Shape) *G.Node {
	const name = "broadcast_to"
	floats(name, x)
	positive(name, shape)
	from := x.Shape()
	if build.SameShape(from, shape) {
		return x
	}
	for i := range from {
		if at := len(shape) - len(from) + i; at < 0 || from[i] != 1 && from[i] != shape[at] {
			build.Fail(name, []tensor.Shape{from, shape}, "the first shape does not broadcast to the second")
		}
	}
	p := kernel.NewPlan(shape, from)
	n := apply(named(name, shape), shape, pick(x.Dtype(), repeat[float32](&p), repeat[float64](&p)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{sumTo(dy, in[0])} }, x)
	return batching(n, func(_ *op, n int, in []*G.Node, mapped []bool) *G.Node { return broadcastRows(n, in[0], from, shape) })
}

func repeat[T kernel.Float](p *kernel.Plan) compute {
	return func(out G.Value, in []G.Value) { kernel.Walk1(p, Data[T](out), Data[T](in[0]), kernel.Repeat[T]) }
}

// Transpose swaps the axes of a matrix: (m, n) -> (n, m).
func Transpose(x *G.Node) *G.Node {
	const name = "transpose"
	floats(name, x)
	rank(name, x, 2, "reshape it to a matrix first")
	s := x.Shape()
	f := pick(x.Dtype(), transpose[float32](s[0], s[1]), transpose[float64](s[0], s[1]))
	n := apply(name, tensor.Shape{s[1], s[0]}, f, func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{Transpose(dy)} }, x)
	return batching(n, matrixByMatrix(n.Shape(), func(x *G.Node) *G.Node { return BatchTranspose(x, s[0]) }))
}

func transpose[T kernel.Float](m, n int) compute {
	return func(out G.Value, in []G.Value) { kernel.Transpose(Data[T](out), Data[T](in[0]), m, n) }
}
