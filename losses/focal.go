package losses

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Focal is the focal loss of labels, -w_y (1 - q_y)^Gamma log q_y with q_y the probability of the label (Lin et al. 2017,
// arXiv:1708.02002, equations 4 and 5): rows that are right already count less, so that a few rare or hard ones are not
// lost among many easy ones. It is no likelihood: the probabilities that it learns are less sure than they should be.
//
// It takes the logits of a Bernoulli, of an Independent of such (summed), or of a Categorical. A label that is no class costs
// +Inf; logits that are infinite cost nothing if the label is what they are sure of, and +Inf if not.
type Focal struct {
	Gamma   float64   // 0: 2, the article's; without any it would be the cross-entropy
	Weights []float64 // of each class, {1-alpha, alpha} for two; nil: 1
}

// PerRow is w_y sigmoid(a)^Gamma softplus(a), with a the log-odds against the label: 1 - q_y is sigmoid(a), -log q_y is softplus(a),
// both with all digits where q_y has rounded to 1.
func (l Focal) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	gamma := l.Gamma
	if gamma == 0 {
		gamma = 2
	}
	if !(gamma > 0) || math.IsInf(gamma, 1) {
		build.Fail("focal", nil, "Gamma = %g must be positive and finite", gamma)
	}
	checkRows("focal", q, y)
	against, known, classes := oddsAgainst(q, y)
	far := ops.Clip(against, math.Inf(-1), 1e4) // beyond 1 - q_y is 1, and infinite odds have no gradient of 0 times infinity
	rest := ops.Exp(ops.MulConst(ops.Softplus(ops.Neg(far)), -gamma))
	rows := ops.Where(known, ops.XMulY(rest, ops.Softplus(against)), ops.Full(y.Graph(), y.Dtype(), math.Inf(1)))
	if l.Weights != nil {
		rows = ops.Mul(l.weights(y, classes), rows)
	}
	for len(rows.Shape()) > 1 {
		rows = ops.Sum(rows, 1)
	}
	return rows
}

// oddsAgainst is log((1 - q_y)/q_y), a mask of the labels that are classes, and how many classes there are.
func oddsAgainst(q distributions.Distribution, y *G.Node) (odds, known *G.Node, classes int) {
	c, ok := q.(distributions.Categorical)
	if !ok {
		logits := bernoulliLogits("focal", q)
		one := ops.Between(y, 1, 1)
		return ops.Where(one, ops.Neg(logits), logits), ops.Add(one, ops.Between(y, 0, 0)), 2
	}
	k := c.Logits.Shape()[len(c.Logits.Shape())-1]
	if k < 2 {
		build.Fail("focal", []tensor.Shape{c.Logits.Shape()}, "there must be two classes or more")
	}
	label, gone := ops.OneHot(y, k), ops.Full(y.Graph(), y.Dtype(), math.Inf(-1))
	others := ops.LogSumExp(ops.Where(label, gone, c.Logits))
	return ops.Sub(others, ops.Pick(c.Logits, y)), ops.Sum(label, 1), k
}

// weights is that of each label, 1 of one that is no class.
func (l Focal) weights(y *G.Node, classes int) *G.Node {
	if len(l.Weights) != classes {
		build.Fail("focal", nil, "there are %d Weights for %d classes", len(l.Weights), classes)
	}
	sum := ops.Full(y.Graph(), y.Dtype(), 1)
	for c, w := range l.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			build.Fail("focal", nil, "the weight %v of class %d must be finite and not negative", w, c)
		}
		sum = ops.Add(sum, ops.MulConst(ops.Between(y, float64(c), float64(c)), w-1))
	}
	return sum
}

// InUnits is the loss itself: labels have no units.
func (Focal) InUnits(loss float64, _ []float64) float64 { return loss }
