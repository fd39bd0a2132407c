package plan

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Ancestors lists the given nodes and all they depend on, children first. Nodes get their ids when they enter a graph,
// after their children, so this is the order of ids.
func Ancestors(of G.Nodes) G.Nodes { return AncestorsFrom(nil, of) }

// AncestorsFrom does not look behind given nodes.
func AncestorsFrom(given, of G.Nodes) G.Nodes {
	seen := map[*G.Node]bool{}
	stack := slices.Clone(of)
	var all G.Nodes
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		all = append(all, n)
		if !slices.Contains(given, n) {
			stack = append(stack, build.Children(n)...)
		}
	}
	slices.SortFunc(all, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	return all
}
