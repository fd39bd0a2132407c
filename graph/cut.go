package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Frontier lists, in the order they were made, the nodes at which a graph can be cut between what does not depend on
// the nodes on and what does: those of the first kind that outputs, or nodes of the second kind on the way to them, use
// directly. Nodes that are the same in every run are left out. So for on = the rows of a batch the frontier is the
// weights as the rows see them, parameters or what was computed of them, and CompileFrom(frontier, outputs...) is the
// part that must run for every batch of rows.
func Frontier(outputs, on G.Nodes) G.Nodes {
	depends, varies := map[*G.Node]bool{}, map[*G.Node]bool{}
	used := map[*G.Node]bool{}
	all := plan.Ancestors(outputs)
	for _, n := range all {
		children := build.Children(n)
		depends[n] = slices.Contains(on, n) || slices.ContainsFunc(children, func(c *G.Node) bool { return depends[c] })
		varies[n] = n.Op() == nil || slices.ContainsFunc(children, func(c *G.Node) bool { return varies[c] })
		for _, c := range children {
			used[c] = used[c] || depends[n]
		}
	}
	return slices.DeleteFunc(all, func(n *G.Node) bool {
		return depends[n] || !varies[n] || !used[n] && !slices.Contains(outputs, n)
	})
}
