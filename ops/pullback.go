package ops

import (
	"cmp"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// differentiate is the gradient of an op with one result, for each of its inputs, given the gradient d for the result, by way of f:
// the same function of the inputs, composed of this package's ops. What is right to any order is so by that of an op whose own
// gradient is a loop. An input that is there twice, or that another one is computed from, is told apart by a copy.
func differentiate(in []*G.Node, d *G.Node, f func(in []*G.Node) *G.Node) []*G.Node {
	apart := make([]*G.Node, len(in))
	for i, x := range in {
		apart[i] = operand(i, x)
	}
	return pullBack([]*G.Node{f(apart)}, []*G.Node{d}, apart)
}

// operand is a copy of x by the name of its place.
func operand(i int, x *G.Node) *G.Node {
	return unary(named("operand", i), x, copyAll[float32], copyAll[float64], func(_, _, dy *G.Node) *G.Node { return dy })
}

// pullBack returns sum_k dys[k] d ys[k]/dx for each x of wrt, which are held fixed against each other: reverse accumulation over
// the gradients of the ops between, all of this package, as graph.VJP does it for any.
func pullBack(ys, dys, wrt []*G.Node) []*G.Node {
	adjoint := map[*G.Node]*G.Node{}
	order := between(ys, wrt)
	for i, y := range ys {
		add(adjoint, y, dys[i])
	}
	for _, n := range order {
		dn := adjoint[n]
		if dn == nil || slices.Contains(wrt, n) {
			continue
		}
		o, in := n.Op().(*op), build.Children(n)
		if o.grad == nil {
			continue
		}
		for i, g := range o.grad(in, n, dn) {
			if g != nil && slices.Contains(order, in[i]) {
				add(adjoint, in[i], g)
			}
		}
	}
	out := make([]*G.Node, len(wrt))
	for i, x := range wrt {
		if out[i] = adjoint[x]; out[i] == nil {
			out[i] = unary("zero", x, zero[float32], zero[float64], nil)
		}
	}
	return out
}

func zero[T kernel.Float](dst, _ []T) { clear(dst) }

func add(adjoint map[*G.Node]*G.Node, n, dn *G.Node) {
	if old := adjoint[n]; old != nil {
		dn = Add(old, dn)
	}
	adjoint[n] = dn
}

// between is the nodes on paths from wrt to ys, the last made first: ids grow along edges.
func between(ys, wrt []*G.Node) (order []*G.Node) {
	on := map[*G.Node]bool{}
	for _, x := range wrt {
		on[x] = true
	}
	var visit func(n *G.Node) bool
	visit = func(n *G.Node) bool {
		if reached, seen := on[n]; seen {
			return reached
		}
		on[n] = false
		reached := false
		for _, c := range build.Children(n) {
			reached = visit(c) || reached
		}
		on[n] = reached
		return reached
	}
	for _, y := range ys {
		visit(y)
	}
	for n, reached := range on {
		if reached {
			order = append(order, n)
		}
	}
	slices.SortFunc(order, func(a, b *G.Node) int { return cmp.Compare(b.ID(), a.ID()) })
	return order
}
