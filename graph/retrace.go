package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// retrace makes outputs anew with other nodes in the place of some of those that they depend on. What does not depend on
// these stays.
func retrace(outputs G.Nodes, at map[*G.Node]*G.Node) G.Nodes {
	given := make(G.Nodes, 0, len(at))
	for n := range at {
		given = append(given, n)
	}
	for _, n := range plan.AncestorsFrom(given, outputs) {
		if at[n] != nil {
			continue
		}
		in, moved := build.Children(n), false
		for i, c := range in {
			if at[c] != nil {
				in[i], moved = at[c], true
			}
		}
		if moved {
			at[n] = again(n, in)
		}
	}
	out := slices.Clone(outputs)
	for i, n := range out {
		if at[n] != nil {
			out[i] = at[n]
		}
	}
	return out
}

// again is the op of n applied to other operands of the same types and shapes.
func again(n *G.Node, in G.Nodes) *G.Node {
	if op, ok := n.Op().(interface{ On(in G.Nodes) *G.Node }); ok {
		return op.On(in)
	}
	return opNode(n.Graph(), n.Op(), n, in)
}

// opNode makes the node op(in...) with the type and shape of another. That Gorgonia returns one that it takes for equal by 32
// bits of a hash is an error.
func opNode(g *G.ExprGraph, op G.Op, like *G.Node, in G.Nodes) *G.Node {
	opts := []G.NodeConsOpt{G.WithType(like.Type()), G.WithOp(op), G.WithChildren(slices.Clone(in)), G.In(g), G.WithShape(like.Shape()...)}
	n := build.UniqueNode(g, opts...)
	if !slices.Equal(build.Children(n), in) || native.TypeName(n.Op()) != native.TypeName(op) {
		build.Fail(op.String(), []tensor.Shape{like.Shape()}, "Gorgonia takes this operation for another one of the graph, whose hash is the same: build the graph in another order")
	}
	return n
}
