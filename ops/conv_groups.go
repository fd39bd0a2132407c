package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// grouped is a convolution of several groups of images, each with weights of its own, and its gradients: what a convolution is for
// rows that differ in their weights. The convolution is that of one group. An operand has what belongs to each group, one after the
// other along its first axis, or what all groups share; weights are (groups, patch*n).
type grouped struct {
	convolution
	groups int
}

// matrix is the shape of the weights of a group.
func (c convolution) matrix() tensor.Shape { return tensor.Shape{1, c.weights.TotalSize()} }

// out is the shape of the result.
func (c convolution) out() tensor.Shape {
	_, n := c.size()
	return positions(c.images, c.window, n)
}

// forward is the convolution of images and weights, without bias and activation.
func (g grouped) forward(x, w *G.Node) *G.Node {
	p := pair{x, w, g.images, g.matrix()}
	f := pickPieces(x.Dtype(), groupsForward[float32](g, g.steps(p)), groupsForward[float64](g, g.steps(p)))
	r := g.rows(f)
	r.N, r.Work = g.groups*r.N, float64(g.groups)*r.Work
	return g.op("conv_groups", g.out(), r, p, grouped.forward, func(x, w, d *G.Node) (dx, dw *G.Node) {
		return g.input(d, w), g.kernel(x, d)
	})
}

// input is the gradient of the images.
func (g grouped) input(dy, w *G.Node) *G.Node {
	p := pair{dy, w, g.out(), g.matrix()}
	f := pickPieces(dy.Dtype(), groupsInput[float32](g, g.steps(p)), groupsInput[float64](g, g.steps(p)))
	r := g.rows(f)
	r.N, r.Work = g.groups*r.N, float64(g.groups)*r.Work
	return g.op("conv_groups_input", g.images, r, p, grouped.input, func(dy, w, d *G.Node) (ddy, dw *G.Node) {
		return g.forward(d, w), g.kernel(d, dy)
	})
}

// kernel is the gradient of the weights.
func (g grouped) kernel(x, dy *G.Node) *G.Node {
	p := pair{x, dy, g.images, g.out()}
	f := pickPieces(dy.Dtype(), groupsKernel[float32](g, g.steps(p)), groupsKernel[float64](g, g.steps(p)))
	r := g.rows(f)
	r.N, r.Work = g.groups, float64(g.groups)*r.Work
	return g.op("conv_groups_kernel", g.matrix(), r, p, grouped.kernel, func(x, dy, d *G.Node) (dx, ddy *G.Node) {
		return g.input(dy, d), g.forward(x, d)
	})
}

// pair are the operands of an op, and the shapes of what belongs to a group.
type pair struct {
	a, b       *G.Node
	oneA, oneB tensor.Shape
}

// op makes an op of a pair, whose value has a shape for each group. It is bilinear.
func (g grouped) op(name string, one tensor.Shape, r Rows, p pair, again func(g grouped, a, b *G.Node) *G.Node, grad func(a, b, d *G.Node) (da, db *G.Node)) *G.Node {
	n := inPieces(named(spell(name, g.window), g.groups), times(g.groups, one), r, func(in []*G.Node, _, d *G.Node) []*G.Node {
		da, db := grad(in[0], in[1], d)
		return []*G.Node{g.sumTo(da, in[0].Shape()), g.sumTo(db, in[1].Shape())}
	}, p.a, p.b)
	shared := []bool{g.shares(p.a, p.oneA), g.shares(p.b, p.oneB)}
	out := n.Shape()
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		more := grouped{g.convolution, rows * g.groups}
		a := more.spread(rows, in[0], mapped[0], shared[0], p.oneA)
		b := more.spread(rows, in[1], mapped[1], shared[1], p.oneB)
		return stack(again(more, a, b), rows, out)
	})
}

// shares reports whether all groups share an operand, of which a group has a shape.
func (g grouped) shares(x *G.Node, one tensor.Shape) bool { return build.SameShape(x.Shape(), one) }

