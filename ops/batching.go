package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// batcher makes of op o, which was applied to operands of one row, what it is for n rows at once: in[i] is stacked
// (build.Stacked) where mapped[i], and otherwise the same for all rows. The result is stacked. It is nil where the op has
// no batch axis of its own in this case; then somebody else loops over the rows.
type batcher func(o *op, n int, in []*G.Node, mapped []bool) *G.Node

// batching notes how the op of a node is batched, and returns the node.
func batching(n *G.Node, f batcher) *G.Node {
	n.Op().(*op).batch = f
	return n
}

// Batch is the op for n rows at once, nil if it must be computed row by row: see graph.VMap.
func (o *op) Batch(n int, in []*G.Node, mapped []bool) *G.Node {
	if o.batch == nil {
		return nil
	}
	return o.batch(o, n, in, mapped)
}

// Draws reports whether the op is noise, which differs from row to row though its key does not.
func (o *op) Draws() bool { return o.draws }

// On is the op applied to other operands of the types and shapes of its own.
func (o *op) On(in G.Nodes) *G.Node {
	c := *o
	return c.node(in[0].Graph(), slices.Clone(in))
}

// stack brings y to the shape of n stacked values of a shape.
func stack(y *G.Node, n int, shape tensor.Shape) *G.Node {
	return Reshape(y, build.Stacked(n, shape)...)
}

// spread is n stacked values, seen with the given extents after the first; one that is the same for all rows is repeated.
func spread(n int, x *G.Node, mapped bool, extents ...int) *G.Node {
	if mapped {
		return Reshape(x, append([]int{n}, extents...)...)
	}
	return BroadcastTo(Reshape(x, append([]int{1}, extents...)...), append(tensor.Shape{n}, extents...))
}

// folded is spread with the first extent, of images say, multiplied by n.
func folded(n int, x *G.Node, mapped bool, shape tensor.Shape) *G.Node {
	return Reshape(spread(n, x, mapped, shape.TotalSize()), times(n, shape)...)
}

// times is a shape with its first extent multiplied by n.
func times(n int, shape tensor.Shape) tensor.Shape {
	shape = shape.Clone()
	shape[0] *= n
	return shape
}

// elementwise batches an op whose operands, of the given shapes, are broadcast: again makes it anew.
func elementwise(again func(in []*G.Node) *G.Node, shapes ...tensor.Shape) batcher {
	return func(o *op, n int, in []*G.Node, mapped []bool) *G.Node {
		out, _ := broadcastShapes(shapes...)
		in, ok := align(n, in, mapped, shapes, out)
		if !ok {
			return nil
		}
		if last := lastOf(out); o.even && last == 1 { // runs of elements are as long as the last axis, of all operands
			for i, x := range in {
				if !mapped[i] {
					in[i] = BroadcastTo(x, append(tensor.Shape{n}, x.Shape()...))
				}
			}
		}
		y := again(in)
		if p, ok := y.Op().(*op); ok && p.name == o.name {
			p.still, p.refused = o.still, o.refused
		}
		return stack(y, n, out)
	}
}

// lastOf is the last extent of a shape, 1 of a number.
func lastOf(s tensor.Shape) int {
	if len(s) == 0 {
		return 1
	}
	return s[len(s)-1]
}

// align gives operands of an op that broadcasts them to out the first axis of n rows where they are mapped. Axes are
// merged where there would be too many; not ok if that does not help.
func align(n int, in []*G.Node, mapped []bool, shapes []tensor.Shape, out tensor.Shape) (aligned []*G.Node, ok bool) {
	extents := make([]tensor.Shape, len(in))
	for i := range in {
		extents[i] = padded(shapes[i], len(out))
	}
	merged := len(out) >= maxRank
	if merged {
		if extents = build.MergeAxes(extents, out); len(extents[0]) >= maxRank {
			return nil, false
		}
	}
	for i, x := range in {
		switch {
		case mapped[i]:
			x = Reshape(x, append([]int{n}, extents[i]...)...)
		case merged:
			x = Reshape(x, extents[i]...)
		}
		aligned = append(aligned, x)
	}
	return aligned, true
}

// padded is a shape with leading extents of 1, up to so many axes.
func padded(s tensor.Shape, axes int) tensor.Shape {
	out := make(tensor.Shape, axes)
	for i := range out {
		if out[i] = 1; i >= axes-len(s) {
			out[i] = s[i-axes+len(s)]
		}
	}
	return out
}
