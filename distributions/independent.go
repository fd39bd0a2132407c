package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
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

// Entropy is the sum of Base's over the event's elements.
func (d Independent) Entropy() *G.Node { return d.sum(Entropy(d.Base)) }

// Sample samples Base's elements; noise has the shape of y in LogProb.
func (d Independent) Sample(noise *G.Node) *G.Node {
	return onPoints("independent sample", d, noise, Independent.sample)
}

func (d Independent) logDensity(y *G.Node) *G.Node { return d.sum(logDensity(d.Base, y)) }

func (d Independent) sample(noise *G.Node) *G.Node {
	return sample(d.Base, noise)
}

func (d Independent) spread(keep int) Distribution {
	return Independent{Base: spread(d.Base, keep+d.dims()), EventDims: d.EventDims}
}

func (d Independent) repeat(batch tensor.Shape, keep int) Distribution { // its events are axes of its base's batch
	return Independent{Base: repeat(d.Base, batch, keep+d.dims()), EventDims: d.EventDims}
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
