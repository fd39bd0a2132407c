package graph

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Jacobian is the derivative of each output of f with respect to each of the given inputs, the first if there are none,
//
//	J[k...; i...] = d y[k...]/d x[i...]
//
// of the shape of the output followed by that of the input; all inputs of the first output come first. It is computed for all
// elements at once, in reverse mode, one element of the outputs at a time, or in forward mode, one of the inputs, whichever
// there are fewer of: JacobianReverse and JacobianForward leave no choice.
func Jacobian[F Function](f F, wrt ...int) *Func {
	return jacobianOf(functionOf(f), wrt, func(ys, xs G.Nodes) G.Nodes {
		if elements(xs) < elements(ys) {
			return forward(ys, xs)
		}
		return reverse(ys, xs)
	})
}

// JacobianReverse is Jacobian by one backward pass for each element of the outputs (jax.jacrev).
func JacobianReverse[F Function](f F, wrt ...int) *Func {
	return jacobianOf(functionOf(f), wrt, reverse)
}

// JacobianForward is Jacobian by one JVP for each element of the inputs (jax.jacfwd).
func JacobianForward[F Function](f F, wrt ...int) *Func {
	return jacobianOf(functionOf(f), wrt, forward)
}

func jacobianOf(fn function, wrt []int, mode func(ys, xs G.Nodes) G.Nodes) *Func {
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		seen, ys := fn.leaving(idle).leavingUpTo(wrt).apart(in)
		derivable("jacobian", ys)
		return mode(ys, picked("jacobian", seen, wrt))
	}}
}

// Hessian is the matrix of second derivatives of a scalar function,
//
//	H[i...; j...] = d^2 f/d x[i...] d z[j...]
//
// for each pair x, z of the given inputs, the first alone if there are none, in the order (x, x), (x, z), ..., (z, x), ...: the
// Jacobian of the gradient.
func Hessian[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		seen, all := fn.leaving(idle).gradients(in, wrt)
		return reverse(all[1:], picked("hessian", seen, wrt))
	}}
}

// HVP is the Hessian of a scalar function times a vector, without the Hessian: its inputs are those of f, followed by v of
// the shape of each of the given inputs, the first if there are none, and the outputs sum_z H[x; z] v[z] for each x. It costs a
// few gradients: H v is the gradient of v'grad f.
func HVP[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		in, vs := behind("hvp", in, max(len(wrt), 1))
		xs := picked("hvp", in, wrt)
		fitting("hvp", "vector", vs, xs)
		seen, all := fn.leaving(idle).gradients(in, wrt)
		return vjp(all[1:], vs, picked("hvp", seen, wrt), nil)
	}}
}

func elements(xs G.Nodes) (n int) {
	for _, x := range xs {
		n += x.Shape().TotalSize()
	}
	return n
}

// noDraws is an id from which on there is no noise: that of a function is the same for all its derivatives.
const noDraws = math.MaxInt64

// reverse is the Jacobian by rows.
func reverse(ys, xs G.Nodes) (all G.Nodes) {
	for _, y := range ys {
		if elements(G.Nodes{y}) == 0 || elements(xs) == 0 {
			all = append(all, noElements(y, xs)...)
			continue
		}
		u := placeholder(y, y.Shape())
		grads := vjp(G.Nodes{y}, G.Nodes{u}, xs, nil)
		l, grads := newLift(elements(G.Nodes{y}), noDraws, G.Nodes{u}, G.Nodes{unitVectors(y)}, grads)
		for i, d := range grads {
			all = append(all, derive.Shaped(l.stacked(d), slices.Concat(y.Shape(), xs[i].Shape())))
		}
	}
	return all
}

// forward is the Jacobian by columns.
func forward(ys, xs G.Nodes) G.Nodes {
	all := make(G.Nodes, len(ys)*len(xs))
	if elements(ys) == 0 || elements(xs) == 0 {
		return reverse(ys, xs)
	}
	for i, x := range xs {
		if elements(G.Nodes{x}) == 0 {
			for k, y := range ys {
				all[k*len(xs)+i] = noElements(y, G.Nodes{x})[0]
			}
			continue
		}
		v := placeholder(x, x.Shape())
		dys := pushed(ys, G.Nodes{x}, G.Nodes{v})
		n := x.Shape().TotalSize()
		l, dys := newLift(n, noDraws, G.Nodes{v}, G.Nodes{unitVectors(x)}, dys)
		for k, d := range dys {
			columns := derive.Shaped(l.stacked(d), tensor.Shape{n, d.Shape().TotalSize()})
			all[k*len(xs)+i] = derive.Shaped(ops.Transpose(columns), slices.Concat(ys[k].Shape(), x.Shape()))
		}
	}
	return all
}

// unitVectors are all vectors of the shape of x that are 1 at one element and 0 at the others, stacked.
func unitVectors(x *G.Node) *G.Node {
	n := build.Elements("jacobian", x.Shape())
	return derive.Shaped(ops.Diag(ops.Full(x.Graph(), x.Dtype(), 1, n)), build.Stacked(n, x.Shape()))
}

// noElements are Jacobians of which one side has no elements.
func noElements(y *G.Node, xs G.Nodes) (all G.Nodes) {
	for _, x := range xs {
		shape := slices.Concat(y.Shape(), x.Shape())
		if !slices.Contains(shape, 0) {
			all = append(all, zeros(x))
			continue
		}
		all = append(all, nothingOf(y.Graph(), y.Dtype(), shape))
	}
	return all
}
