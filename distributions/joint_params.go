package distributions

import G "gorgonia.org/gorgonia"

// batchAxes is how many axes of each node of d, in the order in which Map visits them, are the batch's: none of those that the
// whole batch shares.
func batchAxes(d Distribution) (axes []int) {
	visit(d, 0, func(n *G.Node, own int) { axes = append(axes, max(len(n.Shape())-own, 0)) })
	return axes
}

// visit calls f for every node of d, in Map's order, with the number of its last axes that are not the batch's: keep of d's, and
// those of its field.
func visit(d Distribution, keep int, f func(n *G.Node, own int)) {
	overParams(d, keep, func(n *G.Node, own int) *G.Node {
		f(n, own)
		return n
	}, func(part Distribution, keep int) Distribution {
		visit(part, keep, f)
		return part
	})
}
