package training

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lossGraph is the loss over a number of rows as one graph.
type lossGraph struct {
	*forward
	y, w *G.Node // targets (rows) or (rows, targets); (rows), the weight of each row's loss in the batch's
	per  *G.Node // the loss of each row
	loss *G.Node // their weighted sum
}

// lossGraph builds the network and its loss over so many rows; p says in which mode.
func (m *Model) lossGraph(loss losses.Loss, p layers.Pass, rows, features, targets int) (l *lossGraph, err error) {
	defer build.Recover(&err)
	l = &lossGraph{}
	if l.forward, err = m.pass(p, rows, features); err != nil {
		return nil, err
	}
	shape := []int{rows, targets}[:1+min(targets-1, 1)]
	l.y = build.Input(l.Graph, l.Dtype, "y", shape...)
	l.w = build.Input(l.Graph, l.Dtype, "w", rows)
	first := len(l.Graph.AllNodes())
	build.OneAtATime(func() { l.per = loss.PerRow(l.q, l.y) })
	build.Name(l.Graph, first, "loss")
	if !build.SameShape(l.per.Shape(), tensor.Shape{rows}) {
		build.Fail("loss", []tensor.Shape{l.per.Shape()}, "a loss must return one value a row, (%d,)", rows)
	}
	l.loss = ops.Sum(ops.Mul(l.per, l.w))
	return l, nil
}

// rowNodes are the inputs that differ between the rows of a batch.
func (f *forward) rowNodes(more ...*G.Node) G.Nodes {
	on := append(G.Nodes{f.x}, more...)
	if key := f.Key(); key != nil {
		on = append(on, key)
	}
	return on
}

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

// learned leaves those nodes that are parameters or depend on one.
func learned(ns, params G.Nodes) G.Nodes {
	known := map[*G.Node]bool{}
	for _, p := range params {
		known[p] = true
	}
	var depends func(n *G.Node) bool
	depends = func(n *G.Node) bool {
		yes, seen := known[n]
		if !seen {
			yes = slices.ContainsFunc(build.Children(n), depends)
			known[n] = yes
		}
		return yes
	}
	return slices.DeleteFunc(slices.Clone(ns), func(n *G.Node) bool { return !depends(n) })
}

// checkPenalties refuses penalties that depend on rows.
func (f *forward) checkPenalties(on G.Nodes) error {
	for _, p := range f.Penalties {
		terms := G.Nodes{p.CrossEntropy}
		if p.Entropy != nil {
			terms = append(terms, p.Entropy)
		}
		if len(learned(terms, on)) > 0 {
			return fmt.Errorf("the penalty of %q depends on the rows of a batch: it must be a function of the parameters, and of noise from Scope.SharedKey", p.Path)
		}
	}
	return nil
}
