package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// LogSumExp is log sum_j e^x[..., j]: (..., k) -> (...). A row of -Inf gives -Inf, and a gradient of 0; one with +Inf
// gives +Inf, and the elements +Inf share the gradient.
func LogSumExp(x *G.Node) *G.Node {
	const name = "log_sum_exp"
	k := lastExtent(name, x)
	shape := x.Shape()
	return alongRows(name, shape[:len(shape)-1], x, k, 1, kernel.LogSumExp[float32], kernel.LogSumExp[float64],
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			return []*G.Node{Mul(Softmax(in[0]), addAxis(dy))}
		})
}

// LogSoftmax is x[..., j] - log sum_i e^x[..., i]: (..., k) -> (..., k). A row of -Inf stays -Inf.
func LogSoftmax(x *G.Node) *G.Node {
	const name = "log_softmax"
	k := lastExtent(name, x)
	return alongRows(name, x.Shape(), x, k, k, kernel.LogSoftmax[float32], kernel.LogSoftmax[float64],
		func(_ []*G.Node, y, dy *G.Node) []*G.Node {
			return []*G.Node{Sub(dy, Mul(Exp(y), addAxis(Sum(dy, -1))))}
		})
}

// Softmax is e^x[..., j] / sum_i e^x[..., i]: (..., k) -> (..., k). A row of -Inf gives zeros, not NaN. Its gradient is taken
// from the result p, and loses what 1 - p has lost where p rounds to 1.
func Softmax(x *G.Node) *G.Node {
	const name = "softmax"
	k := lastExtent(name, x)
	return alongRows(name, x.Shape(), x, k, k, kernel.Softmax[float32], kernel.Softmax[float64],
		func(_ []*G.Node, y, dy *G.Node) []*G.Node {
			p := Mul(y, dy)
			return []*G.Node{Sub(p, Mul(y, addAxis(Sum(p, -1))))}
		})
}

// alongRows makes an op that gives width elements of each row of k, and may be cut by rows.
func alongRows(name string, shape tensor.Shape, x *G.Node, k, width int, f32 func(dst, x []float32, k int), f64 func(dst, x []float64, k int), grad vjp) *G.Node {
	n := apply(name, shape, pick(x.Dtype(), rows(f32, k), rows(f64, k)), grad, x)
	if k > 0 {
		cut := rowsBetween(f64, k, width)
		if x.Dtype() == tensor.Float32 {
			cut = rowsBetween(f32, k, width)
		}
		size := x.Shape().TotalSize()
		n.Op().(*op).rows = &Rows{N: size / k, Work: exponential * float64(size), Compute: cut}
	}
	reduced := len(shape) < x.Dims()
	return batching(n, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		x := Reshape(in[0], -1, k)
		out := x.Shape()
		if reduced {
			out = out[:1]
		}
		return stack(alongRows(name, out, x, k, width, f32, f64, grad), rows, shape)
	})
}

// exponential is how many multiplications of a product take the time of an exponential and what belongs to it.
const exponential = 100

// rowsBetween is rows from lo to hi.
func rowsBetween[T kernel.Float](f func(dst, x []T, k int), k, width int) func(out G.Value, in []G.Value, lo, hi int) {
	return func(out G.Value, in []G.Value, lo, hi int) {
		f(Data[T](out)[lo*width:hi*width], Data[T](in[0])[lo*k:hi*k], k)
	}
}

// lastExtent is the number of elements in a row of x.
func lastExtent(op string, x *G.Node) int {
	floats(op, x)
	if x.IsScalar() {
		build.Fail(op, shapes(x), "a scalar has no last axis to work along")
	}
	shape := x.Shape()
	return shape[len(shape)-1]
}

func rows[T kernel.Float](f func(dst, x []T, k int), k int) compute {
	return func(out G.Value, in []G.Value) { f(Data[T](out), Data[T](in[0]), k) }
}

// addAxis gives x a last axis of extent 1.
func addAxis(x *G.Node) *G.Node { return Reshape(x, append(x.Shape(), 1)...) }
