package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// univariate is increasing maps of numbers, one an element of x, each of a row of parameters: params (..., p).
//
// An op of it gives the images and the logarithms of the derivatives at once, one after the other in a vector, and so its
// gradient those for all parameters and for x: one pass makes the exponentials that all of it needs. Derivatives of gradients
// are those of a map composed of differentiable ops, so they are right to any order; they are slow.
type univariate struct {
	of           family
	x, params    *G.Node
	shape        tensor.Shape // of x
	rows, repeat int          // element i has row i/repeat mod rows of params
}

// A family is what tells one kind of map from another. Its loops compute elements lo to hi of n.
type family interface {
	name() string
	work() float64                    // of an element, in exponentials
	compose(x, params *G.Node) images // params (..., p) and x, whose shape their leading axes broadcast to
	loops(dt tensor.Dtype, rows, repeat int) loops
}

type images struct{ y, logSlope *G.Node }

// loops are those of a family in a type: in is x and params, or for a gradient x of both directions, params, and the gradient for
// images and log-slopes.
type loops struct {
	forward, inverse, grad, inverseGrad func(out G.Value, in []G.Value, n, lo, hi int)
}

// univariateOf aligns x and params. Where rows of params are shared in another way than the loops know they are repeated.
func univariateOf(f family, x, params *G.Node) univariate {
	lead := leading(params)
	shape, ok := broadcastShapes(x.Shape(), lead)
	if !ok {
		build.Fail(f.name(), shapes(x, params), "x must have the axes of the parameters before the last, or broadcast with them")
	}
	if len(shape) == maxRank {
		build.Fail(f.name(), shapes(x, params), "the parameters of all elements would have more than %d axes", maxRank)
	}
	u := univariate{of: f, x: BroadcastTo(x, shape), params: params, shape: shape}
	if u.rows, u.repeat, ok = sharing(lead, shape); !ok {
		u.params = BroadcastTo(params, append(shape.Clone(), lastExtent(f.name(), params)))
		u.rows, u.repeat = shape.TotalSize(), 1
	}
	return u
}

// sharing is how elements of a shape share rows of parameters: if the extents of these are 1, then those of the shape, then 1.
func sharing(lead, shape tensor.Shape) (rows, repeat int, ok bool) {
	skipped := len(shape) - len(lead)
	extent := func(axis int) int {
		if axis < skipped {
			return 1
		}
		return lead[axis-skipped]
	}
	rows, repeat = 1, 1
	axis := len(shape) - 1
	for ; axis >= 0 && extent(axis) == 1; axis-- {
		repeat *= shape[axis]
	}
	for ; axis >= 0 && extent(axis) == shape[axis]; axis-- {
		rows *= shape[axis]
	}
	for ; axis >= 0; axis-- {
		if extent(axis) != 1 {
			return 0, 0, false
		}
	}
	return rows, repeat, true
}

func (u univariate) count() int { return u.shape.TotalSize() }

func (u univariate) loops() loops { return u.of.loops(u.x.Dtype(), u.rows, u.repeat) }

// apply is y = f(x) and log f'(x).
func (u univariate) apply() (y, logSlope *G.Node) {
	return u.halves(u.forward(u.x, u.params))
}

// forward is the images and log-slopes of all elements.
func (u univariate) forward(in ...*G.Node) *G.Node {
	n := u.node(u.of.name(), 2*u.count(), u.loops().forward, func(in []*G.Node, _, dout *G.Node) []*G.Node {
		return u.at(in[0], in[1]).grad(dout)
	}, in...)
	return u.batching(n, univariate.forward)
}

// invert takes u.x for y: it is x with f(x) = y, and log dx/dy.
func (u univariate) invert() (x, logSlope *G.Node) {
	return u.halves(u.inverse(u.x, u.params))
}

// inverse is the roots and log-slopes of all elements.
func (u univariate) inverse(in ...*G.Node) *G.Node {
	n := u.node(u.of.name()+"_inverse", 2*u.count(), u.loops().inverse, func(in []*G.Node, out, dout *G.Node) []*G.Node {
		x, _ := u.halves(out)
		return u.parts(u.allInverseGrad(x, in[1], dout))
	}, in...)
	return u.batching(n, univariate.inverse)
}

// at is u of other nodes of the same shapes.
func (u univariate) at(x, params *G.Node) univariate {
	u.x, u.params = x, params
	return u
}

// grad is the gradient for x and for the parameters, given that for the result of apply.
func (u univariate) grad(dout *G.Node) []*G.Node { return u.parts(u.allGrad(u.x, u.params, dout)) }

// allGrad is that for the parameters of every element, then for x, in a vector; in is x, params and dout.
func (u univariate) allGrad(in ...*G.Node) *G.Node {
	n := u.node(u.of.name()+"_grad", u.size(), u.loops().grad, func(in []*G.Node, _, d *G.Node) []*G.Node {
		return differentiate(in, d, func(in []*G.Node) *G.Node { return u.at(in[0], in[1]).composedGrad(in[2]) })
	}, in...)
	return u.batching(n, univariate.allGrad)
}

