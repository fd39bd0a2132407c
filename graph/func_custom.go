package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// CustomGradient is a function f with a gradient of your own, in every derivative of it: vjp returns u'J(x) for each input
// x of f, of the inputs in, the outputs out of f and a cotangent u of the shape of each,
//
//	vjp(in, out, u)[i] = sum_k u[k] d out[k]/d in[i]
//
// as nodes, which are differentiated in turn for higher orders; it must be linear in u, as every gradient is. For an input
// without a derivative, an index say, it returns nil; nil where one is asked for is an error, not zero, and so is a
// derivative for a node that f closes over.
func CustomGradient[F Function](f F, vjp func(in, out, u G.Nodes) G.Nodes) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, _ int) G.Nodes {
		if vjp == nil {
			build.Fail("custom_gradient", shapesOf(in), "the gradient is nil: give a function, or use f itself")
		}
		ys, seen, free := behindBarriers("custom_gradient", fn.leaving(len(in)), in) // vjp may use what f does not
		refused := make([]bool, len(in)+len(free))
		for i := range free {
			refused[len(in)+i] = true
		}
		return withGradient("custom_gradient", ys, slices.Concat(in, free), refused, func(xs, ys, us G.Nodes, want []bool, there G.Nodes) G.Nodes {
			grads := vjp(independent(xs[:len(in)], in, seen), ys, us)
			if len(grads) != len(in) {
				build.Fail("custom_gradient", shapesOf(in), "the gradient returned %d nodes for %d inputs: one for each, nil where there is none", len(grads), len(in))
			}
			grads = append(slices.Clone(grads), make(G.Nodes, len(free))...)
			for i, d := range grads {
				if want[i] && d != nil {
					fitting("custom_gradient", "gradient", G.Nodes{d}, xs[i:i+1])
					grads[i] = plus(there[i], d)
				}
			}
			return grads
		})
	}}
}

// independent are inputs seen apart from each other, so that a derivative with respect to one of them is that alone.
func independent(xs, in, seen G.Nodes) G.Nodes {
	if slices.Equal(xs, in) {
		return slices.Clone(seen)
	}
	apart := make(G.Nodes, len(xs))
	for i, x := range xs {
		apart[i] = newBarrier(x, false)
	}
	return apart
}

// Checkpoint is f, of which no intermediate value is kept for the backward pass: that computes them again from the inputs
// (rematerialization). It costs one more evaluation of f a gradient, and saves the memory of all that its gradient would
// need. A network of n layers in sqrt(n) groups, each a Checkpoint, needs memory for 2 sqrt(n) layers rather than n (Chen et
// al. 2016, arXiv:1604.06174). Values and gradients are those of f.
func Checkpoint[F Function](f F) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes {
		ys, seen, free := behindBarriers("checkpoint", fn.leaving(idle), in)
		old := slices.Concat(seen, free)
		return withGradient("checkpoint", ys, slices.Concat(in, free), make([]bool, len(old)), func(xs, _, us G.Nodes, want []bool, there G.Nodes) G.Nodes {
			return recomputed(ys, old, xs, us, want, there)
		})
	}}
}

// behindBarriers applies a function to its inputs, seen as others, so that nothing of it is one node with what was computed of
// them before, which would pass for something that it closes over: free.
func behindBarriers(op string, fn function, in G.Nodes) (ys, seen, free G.Nodes) {
	start := nextID(in)
	seen = make(G.Nodes, len(in))
	for i, x := range in {
		seen[i] = newBarrier(x, false)
	}
	ys = fn.on(seen)
	derivable(op, ys)
	return ys, seen, freeNodes(ys, seen, start)
}

// onlyOnce fails for what must not be computed again.
func onlyOnce(ys, old G.Nodes) {
	for _, n := range plan.AncestorsFrom(old, ys) {
		if n.Op() != nil && native.TypeName(n.Op()) == "BatchNormOp" {
			build.Fail(n.Op().String(), shapesOf(G.Nodes{n}), "checkpoint: Gorgonia's BatchNorm would count the batch twice in its statistics: use layers.BatchNorm, or layers.LayerNorm")
		}
	}
}

// recomputed are gradients of ys, which were made of old, by way of ys made anew of xs, on top of those that are there.
func recomputed(ys, old, xs, us G.Nodes, want []bool, there G.Nodes) G.Nodes {
	onlyOnce(ys, old)
	at, again, wrt, from := map[*G.Node]*G.Node{}, make(G.Nodes, len(xs)), G.Nodes{}, G.Nodes{}
	for i, x := range xs {
		again[i] = newBarrier(x, true)
		if at[old[i]] = again[i]; want[i] {
			wrt, from = append(wrt, again[i]), append(from, there[i])
		}
	}
	found := vjpFrom(retrace(ys, at), us, wrt, again, from)
	grads := make(G.Nodes, len(xs))
	for i := range xs {
		if want[i] {
			grads[i], found = found[0], found[1:]
		}
	}
	return grads
}

// nextID is above the ids of all nodes so far.
func nextID(in G.Nodes) int64 {
	if len(in) == 0 {
		return 0
	}
	all := in[0].Graph().AllNodes()
	return all[len(all)-1].ID() + 1
}

// freeNodes are what outputs depend on beside inputs: nodes that were there before an id, and inputs of the graph made since.
func freeNodes(outputs, inputs G.Nodes, start int64) (free G.Nodes) {
	end := func(n *G.Node) bool { return n.Op() == nil || n.ID() < start || slices.Contains(inputs, n) }
	seen, stack := map[*G.Node]bool{}, slices.Clone(outputs)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch {
		case seen[n]:
			continue
		case !end(n):
			stack = append(stack, build.Children(n)...)
		case !slices.Contains(inputs, n) && varies(n):
			free = append(free, n)
		}
		seen[n] = true
	}
	slices.SortFunc(free, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	return free
}

// varies reports whether a node depends on an input.
func varies(n *G.Node) bool {
	return slices.ContainsFunc(plan.Ancestors(G.Nodes{n}), func(m *G.Node) bool { return m.Op() == nil })
}
