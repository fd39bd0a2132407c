package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Sum is the sum over the given axes, which are dropped; without axes over all of them, to a scalar. Negative axes count
// from the end. The order of additions depends on the shape alone, and the error grows with the logarithm of the number
// of terms: kernel.Sum.
func Sum(x *G.Node, axes ...int) *G.Node {
	return reduce("sum", x, axes, kernel.Sum[float32], kernel.Sum[float64], func(x, _, dy *G.Node, axes []int) *G.Node {
		return unreduce(dy, x.Shape(), axes)
	})
}

// Mean is Sum divided by the number of terms.
func Mean(x *G.Node, axes ...int) *G.Node {
	return reduce("mean", x, axes, kernel.Mean[float32], kernel.Mean[float64], func(x, y, dy *G.Node, axes []int) *G.Node {
		terms := float64(x.Shape().TotalSize()) / float64(y.Shape().TotalSize())
		return unreduce(MulConst(dy, 1/terms), x.Shape(), axes)
	})
}

// Max is the largest element along the given axes, which are dropped; without axes of all, a scalar. NaN if there is
// one. Elements that tie for the maximum share its gradient in equal parts, as in JAX and PyTorch; Gorgonia gives each
// the whole of it.
func Max(x *G.Node, axes ...int) *G.Node {
	return reduce("max", x, axes, kernel.Max[float32], kernel.Max[float64], func(x, y, dy *G.Node, axes []int) *G.Node {
		shape := x.Shape()
		ties := Equal(x, keepAxes(y, shape, axes))
		return keep(ties, keepAxes(Div(dy, Sum(ties, axes...)), shape, axes))
	})
}

// reduce makes a reduction; grad gives dx.
func reduce(op string, x *G.Node, axes []int, f32 func(r *kernel.Reduction, dst, x []float32), f64 func(r *kernel.Reduction, dst, x []float64),
	grad func(x, y, dy *G.Node, axes []int) *G.Node) *G.Node {
	floats(op, x)
	axes = axesOf(op, x, axes)
	if len(axes) == 0 {
		return x // a scalar
	}
	shape, mark := tensor.Shape{}, make([]bool, x.Dims())
	for i, n := range x.Shape() {
		if mark[i] = slices.Contains(axes, i); !mark[i] {
			shape = append(shape, n)
		}
	}
	r := kernel.NewReduction(x.Shape(), mark)
	back := func(in []*G.Node, y, dy *G.Node) []*G.Node { return []*G.Node{grad(in[0], y, dy, axes)} }
	n := apply(named(op, tensor.Shape(axes)), shape, pick(x.Dtype(), reduction(&r, f32), reduction(&r, f64)), back, x)
	return batching(n, reduceRows(x.Shape(), mark, shape, func(x *G.Node, axes []int) *G.Node { return reduce(op, x, axes, f32, f64, grad) }))
}

func reduction[T kernel.Float](r *kernel.Reduction, f func(r *kernel.Reduction, dst, x []T)) compute {
	return func(out G.Value, in []G.Value) { f(r, Data[T](out), Data[T](in[0])) }
}

// axesOf checks axes and returns them counted from the front, in order; all of them if there are none.
func axesOf(op string, x *G.Node, axes []int) []int {
	if len(axes) == 0 {
		for i := range x.Dims() {
			axes = append(axes, i)
		}
		return axes
	}
	out := make([]int, len(axes))
	for i, a := range axes {
		out[i] = axisOf(op, x, a)
	}
	slices.Sort(out)
	if len(slices.Compact(slices.Clone(out))) != len(out) {
		build.Fail(op, shapes(x), "axes %v name one axis twice", axes)
	}
	return out
}

// axisOf checks an axis and counts it from the front.
func axisOf(op string, x *G.Node, axis int) int {
	n := x.Dims()
	if axis < -n || axis >= n {
		build.Fail(op, shapes(x), "there is no axis %d among %d", axis, n)
	}
	if axis < 0 {
		axis += n
	}
	return axis
}

// keepAxes gives a reduced node its axes back, with extent 1.
func keepAxes(y *G.Node, shape tensor.Shape, axes []int) *G.Node {
	kept := shape.Clone()
	for _, a := range axes {
		kept[a] = 1
	}
	return Reshape(y, kept...)
}

// unreduce repeats a reduced node along the axes it lost.
func unreduce(dy *G.Node, shape tensor.Shape, axes []int) *G.Node {
	return BroadcastTo(keepAxes(dy, shape, axes), shape)
}

// SumTo sums x over the axes that broadcasting shape to x's shape repeats: the adjoint of BroadcastTo.
func SumTo(x *G.Node, shape tensor.Shape) *G.Node {
	floats("sum_to", x)
	s := x.Shape()
	if full, ok := broadcastShapes(shape, s); !ok || !build.SameShape(full, s) {
		build.Fail("sum_to", []tensor.Shape{s, shape}, "the second shape does not broadcast to the first")
	}
	var axes []int
	for i, n := range s {
		if at := len(shape) - len(s) + i; at < 0 || shape[at] != n {
			axes = append(axes, i)
		}
	}
	if len(axes) > 0 {
		x = Sum(x, axes...)
	}
	return Reshape(x, shape...)
}
