package training

import (
	"fmt"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// entry is an input through which a gradient, or a share, comes in.
type entry struct {
	node  *G.Node
	value *tensor.Dense
}

// gradients builds the derivative of the loss by the parameters, given the loss's by wrt and the penalties' shares.
func (s *shared) gradients(l *lossGraph, wrt G.Nodes) (grads G.Nodes, entries []entry, err error) {
	var ys, dys G.Nodes
	enter := func(name string, y *G.Node) *tensor.Dense {
		if y == nil {
			return nil
		}
		in := build.Input(l.Graph, y.Dtype(), name, max1(y.Shape())...)
		v := ops.NewValue(in.Dtype(), in.Shape()).(*tensor.Dense)
		entries = append(entries, entry{in, v})
		dy := in
		if y.IsScalar() {
			dy = ops.Sum(in)
		}
		ys, dys = append(ys, y), append(dys, dy)
		return v
	}
	for i, n := range wrt {
		s.learn = append(s.learn, enter(fmt.Sprintf("gradient of shared %d", i), n))
	}
	s.crossShare = enter("share of the cross-entropy", s.cross)
	s.entropyShare = enter("share of the entropy", s.entropy)
	grads, err = graph.VJP(ys, dys, l.Nodes()...)
	return grads, entries, err
}

// max1 gives a scalar the shape (1).
func max1(s tensor.Shape) tensor.Shape {
	if len(s) == 0 {
		return tensor.Shape{1}
	}
	return s
}

// keptFor lists the computed nodes up to id last that later nodes, ancestors of grads, use: what the way back needs of
// the way forward.
func keptFor(grads G.Nodes, last int64) (kept G.Nodes) {
	seen := map[*G.Node]bool{}
	var visit func(n *G.Node)
	visit = func(n *G.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if n.ID() > last {
			for _, c := range build.Children(n) {
				visit(c)
			}
		} else if n.Op() != nil {
			kept = append(kept, n)
		}
	}
	for _, n := range grads {
		visit(n)
	}
	return kept
}
