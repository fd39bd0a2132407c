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
type BinaryCrossEntropy struct{}

// PerRow is y softplus(-l) + (1-y) softplus(l), which is exact where softplus(l) - y l has cancelled to 0 (l = 40, y = 1).
func (BinaryCrossEntropy) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	logits := bernoulliLogits(q)
	checkRows("binary cross-entropy", q, y)
	ce := ops.Add(
		ops.XMulY(y, ops.Softplus(ops.Neg(logits))),
		ops.XMulY(ops.AddConst(ops.Neg(y), 1), ops.Softplus(logits)))
	rows := ops.Where(ops.Between(y, 0, 1), ce, ops.Full(y.Graph(), y.Dtype(), math.Inf(1)))
	for len(rows.Shape()) > 1 {
		rows = ops.Sum(rows, 1)
	}
	return rows
}

// bernoulliLogits finds the Bernoulli inside q.
func bernoulliLogits(q distributions.Distribution) *G.Node {
	switch q := q.(type) {
	case distributions.Bernoulli:
		return q.Logits
	case distributions.Independent:
		return bernoulliLogits(q.Base)
	}
	build.Fail("binary cross-entropy", nil, "it takes the logits of a distributions.Bernoulli, not a %T: use losses.NLL for any other distribution", q)
	return nil
}

// CategoricalCrossEntropy is -sum_c p_c log q_c, q = softmax(logits), for labels that are one class index a row, which
// makes it -log q_y: the negative log-likelihood of a Categorical. A label that is no class costs +Inf.
type CategoricalCrossEntropy struct{}

// PerRow is logsumexp(logits) - logits_y.
func (CategoricalCrossEntropy) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	c, ok := q.(distributions.Categorical)
	if !ok {
		build.Fail("categorical cross-entropy", nil, "it takes the logits of a distributions.Categorical, not a %T: use losses.NLL for any other distribution", q)
	}
	checkRows("categorical cross-entropy", q, y)
	return ops.Neg(ops.Pick(ops.LogSoftmax(c.Logits), y))
}
