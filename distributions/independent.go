package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Independent takes the last EventDims axes of Base's batch as one event with independent elements: a Normal of batch
// (n, d) becomes n distributions of vectors of length d, whose log-probability is the sum over the elements.
type Independent struct {
	Base      Distribution
	EventDims int // zero means 1
}

// BatchShape is Base's without its last EventDims axes.
func (d Independent) BatchShape() tensor.Shape { s, _ := d.split(); return s }

// EventShape is the last EventDims axes of Base's batch, then Base's events.
func (d Independent) EventShape() tensor.Shape { _, s := d.split(); return s }

// LogProb is the sum of Base's over the event's elements.
func (d Independent) LogProb(y *G.Node) *G.Node {
	return onPoints("independent log-prob", d, y, Independent.logDensity)
}

// Mean is Base's.
func (d Independent) Mean() *G.Node { return Mean(d.Base) }

// Variance is Base's, element by element; the covariances are zero.
func (d Independent) Variance() *G.Node { return Variance(d.Base) }

// Mode is Base's, element by element.
func (d Independent) Mode() *G.Node { return Mode(d.Base) }

// Entropy is the sum of Base's over the event's elements.
func (d Independent) Entropy() *G.Node { return d.sum(Entropy(d.Base)) }

// Sample samples Base's elements; noise has the shape of y in LogProb.
func (d Independent) Sample(noise *G.Node) *G.Node {
	return onPoints("independent sample", d, noise, Independent.sample)
}

// Covariance is Base's variances on the diagonal, for events of one axis.
func (d Independent) Covariance() *G.Node {
	d.vectors("covariance")
	return diagonal(Variance(d.Base))
}

// Marginal is number j: Base with element j of each parameter along the event's axis.
func (d Independent) Marginal(j int) Distribution {
	d.vectors("marginal")
	return alongEvent(d.Base, func(n *G.Node, fromEnd int) *G.Node {
		s := n.Shape()
		at := len(s) - fromEnd
		if s[at] > 1 {
			n = ops.Slice(n, at, j, j+1)
		}
		return ops.Reshape(n, join(s[:at], s[at+1:])...)
	})
}

// Conditional is the other numbers: this one says nothing of them.
func (d Independent) Conditional(j int, _ *G.Node) Distribution {
	d.vectors("conditional")
	return Independent{Base: alongEvent(d.Base, func(n *G.Node, fromEnd int) *G.Node {
		if s := n.Shape(); s[len(s)-fromEnd] == 1 {
			return n
		}
		return without(n, j, fromEnd)
	})}
}

// vectors fails unless events are vectors of numbers.
func (d Independent) vectors(what string) {
	if batch, event := d.split(); len(event) != 1 || d.dims() != 1 {
		build.Fail(what, []tensor.Shape{batch, event}, "the events of the Independent of %T are no vectors of numbers", d.Base)
	}
}

// alongEvent rebuilds d, the last axis of whose batch is an event's, with f of each parameter that has this axis, told its place
// from the end.
func alongEvent(d Distribution, f func(n *G.Node, fromEnd int) *G.Node) Distribution {
	var over func(d Distribution, keep int) Distribution
	over = func(d Distribution, keep int) Distribution {
		return overParams(d, keep, func(n *G.Node, keep int) *G.Node {
			if keep >= len(n.Shape()) {
				return n // shared by all numbers
			}
			return f(n, keep+1)
		}, over)
	}
	return over(d, 0)
}

func (d Independent) logDensity(y *G.Node) *G.Node { return d.sum(logDensity(d.Base, y)) }

func (d Independent) sample(noise *G.Node) *G.Node {
	return sample(d.Base, noise)
}

// overParams tells that the axes of the events are axes of Base's batch.
func (d Independent) overParams(keep int, _ func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) Distribution {
	return Independent{Base: part(d.Base, keep+d.dims()), EventDims: d.EventDims}
}

// sum adds up the last EventDims axes.
func (d Independent) sum(x *G.Node) *G.Node { return sumLast(x, d.dims()) }

// dims is the number of event axes, at most one more than a node can have.
func (d Independent) dims() int { return min(max(d.EventDims, 1), 9) }

func (d Independent) split() (batch, event tensor.Shape) {
	if d.Base == nil {
		build.Fail("independent", nil, "Base is nil: give the distribution of the elements, such as distributions.Normal{Loc: ..., Scale: ...}")
	}
	s := d.Base.BatchShape()
	at := len(s) - d.dims()
	if at < 0 {
		build.Fail("independent", []tensor.Shape{s}, "%d event axes are more than the batch of %T has", d.dims(), d.Base)
	}
	return s[:at], join(s[at:], d.Base.EventShape())
}
