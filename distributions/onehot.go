package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// OneHotCategorical is a Categorical as a vector: 1 at the class and 0 elsewhere, with probability softmax(Logits). A logit of -Inf
// excludes its class.
type OneHotCategorical struct {
	Logits *G.Node `param:"axes=1"` // (n..., k)
}

// BatchShape is that of Logits without its last axis.
func (d OneHotCategorical) BatchShape() tensor.Shape {
	return batchOfVectors("one-hot categorical", vectorParam{d.Logits, d.EventShape()})
}

// EventShape is (k).
func (d OneHotCategorical) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("one-hot categorical", d.Logits)}
}

// LogProb is the log-probability of the class at which y is 1, and -Inf where y is not one 1 among zeros.
func (d OneHotCategorical) LogProb(y *G.Node) *G.Node {
	return onPoints("one-hot categorical log-prob", d, y, OneHotCategorical.logDensity)
}

// Mean is softmax(Logits).
func (d OneHotCategorical) Mean() *G.Node { return ops.Softmax(d.Logits) }

// Variance is p (1-p), with 1-p from the other classes.
func (d OneHotCategorical) Variance() *G.Node {
	p := d.Mean()
	return ops.Mul(p, others(p))
}

// Covariance is Diag(p) - p p'.
func (d OneHotCategorical) Covariance() *G.Node {
	p, k := d.Mean(), d.EventShape()[0]
	return matrices(ops.Where(eye(p, k), ops.BatchDiag(d.Variance()), ops.Neg(ops.BatchMatMul(p, p, 1, false, false))), k)
}

// Entropy is the Categorical's.
func (d OneHotCategorical) Entropy() *G.Node { return Categorical(d).Entropy() }

// Mode is the most probable class, the first of equals.
func (d OneHotCategorical) Mode() *G.Node { d.BatchShape(); return firstLargest(d.Logits) }

// Sample is the class with the largest logit after Gumbel noise is added, -log(-log Phi(noise)). Its gradient is that of
// the softmax of these sums (the straight-through estimator of Jang, Gu and Poole 2017, arXiv:1611.01144), which is biased.
func (d OneHotCategorical) Sample(noise *G.Node) *G.Node {
	return onPoints("one-hot categorical sample", d, noise, OneHotCategorical.sample)
}

// Marginal is whether class j is it.
func (d OneHotCategorical) Marginal(j int) Distribution {
	return Bernoulli{Logits: againstOthers(d.Logits, j)}
}

// againstOthers is the log-odds of class j.
func againstOthers(logits *G.Node, j int) *G.Node {
	if lastOf("one-hot categorical", logits) == 1 {
		return ops.AddConst(column(logits, 0), math.Inf(1))
	}
	return ops.Sub(column(logits, j), ops.LogSumExp(without(logits, j, 1)))
}

// Conditional is zeros where class j is it, else a OneHotCategorical of the others: a Multinomial of total 1 - y_j.
func (d OneHotCategorical) Conditional(j int, value *G.Node) Distribution {
	return Multinomial{Total: ops.Sub(full(value, 1), value), Logits: without(d.Logits, j, 1)}
}

// Support is 0 and 1, for each class.
func (OneHotCategorical) Support() Support { return IntegersIn(0, 1) }

// logDensity does not multiply by y what is infinite, nor y that is.
func (d OneHotCategorical) logDensity(y *G.Node) *G.Node {
	one := ops.Between(y, 1, 1)
	only := ops.Mul(ops.Between(lastSum(one), 1, 1), column(allLast(ops.Add(one, ops.Between(y, 0, 0))), 0))
	logp := ops.LogSoftmax(d.Logits)
	return insideOnly(only, lastSum(ops.Where(one, logp, full(y, 0))), full(lastAxis(only), 1), y)
}

func (d OneHotCategorical) sample(noise *G.Node) *G.Node {
	moved := ops.Sub(d.Logits, ops.Log(ops.Neg(ops.LogNormalCDF(noise))))
	soft := ops.Softmax(moved)
	ok := allLast(ops.Between(moved, math.Inf(-1), math.Inf(1)))
	return nanUnless(ok, ops.Add(firstLargest(moved), ops.Sub(soft, ops.StopGradient(soft))))
}

// firstLargest is 1 at the largest element of the last axis, the first of equals, and 0 elsewhere.
func firstLargest(x *G.Node) *G.Node {
	k := lastOf("largest", x)
	largest := ops.Equal(x, lastAxis(ops.Max(x, -1)))
	ones := ops.BatchTril(ops.Full(x.Graph(), x.Dtype(), 1, k*k))
	upTo := ops.BatchMatMul(ones, largest, k, false, false)
	return ops.Mul(largest, ops.Between(upTo, 1, 1))
}