// sumTo is the gradient of an operand of a shape.
func (g grouped) sumTo(d *G.Node, shape tensor.Shape) *G.Node {
	if build.SameShape(d.Shape(), shape) {
		return d
	}
	return Reshape(Sum(Reshape(d, g.groups, -1), 0), shape...)
}

// spread is an operand of an op of fewer groups, of which there are more now, as many times as there are rows.
func (g grouped) spread(rows int, x *G.Node, mapped, shared bool, one tensor.Shape) *G.Node {
	if shared && !mapped {
		return Reshape(x, one...)
	}
	lead, have, size := rows, g.groups/rows, one.TotalSize()
	if shared {
		have = 1
	}
	if !mapped {
		lead = 1
	}
	x = BroadcastTo(Reshape(x, lead, have, size), tensor.Shape{rows, g.groups / rows, size})
	return Reshape(x, times(g.groups, one)...)
}

// steps are the elements between two groups of each operand, 0 where they share it.
func (g grouped) steps(p pair) (steps [2]int) {
	if !g.shares(p.a, p.oneA) {
		steps[0] = p.oneA.TotalSize()
	}
	if !g.shares(p.b, p.oneB) {
		steps[1] = p.oneB.TotalSize()
	}
	return steps
}

// ofRows is the convolution for rows that differ in their weights, or in the bias alone.
func (c convolution) ofRows(rows int, act Activation, in []*G.Node, mapped []bool) *G.Node {
	_, n := c.size()
	var y *G.Node
	switch {
	case mapped[1]:
		g := grouped{c, rows}
		y = g.forward(g.spread(rows, in[0], mapped[0], true, c.images), g.spread(rows, in[1], true, true, c.matrix()))
	case mapped[0]:
		y = c.times(rows).forward(ActLinear, folded(rows, in[0], true, c.images), in[1])
	default:
		y = c.forward(ActLinear, in[0], in[1])
	}
	if len(in) == 3 {
		each := y.Shape().TotalSize() / n
		bias := in[2]
		if mapped[2] {
			bias = Reshape(bias, rows, 1, n)
		}
		if mapped[0] || mapped[1] {
			each /= rows
		}
		y = Add(Reshape(y, -1, each, n), bias)
	}
	if a, nonlinear := outputs[act]; nonlinear {
		y = a.of(y)
	}
	return y
}

func groupsForward[T kernel.Float](g grouped, steps [2]int) pieces {
	images, n := g.size()
	positions := g.window.Positions() * n
	return func(out G.Value, in []G.Value, lo, hi int) {
		y, x, w := Data[T](out), Data[T](in[0]), Data[T](in[1])
		for lo < hi {
			k, at := lo/images, lo%images
			count := min(images-at, hi-lo)
			kernel.Conv(g.window, y[lo*positions:], count, n, x[k*steps[0]+at*g.window.Image():], w[k*steps[1]:], nil, kernel.ActLinear)
			lo += count
		}
	}
}

func groupsInput[T kernel.Float](g grouped, steps [2]int) pieces {
	images, n := g.size()
	positions := g.window.Positions() * n
	return func(out G.Value, in []G.Value, lo, hi int) {
		dx, dy, w := Data[T](out), Data[T](in[0]), Data[T](in[1])
		for lo < hi {
			k, at := lo/images, lo%images
			count := min(images-at, hi-lo)
			kernel.ConvInput(g.window, dx[lo*g.window.Image():], count, n, dy[k*steps[0]+at*positions:], w[k*steps[1]:])
			lo += count
		}
	}
}

func groupsKernel[T kernel.Float](g grouped, steps [2]int) pieces {
	images, n := g.size()
	size := g.weights.TotalSize()
	return func(out G.Value, in []G.Value, lo, hi int) {
		dw, x, dy := Data[T](out), Data[T](in[0]), Data[T](in[1])
		for k := lo; k < hi; k++ {
			kernel.ConvKernel(g.window, dw[k*size:(k+1)*size], images, n, x[k*steps[0]:], dy[k*steps[1]:])
		}
	}
}
