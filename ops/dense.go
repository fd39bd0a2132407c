package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Dense is a fully connected layer, act(x w + b): x (n, in), w (in, out), b (out) or nil -> (n, out). Bias, product and
// activation are one op, and the gradient of the activation is taken from the output (but GELU's and SiLU's, which are
// an op of their own). Where the output rounds to a limit of tanh, sigmoid or ELU, that gradient is 0, as 1 - y^2 is: use
// ActLinear and the function that stands alone if tails count.
func Dense(x, w, b *G.Node, act Activation) *G.Node {
	switch act {
	case ActGELU:
		return GELU(Dense(x, w, b, ActLinear))
	case ActSiLU:
		return SiLU(Dense(x, w, b, ActLinear))
	}
	in := operands(x, w, b)
	checkDense(in, act)
	p := productOf(x.Shape(), w.Shape(), false, false)
	a, nonlinear := outputs[act]
	name := "dense"
	if nonlinear {
		name += "_" + a.name
	}
	back := func(in []*G.Node, y, dy *G.Node) []*G.Node {
		if nonlinear {
			dy = a.back(y, dy)
		}
		grads := []*G.Node{MatMul(dy, in[1], false, true), MatMul(in[0], dy, true, false)}
		if len(in) == 3 {
			grads = append(grads, Sum(dy, 0))
		}
		return grads
	}
	n := apply(name, tensor.Shape{p.m, p.n}, pick(x.Dtype(), dense[float32](p, kernel.Act(act)), dense[float64](p, kernel.Act(act))), back, in...)
	n.Op().(*op).rows = p.rows(x.Dtype(), denseRows[float32](kernel.Act(act)), denseRows[float64](kernel.Act(act)))
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		return batchDense(p, act, rows, in, mapped)
	})
}

func operands(x, w, b *G.Node) []*G.Node {
	if b == nil {
		return []*G.Node{x, w}
	}
	return []*G.Node{x, w, b}
}

// dense is product, bias and activation in one pass.
func dense[T kernel.Float](p product, act kernel.Act) compute {
	rows := denseRows[T](act)
	return func(out G.Value, in []G.Value) { rows(p, out, in, 0, p.m) }
}

func denseRows[T kernel.Float](act kernel.Act) func(p product, out G.Value, in []G.Value, lo, hi int) {
	return func(p product, out G.Value, in []G.Value, lo, hi int) {
		var bias []T
		if len(in) == 3 {
			bias = Data[T](in[2])
		}
		kernel.Dense(Data[T](out)[lo*p.n:], hi-lo, p.n, p.k, Data[T](in[0])[lo*p.k:], Data[T](in[1]), bias, act)
	}
}

func checkDense(in []*G.Node, act Activation) {
	const name = "dense"
	floats(name, in...)
	if _, ok := outputs[act]; !ok && act != ActLinear {
		build.Fail(name, shapes(in...), "there is no activation %d", act)
	}
	x, w := in[0].Shape(), in[1].Shape()
	switch {
	case len(x) != 2:
		build.Fail(name, shapes(in...), "x must be a matrix with one row a sample, not of %d axes: reshape it first", len(x))
	case len(w) != 2:
		build.Fail(name, shapes(in...), "the kernel must be a matrix (inputs, outputs), not of %d axes", len(w))
	case x[1] != w[0]:
		build.Fail(name, shapes(in...), "x has %d columns but the kernel takes %d", x[1], w[0])
	}
	if len(in) == 3 {
		if b := in[2].Shape(); len(b) != 1 || b[0] != w[1] {
			build.Fail(name, shapes(in...), "the kernel gives %d columns, so the bias must have shape (%d,)", w[1], w[1])
		}
	}
}
