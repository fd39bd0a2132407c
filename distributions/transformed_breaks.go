package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var _ HasBreaks = Transformed{}

// Breaks are the images of Base's, and of the knots of the bijector; nil if there are none, or for vectors.
func (d Transformed) Breaks() *G.Node {
	if d.rank() > 0 || len(d.EventShape()) > 0 {
		return nil
	}
	wide := spread(d, 0).(Transformed) // of parameters that broadcast against many points a row
	maps := leaves(wide.Bijector)
	var at *G.Node
	for _, base := range breaksWithin(d.Base) {
		at = d.alongside(at, inRows(base, d.Base.BatchShape()))
	}
	for i, b := range leaves(d.Bijector) {
		if at != nil {
			at = maps[i].Forward(at)
		}
		if own, ok := b.(HasKnots); ok {
			if _, y := own.Knots(); y != nil {
				at = d.alongside(at, y)
			}
		}
	}
	return at
}

// breaksWithin are d's breaks: of a mixture those of its components.
func breaksWithin(d Distribution) G.Nodes {
	switch d.(type) {
	case MixtureSameFamily, Mixture:
		return edgesOf(d)
	}
	if at := breaksOf(d); at != nil {
		return G.Nodes{at}
	}
	return nil
}

// alongside is the points of both for each row, along a last axis.
func (d Transformed) alongside(at, more *G.Node) *G.Node {
	s := more.Shape()
	more = onShape(more, join(d.BatchShape(), s[len(s)-1:]))
	if at == nil {
		return more
	}
	return ops.Concat(-1, at, more)
}

// inRows is points of the shape batch, or with axes after it, along one axis after it.
func inRows(at *G.Node, batch tensor.Shape) *G.Node {
	if s := at.Shape(); len(s) < len(batch) || !build.SameShape(s[:len(batch)], batch) {
		at = onShape(at, build.Broadcast(batch, s))
	}
	return ops.Reshape(at, join(batch, tensor.Shape{-1})...)
}
