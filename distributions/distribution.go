package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Distribution is a batch of probability distributions whose parameters are nodes of a graph: the output of a
// network, the argument of a loss. The leading axis of the batch is the rows of the data.
//
// Laws: LogProb is in nats with respect to length (continuous) or counting (discrete) and -Inf outside the support;
// its shape is the batch's, or (batch..., m) for m points a row, and then it equals m calls with one point each; the
// rows do not see each other; every parameter is an exported field, so that Map reaches it.
type Distribution interface {
	// BatchShape is the shape of the distributions: (n) for one a row.
	BatchShape() tensor.Shape
	// EventShape is the shape of one draw: () for a number, (d) for a vector.
	EventShape() tensor.Shape
	// LogProb is log p(y). Its argument has shape batch+event, giving a node of the batch's shape, or one more axis
	// between the two for m points a row: y (n, m) for batch (n), giving (n, m). A scalar batch takes every y that ends
	// in the event's shape. It panics with a graph.BuildError for any other shape: (n) against (n, 1) is never broadcast
	// to (n, n), and a grid of m = 1 point is refused because it is the same shape.
	LogProb(y *G.Node) *G.Node
}

// broadcaster is a Distribution of this package: it gives its log-density without checks, so that a mixture can hold
// one y against k components, and spreads its parameters to make room for the points of a grid.
type broadcaster interface {
	Distribution
	// logDensity is LogProb for any y that broadcasts against batch+event.
	logDensity(y *G.Node) *G.Node
	// spread inserts an axis of length 1 at the end of the batch, or before its last keep axes, in every parameter.
	spread(keep int) Distribution
}

// Mean is E y of shape batch+event. It panics with a graph.BuildError that names the component which has none in
// closed form; so do Variance, CDF, Entropy and Sample.
func Mean(d Distribution) *G.Node {
	m, ok := d.(interface{ Mean() *G.Node })
	return must(ok, m, "mean", d).Mean()
}

// Variance is Var y, element by element, of shape batch+event.
func Variance(d Distribution) *G.Node {
	v, ok := d.(interface{ Variance() *G.Node })
	return must(ok, v, "variance", d).Variance()
}

// CDF is P(Y <= y) for scalar events; y has the shapes that LogProb takes.
func CDF(d Distribution, y *G.Node) *G.Node {
	c, ok := d.(interface{ CDF(y *G.Node) *G.Node })
	return must(ok, c, "cdf", d).CDF(y)
}

// Entropy is -E log p(y) in nats, of the batch's shape.
func Entropy(d Distribution) *G.Node {
	e, ok := d.(interface{ Entropy() *G.Node })
	return must(ok, e, "entropy", d).Entropy()
}

// Sample is a draw as a differentiable function of the parameters and of noise, standard normal of a shape that
// LogProb takes (Kingma and Welling 2014, arXiv:1312.6114).
func Sample(d Distribution, noise *G.Node) *G.Node {
	s, ok := d.(interface{ Sample(noise *G.Node) *G.Node })
	return must(ok, s, "sample", d).Sample(noise)
}

// must returns v, or fails: d has no such quantity.
func must[T any](ok bool, v T, what string, d Distribution) T {
	if !ok {
		build.Fail(what, nil, "%T has no %s in closed form; distributions.Posterior computes it numerically", d, what)
	}
	d.BatchShape() // fails if a parameter is missing
	return v
}

// onPoints evaluates f of d at y after checking y's shape; for a grid f sees d with its parameters spread.
func onPoints[D Distribution](op string, d D, y *G.Node, f func(d D, y *G.Node) *G.Node) *G.Node {
	if isGrid(op, d, y) {
		d = spread(d, 0).(D)
	}
	return f(d, y)
}

// logDensity is d's unchecked log-density if it has one; others are asked at y repeated for every distribution of the
// batch, which cannot serve a grid.
func logDensity(d Distribution, y *G.Node) *G.Node {
	if b, ok := d.(broadcaster); ok {
		return b.logDensity(y)
	}
	return d.LogProb(onShape(y, join(d.BatchShape(), d.EventShape())))
}

// cdf is logDensity's counterpart for the cumulative distribution.
func cdf(d Distribution, y *G.Node) *G.Node {
	if c, ok := d.(interface{ cdf(y *G.Node) *G.Node }); ok {
		return c.cdf(y)
	}
	return CDF(d, onShape(y, join(d.BatchShape(), d.EventShape())))
}

func spread(d Distribution, keep int) Distribution {
	b, ok := d.(broadcaster)
	if !ok {
		build.Fail("grid", nil, "%T inside another distribution takes one point a row only", d)
	}
	return b.spread(keep)
}
