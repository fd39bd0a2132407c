package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogSumExp is log sum_j e^x[..., j]: (..., k) -> (...). A row of -Inf gives -Inf, and a gradient of 0; one with +Inf
// gives +Inf, and the elements +Inf share the gradient.
func LogSumExp(x *G.Node) *G.Node {
	const name = "log_sum_exp"
	k := lastExtent(name, x)
	shape := x.Shape()
	if k == 0 {
		build.Fail(name, shapes(x), "every extent must be positive")
	}
	return apply(name, shape[:len(shape)-1], pick(x.Dtype(), rows(kernel.LogSumExp[float32], k), rows(kernel.LogSumExp[float64], k)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			return []*G.Node{Mul(Softmax(in[0]), addAxis(dy))}
		}, x)
}

// LogSoftmax is x[..., j] - log sum_i e^x[..., i]: (..., k) -> (..., k). A row of -Inf stays -Inf.
func LogSoftmax(x *G.Node) *G.Node {
	const name = "log_softmax"
	k := lastExtent(name, x)
	return apply(name, x.Shape(), pick(x.Dtype(), rows(kernel.LogSoftmax[float32], k), rows(kernel.LogSoftmax[float64], k)),
		func(_ []*G.Node, y, dy *G.Node) []*G.Node {
			return []*G.Node{Sub(dy, Mul(Exp(y), addAxis(Sum(dy, -1))))}
		}, x)
}

// Softmax is e^x[..., j] / sum_i e^x[..., i]: (..., k) -> (..., k). A row of -Inf gives zeros, not NaN.
func Softmax(x *G.Node) *G.Node {
	const name = "softmax"
	k := lastExtent(name, x)
	return apply(name, x.Shape(), pick(x.Dtype(), rows(kernel.Softmax[float32], k), rows(kernel.Softmax[float64], k)),
		func(_ []*G.Node, y, dy *G.Node) []*G.Node {
			p := Mul(y, dy)
			return []*G.Node{Sub(p, Mul(y, addAxis(Sum(p, -1))))}
		}, x)
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
