package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Grad is the gradient of a scalar function with respect to the inputs of the given indices, the first if there are
// none: df/dx, of the shape of x.
func Grad[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes { _, ys := fn.leaving(idle).gradients(in, wrt); return ys[1:] }}
}

// ValueAndGrad is a scalar function's value, followed by its gradients with respect to the inputs of the given
// indices, the first if there are none.
func ValueAndGrad[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes { _, ys := fn.leaving(idle).gradients(in, wrt); return ys }}
}

// leavingUpTo is the same function, which may have no use for inputs of the given indices, by which it is differentiated, and
// those before them.
func (fn function) leavingUpTo(wrt []int) function {
	if len(wrt) == 0 {
		return fn.leaving(1)
	}
	return fn.leaving(slices.Max(wrt) + 1)
}

// gradients are the value and its gradients, of inputs as they were seen.
func (fn function) gradients(in G.Nodes, wrt []int) (seen, all G.Nodes) {
	seen, ys := fn.leavingUpTo(wrt).apart(in)
	if len(ys) != 1 {
		build.Fail("gradient", shapesOf(ys), "the function has %d outputs and only one number has a gradient: use Jacobian", len(ys))
	}
	grads, err := Gradient(ys[0], picked("gradient", seen, wrt)...)
	build.Throw("gradient", err)
	return seen, append(G.Nodes{ys[0]}, grads...)
}

// JVP is a function's outputs, followed by the derivative of each along a direction (forward mode):
//
//	y, dy = f(x), J(x) v
//
// Its inputs are those of f, followed by a tangent v of the shape of x for each of the given indices, the first if there
// are none. It costs about as much as a gradient, whatever the number of outputs: the derivative of u'J(x), which is linear
// in u, for u.
func JVP[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		primals, tangents := behind("jvp", in, max(len(wrt), 1))
		primals, ys := fn.leaving(idle).leavingUpTo(wrt).apart(primals)
		xs := picked("jvp", primals, wrt)
		fitting("jvp", "tangent", tangents, xs)
		derivable("jvp", ys)
		return append(slices.Clone(ys), pushed(ys, xs, tangents)...)
	}}
}

// Pullback is the vector-Jacobian product of a function (reverse mode): u'J(x) for each of the given inputs, the first if
// there are none. Its inputs are those of f, followed by a cotangent u of the shape of each output of f. VJP is the same
// for nodes.
func Pullback[F Function](f F, wrt ...int) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		start := nextID(in)
		fn := fn.leaving(idle).leavingUpTo(wrt)
		primals, ys, cotangents := fn.before(in)
		primals, ys = fn.apartSince(start, primals, ys)
		xs := picked("pullback", primals, wrt)
		fitting("pullback", "cotangent", cotangents, ys)
		derivable("pullback", ys)
		grads, err := VJP(ys, cotangents, xs...)
		build.Throw("pullback", err)
		return grads
	}}
}

// before are the inputs of the function, its outputs and what else is given, one for each of them. How many there are only the
// function can tell: it is built of all but the last one; if it has more outputs and none is made of what belongs to them, they
// are those of the others alone. Else any number is tried.
func (fn function) before(in G.Nodes) (primals, ys, cotangents G.Nodes) {
	if len(in) < 2 {
		behind("pullback", in, 1)
	}
	ys, err := fn.try(in[:len(in)-1])
	k := len(in) - len(ys)
	found := k == len(in)-1 || 0 < k && k < len(in) && !dependsOn(ys, in[:k], in[k:])
	for i := 1; i < len(in)-1 && !found; i++ {
		more, e := fn.try(in[:i])
		if found = e == nil && len(more) == len(in)-i; found {
			k, ys = i, more
		}
	}
	if !found {
		build.Throw("pullback", err)
		build.Fail("pullback", shapesOf(in), "%d inputs are not those of the function and a cotangent for each of its outputs", len(in))
	}
	build.AllUsed(in[:k], fn.idle, ys)
	return in[:k], ys, in[k:]
}

// dependsOn reports whether outputs depend on one of others, by way of no input.
func dependsOn(ys, in, others G.Nodes) bool {
	return slices.ContainsFunc(plan.AncestorsFrom(in, ys), func(n *G.Node) bool { return slices.Contains(others, n) })
}

// try is on for perhaps too many or too few inputs.
func (fn function) try(in G.Nodes) (ys G.Nodes, err error) {
	defer build.Recover(&err)
	return fn.leaving(len(in)).on(slices.Clip(in)), nil
}

// behind splits off the last inputs.
func behind(op string, in G.Nodes, last int) (first, rest G.Nodes) {
	if len(in) <= last {
		build.Fail(op, shapesOf(in), "it takes the inputs of the function and %d more, and was given %d", last, len(in))
	}
	k := len(in) - last
	return slices.Clip(in[:k]), in[k:]
}

// fitting refuses tangents, or cotangents, that have not the types and shapes of what they belong to.
func fitting(op, what string, vs, xs G.Nodes) {
	if len(vs) != len(xs) {
		build.Fail(op, shapesOf(vs), "%d nodes were given as a %s for each of %d", len(vs), what, len(xs))
	}
	for i, v := range vs {
		if !build.SameShape(v.Shape(), xs[i].Shape()) || v.Dtype() != xs[i].Dtype() {
			build.Fail(op, shapesOf(G.Nodes{xs[i], v}), "%s %d is %v and belongs to %v: types and shapes must agree", what, i, v.Dtype(), xs[i].Dtype())
		}
	}
}

// pushed is J v for ys: that of u'J for u, at any u.
func pushed(ys, xs, vs G.Nodes) G.Nodes {
	us := make(G.Nodes, len(ys))
	for i, y := range ys {
		us[i] = placeholder(y, y.Shape())
	}
	dys := vjp(vjp(ys, us, xs, nil), vs, us, nil)
	at := map[*G.Node]*G.Node{}
	for _, u := range us {
		at[u] = zeros(u)
	}
	return retrace(dys, at)
}
