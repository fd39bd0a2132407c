package losses

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// BinaryCrossEntropy is -y log p - (1-y) log(1-p) with p = sigmoid(logits), for a Bernoulli or an Independent of
// Bernoullis (summed over the event). For labels 0 and 1 it is the negative log-likelihood; a label between them is
// the probability of 1, for which a Bernoulli has no likelihood. A label outside [0, 1] costs +Inf; logits that are infinite
// cost nothing if the label is what they are sure of, and +Inf if not.
type BinaryCrossEntropy struct {
	// Smoothing s moves labels to y (1-s) + s/2, as CategoricalCrossEntropy's does of two classes; in [0, 1).
	Smoothing float64
}

// PerRow is y softplus(-l) + (1-y) softplus(l), which is exact where softplus(l) - y l has cancelled to 0 (l = 40, y = 1).
func (l BinaryCrossEntropy) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	logits := bernoulliLogits("binary cross-entropy", q)
	checkRows("binary cross-entropy", q, y)
	checkSmoothing("binary cross-entropy", l.Smoothing)
	one, zero := y, ops.AddConst(ops.Neg(y), 1)
	if l.Smoothing > 0 {
		one, zero = smooth(one, l.Smoothing), smooth(zero, l.Smoothing)
	}
	ce := ops.Add(
		ops.XMulY(one, ops.Softplus(ops.Neg(logits))),
		ops.XMulY(zero, ops.Softplus(logits)))
	rows := ops.Where(ops.Between(y, 0, 1), ce, ops.Full(y.Graph(), y.Dtype(), math.Inf(1)))
	for len(rows.Shape()) > 1 {
		rows = ops.Sum(rows, 1)
	}
	return rows
}

// smooth is the label of one of two classes.
func smooth(label *G.Node, s float64) *G.Node { return ops.AddConst(ops.MulConst(label, 1-s), s/2) }

func checkSmoothing(op string, s float64) {
	if !(s >= 0 && s < 1) {
		build.Fail(op, nil, "Smoothing = %g must lie in [0, 1); .1 is usual", s)
	}
}

// bernoulliLogits finds the Bernoulli inside q.
func bernoulliLogits(op string, q distributions.Distribution) *G.Node {
	switch q := q.(type) {
	case distributions.Bernoulli:
		return q.Logits
	case distributions.Independent:
		return bernoulliLogits(op, q.Base)
	}
	build.Fail(op, nil, "it takes the logits of a distributions.Bernoulli, not a %T: use losses.NLL for any other distribution", q)
	return nil
}

// CategoricalCrossEntropy is -sum_c p_c log q_c, q = softmax(logits), for labels that are one class index a row, which
// makes it -log q_y: the negative log-likelihood of a Categorical. A label that is no class costs +Inf.
type CategoricalCrossEntropy struct {
	// Smoothing s takes the label for the class with probability 1-s, and for any of the k classes with s/k each (Szegedy et
	// al. 2016, arXiv:1512.00567, section 7): logits then have no reason to grow without end. In [0, 1).
	Smoothing float64
}

// PerRow is logsumexp(logits) - logits_y, or with Smoothing (1-s) times that plus s times the mean over all classes.
func (l CategoricalCrossEntropy) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	c, ok := q.(distributions.Categorical)
	if !ok {
		build.Fail("categorical cross-entropy", nil, "it takes the logits of a distributions.Categorical, not a %T: use losses.NLL for any other distribution", q)
	}
	checkRows("categorical cross-entropy", q, y)
	checkSmoothing("categorical cross-entropy", l.Smoothing)
	logs := ops.LogSoftmax(c.Logits)
	rows := ops.Neg(ops.Pick(logs, y))
	if l.Smoothing == 0 {
		return rows
	}
	return ops.Sub(ops.MulConst(rows, 1-l.Smoothing), ops.MulConst(ops.Mean(logs, 1), l.Smoothing))
}
