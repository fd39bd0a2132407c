package graph

import G "gorgonia.org/gorgonia"

// library tells the planner of the ops of a graph that are none of package ops, which tell of themselves: how to compute
// them on planned memory, and what may be fused. It is asked about nodes with elements only.
type library interface {
	// compute is how a node is computed; nil if only its op's own Do can.
	compute(n *G.Node, in G.Nodes) compute
	// parts are the same work in pieces for several cores; nil if it is one piece.
	parts(n *G.Node, in G.Nodes) *parts
	// form is what the rewrites may know of a node of floats of one type; the zero form if they are to leave it.
	form(n *G.Node, in G.Nodes) form
	// constant is a node's value if no run changes it and none of its operands is needed for it; nil otherwise.
	constant(n *G.Node, in G.Nodes) G.Value
	// identity spells out an op and all its parameters; not ok if two equal ops need not have one value.
	identity(op G.Op) (id string, ok bool)
}
