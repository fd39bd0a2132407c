// Package losses holds what a network is trained to make small. A loss compares a predicted distribution with a target
// and gives one value a row; the trainer weights the rows and takes the mean.
//
// Every loss here is a negative log-likelihood, or orders predictions as one does. The distance of the joint
// distribution p(x, y) of the data from the model q(y|x) p(x) is the Kullback-Leibler divergence
//
//	D(p(x,y) || q(y|x) p(x)) = E_p log [ p(y|x) p(x) / (q(y|x) p(x)) ] = -E_p log q(y|x) + E_p log p(y|x),
//
// and the last term does not depend on the network: minimizing the mean of NLL over data drawn from p minimizes the
// divergence, which is zero exactly where q(y|x) = p(y|x). For two classes q(1|x) = p, q(0|x) = 1 - p, and with the label
// y in {0, 1}, or its probability,
//
//	-E_p log q(y|x) = -E_x [ p(1|x) log q(1|x) + (1 - p(1|x)) log q(0|x) ],
//
// the binary cross-entropy; for k classes -E_x sum_c p(c|x) log q(c|x), the categorical one. A Normal of fixed scale
// turns NLL into MSE, minimized by the mean of p(y|x); a Laplace turns it into L1, minimized by the median.
package losses

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Loss is a function of a prediction and a target, row by row.
//
// Laws: the result has shape (n); row i depends on row i of q and y only; it is finite wherever the target is possible
// under q. It panics with a graph.BuildError if q is not of a kind it is for or y's shape does not fit.
type Loss interface {
	// PerRow is the loss of each row, (n), for n predictions q and their targets y.
	PerRow(q distributions.Distribution, y *G.Node) *G.Node
}

// NLL is the negative log-likelihood -log q(y), in nats.
type NLL struct {
	// Clip moves targets into [Clip, 1-Clip] before they are judged, for a Beta, whose log-density is infinite at the
	// edges of its support. It acts here only: the distribution's own LogProb sees targets as they are. Zero does
	// nothing; it must be below 1/2.
	Clip float64
}

// PerRow is -log q(y) of one event a row.
func (l NLL) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	checkRows("nll", q, y)
	if isPoint(q) {
		build.Fail("nll", nil, "a Deterministic has no density to learn from: use losses.MSE or losses.L1, or a network that predicts a distribution")
	}
	if jumps(q) {
		build.Fail("nll", nil, "the density of a PiecewiseLinear jumps at its values, which gradients do not see, so that its likelihood cannot be climbed: use losses.Pinball or losses.CRPS")
	}
	return ops.Neg(distributions.LogProb(q, l.clip(y)))
}

// jumps reports whether the density of q, or of what it is made of, jumps where its parameters say.
func jumps(q distributions.Distribution) bool {
	switch q := q.(type) {
	case distributions.PiecewiseLinear:
		return true
	case distributions.Independent:
		return jumps(q.Base)
	case distributions.MixtureSameFamily:
		return jumps(q.Components)
	}
	return false
}

func isPoint(q distributions.Distribution) bool {
	if v, ok := q.(distributions.Independent); ok {
		q = v.Base
	}
	_, point := q.(distributions.Deterministic)
	return point
}

func (l NLL) clip(y *G.Node) *G.Node {
	if l.Clip == 0 {
		return y
	}
	hi := 1 - l.Clip
	if !(l.Clip > 0 && l.Clip < 0.5) || y.Dtype() == tensor.Float32 && float32(hi) == 1 || hi == 1 {
		build.Fail("nll", nil, "Clip = %g must be positive, below 1/2 and large enough for 1-Clip to differ from 1 in %v", l.Clip, y.Dtype())
	}
	return ops.Clip(y, l.Clip, hi)
}

func targetShape(q distributions.Distribution) tensor.Shape {
	return append(q.BatchShape().Clone(), q.EventShape()...)
}

// checkRows refuses a q that is not one distribution a row, and a target that does not have its shape.
func checkRows(op string, q distributions.Distribution, y *G.Node) {
	if q == nil {
		build.Fail(op, nil, "the prediction is nil: the network's Forward must return a distribution")
	}
	build.Given(op, y)
	if batch := q.BatchShape(); len(batch) != 1 {
		build.Fail(op, []tensor.Shape{batch}, "the loss is one value a row, so the batch of %T must be (n): wrap it in distributions.Independent if a row's target is a vector, or drop axes of length 1 with ops.Reshape", q)
	}
	if want := targetShape(q); !build.SameShape(y.Shape(), want) {
		failShape(op, y.Shape(), want)
	}
}

// failShape refuses a target whose shape is not the prediction's.
func failShape(op string, y, want tensor.Shape) {
	if y.TotalSize() == want.TotalSize() {
		build.Fail(op, []tensor.Shape{y, want}, "target and prediction have as many numbers but not the same axes, and broadcasting would pair every row with every other: ops.Reshape one to the other's shape")
	}
	build.Fail(op, []tensor.Shape{y, want}, "the target must have the prediction's shape %s", build.ShapeString(want))
}
