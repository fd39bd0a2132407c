package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// apart applies a function that is to be differentiated to its inputs, and returns what they were seen as: themselves, or
// barriers where an input is computed from another one, is there twice, or had been used before the function was built, by what
// it closes over perhaps. A derivative is for one input alone; that for the nodes themselves would be the sum over all ways.
func (fn function) apart(in G.Nodes) (seen, ys G.Nodes) {
	start := nextID(in)
	return fn.apartSince(start, in, fn.on(in))
}

// apartSince is apart of a function that was built since an id, with the outputs ys.
func (fn function) apartSince(start int64, in, ys G.Nodes) (seen, outs G.Nodes) {
	if !entangled(ys, in, start) {
		return in, ys
	}
	seen = make(G.Nodes, len(in))
	for i, x := range in {
		seen[i] = newBarrier(x, false)
	}
	return seen, fn.on(seen)
}

// entangled reports whether inputs are not independent of each other, or of nodes that were there before an id.
func entangled(ys, in G.Nodes, start int64) bool {
	for i, x := range in {
		if slices.Contains(in[:i], x) {
			return true
		}
	}
	depends := map[*G.Node]bool{}
	for _, n := range plan.Ancestors(slices.Concat(ys, in)) { // children first
		if slices.ContainsFunc(build.Children(n), func(c *G.Node) bool { return depends[c] }) {
			if n.ID() < start {
				return true
			}
			depends[n] = true
		}
		depends[n] = depends[n] || slices.Contains(in, n)
	}
	return false
}