// composedGrad is allGrad as the gradient of the composed map.
func (u univariate) composedGrad(dout *G.Node) *G.Node {
	params := BroadcastTo(u.params, append(u.shape.Clone(), lastExtent("", u.params)))
	out := u.of.compose(u.x, params)
	dy, dSlope := u.halves(dout)
	g := pullBack([]*G.Node{out.y, out.logSlope}, []*G.Node{dy, dSlope}, []*G.Node{params, u.x})
	return Concat(0, Reshape(g[0], -1), Reshape(g[1], -1))
}

// allInverseGrad is the gradient for the parameters of every element, then for y, given that for the result of invert; in is the x
// that was found, params and dout.
func (u univariate) allInverseGrad(in ...*G.Node) *G.Node {
	n := u.node(u.of.name()+"_inverse_grad", u.size(), u.loops().inverseGrad, func(in []*G.Node, _, d *G.Node) []*G.Node {
		return differentiate(in, d, func(in []*G.Node) *G.Node { return u.at(in[0], in[1]).implicitGrad(in[2]) })
	}, in...)
	return u.batching(n, univariate.allInverseGrad)
}

// implicitGrad is allInverseGrad by the gradient of f: with total = (dx - dslope d log f'/dx)/f' that is total for y, and that of f
// for -total and -dslope for the parameters.
func (u univariate) implicitGrad(dout *G.Node) *G.Node {
	dx, dSlope := u.halves(dout)
	_, logSlope := u.apply()
	zero := MulConst(Reshape(dx, -1), 0)
	bend := u.grad(Concat(0, zero, AddConst(zero, 1)))[0]
	total := Mul(Sub(dx, Mul(dSlope, bend)), Exp(Neg(logSlope)))
	all := u.allGrad(u.x, u.params, Neg(Concat(0, Reshape(total, -1), Reshape(dSlope, -1))))
	return Concat(0, Slice(all, 0, 0, u.size()-u.count()), Reshape(total, -1))
}

// node makes an op that is cut by elements.
func (u univariate) node(name string, size int, run func(out G.Value, in []G.Value, n, lo, hi int), grad vjp, in ...*G.Node) *G.Node {
	count := u.count()
	between := func(out G.Value, in []G.Value, lo, hi int) { run(out, in, count, lo, hi) }
	n := apply(name, tensor.Shape{size}, func(out G.Value, in []G.Value) { between(out, in, 0, count) }, grad, in...)
	n.Op().(*op).rows = &Rows{N: count, Work: exponential * u.of.work() * float64(count), Compute: between}
	return n
}

// size is that of a gradient: parameters of all elements, then x.
func (u univariate) size() int { return u.count() * (lastExtent("", u.params) + 1) }

// halves are the images and log-slopes of a result, in x's shape.
func (u univariate) halves(n *G.Node) (a, b *G.Node) {
	half := u.count()
	return Reshape(Slice(n, 0, 0, half), u.shape...), Reshape(Slice(n, 0, half, 2*half), u.shape...)
}

// parts are the gradients for x and for the parameters.
func (u univariate) parts(n *G.Node) []*G.Node {
	p := lastExtent("", u.params)
	at := u.count() * p
	params := Reshape(Slice(n, 0, 0, at), append(u.shape.Clone(), p)...)
	return []*G.Node{Reshape(Slice(n, 0, at, u.size()), u.shape...), sumTo(params, u.params)}
}

// mapKernels are the loops of a family in package kernel, and how many parameters a row has.
type mapKernels[T kernel.Float, M any] struct {
	of                M
	forward, inverse  func(m M, y, slope, x, params []T, lo, hi int)
	grad, inverseGrad func(m M, dparams, dx, x, params, dy, dslope []T, lo, hi int)
	parameters        int
}

func mapLoops[T kernel.Float, M any](k mapKernels[T, M]) loops {
	forward := func(f func(m M, y, slope, x, params []T, lo, hi int)) func(out G.Value, in []G.Value, n, lo, hi int) {
		return func(out G.Value, in []G.Value, n, lo, hi int) {
			all := Data[T](out)
			f(k.of, all[:n], all[n:], Data[T](in[0]), Data[T](in[1]), lo, hi)
		}
	}
	grad := func(f func(m M, dparams, dx, x, params, dy, dslope []T, lo, hi int)) func(out G.Value, in []G.Value, n, lo, hi int) {
		return func(out G.Value, in []G.Value, n, lo, hi int) {
			all, d := Data[T](out), Data[T](in[2])
			f(k.of, all[:n*k.parameters], all[n*k.parameters:], Data[T](in[0]), Data[T](in[1]), d[:n], d[n:], lo, hi)
		}
	}
	return loops{forward(k.forward), forward(k.inverse), grad(k.grad), grad(k.inverseGrad)}
}
