package training

import (
	"cmp"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/flops"
	G "gorgonia.org/gorgonia"
)

// operations counts those of each row that the results of a pass take. A node belongs to the innermost call around it; one outside
// of all calls that takes trained weights itself, or what is made of weights alone, to their row; the others to the network. Rows are those of the
// calls, in their order, and of has the row of each trained weight by its path.
func operations(f *forward, rows []*summaryRow, of map[string]*summaryRow, net *summaryRow) map[*summaryRow]int64 {
	used := needed(f.results()) // which may add nodes
	calls := map[*G.Node]*summaryRow{}
	for i, c := range f.Calls { // those inside come later
		for _, n := range f.Graph.AllNodes()[c.From:c.To] {
			calls[n] = rows[i]
		}
	}
	weights := f.weightRows(of)
	count := map[*summaryRow]int64{}
	for _, n := range f.Graph.AllNodes() { // operands come first
		if r := cmp.Or(calls[n], weightsOf(n, weights), net); used[n] {
			count[r] += flops.Of(n)
		}
	}
	return count
}

// weightRows are the rows of the weights' nodes.
func (f *forward) weightRows(of map[string]*summaryRow) map[*G.Node]*summaryRow {
	rows := map[*G.Node]*summaryRow{}
	for path, r := range of {
		rows[f.Node(path)] = r
	}
	return rows
}

// weightsOf is the row of the weights among n's operands, which is kept for n if there is nothing else that it depends on.
func weightsOf(n *G.Node, rows map[*G.Node]*summaryRow) (r *summaryRow) {
	alone := true
	for _, c := range build.Children(n) {
		switch w := rows[c]; {
		case w != nil && r == nil:
			r = w
		case w == nil && !given(c):
			alone = false
		}
	}
	if alone && r != nil {
		rows[n] = r
	}
	return r
}

// given is whether a node is a constant.
func given(n *G.Node) bool {
	return n.Op() != nil && len(build.Children(n)) == 0 || n.Value() != nil
}

// results are what a pass is for: the parameters of its distribution, or where these are weights that rows share, of networks that run
// inside the density, its log-density of an input.
func (f *forward) results() (outputs G.Nodes) {
	if f.inside() {
		y := build.Input(f.Graph, f.Dtype, "y", wholeShape(f.q)...)
		return G.Nodes{f.q.LogProb(y)}
	}
	distributions.Map(f.q, func(n *G.Node) *G.Node { outputs = append(outputs, n); return n })
	return outputs
}

// inside is whether networks run inside the density: the distribution holds matrices of weights.
func (f *forward) inside() (yes bool) {
	matrices := map[*G.Node]bool{}
	for _, path := range f.Paths() {
		n := f.Node(path)
		matrices[n] = n != nil && n.Dims() > 1
	}
	distributions.Map(f.q, func(n *G.Node) *G.Node { yes = yes || matrices[n]; return n })
	return yes
}

// needed is all nodes that some depend on, and these.
func needed(some G.Nodes) map[*G.Node]bool {
	used := map[*G.Node]bool{}
	for len(some) > 0 {
		n := some[len(some)-1]
		if some = some[:len(some)-1]; !used[n] {
			used[n] = true
			some = append(some, build.Children(n)...)
		}
	}
	return used
}
