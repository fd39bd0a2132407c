package training

import (
	"fmt"
	"slices"

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
