package distributions

import (
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
