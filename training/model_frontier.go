package training

import (
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// frontier lists what the rows meet of the weights: parameters, and what is computed of parameters and of noise that
// rows share. It is the same list, node for node, for any number of rows, so what the nodes hold can be computed once
// for all shards of a batch. Longer is the same graph for one row more, which shows what has the rows' axis though it
// does not depend on them. If the graphs differ in more than that, only parameters are shared.
func frontier(outputs, on, longerOutputs, longerOn G.Nodes) G.Nodes {
	for {
		f, longer := graph.Frontier(outputs, on), graph.Frontier(longerOutputs, longerOn)
		if len(f) != len(longer) {
			return nil
		}
		before := len(on)
		for i, n := range f {
			if !build.SameShape(n.Shape(), longer[i].Shape()) {
				on, longerOn = append(on, n), append(longerOn, longer[i])
			}
		}
		if len(on) == before {
			return f
		}
	}
}

// computed leaves those nodes that are not inputs.
func computed(ns G.Nodes) G.Nodes {
	return slices.DeleteFunc(slices.Clone(ns), func(n *G.Node) bool { return n.Op() == nil })
}
