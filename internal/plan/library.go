package plan

import G "gorgonia.org/gorgonia"

// Library tells the planner of the ops of a graph that are none of package ops, which tell of themselves: how to compute
// them on planned memory, and what may be fused. Compute, Parts and Form are asked about nodes with elements only.
type Library interface {
	// Compute is how a node is computed; nil if only its op's own Do can.
	Compute(n *G.Node, in G.Nodes) Compute
	// Parts are the same work in pieces for several cores; nil if it is one piece.
	Parts(n *G.Node, in G.Nodes) *Parts
	// Form is what the rewrites may know of a node of floats of one type; the zero form if they are to leave it.
	Form(n *G.Node, in G.Nodes) Form
	// Constant is a node's value if no run changes it and none of its operands is needed for it; nil otherwise.
	Constant(n *G.Node, in G.Nodes) G.Value
	// Identity spells out an op and all its parameters; not ok if two equal ops need not have one value.
	Identity(op G.Op) (id string, ok bool)
}
