package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Multinomial is how often each of k classes comes up in Total independent trials with probabilities softmax(Logits). A logit of -Inf
// excludes its class. Total is a whole number, or everything is NaN.
type Multinomial struct {
	Total  *G.Node `param:"count"`  // (n...)
	Logits *G.Node `param:"axes=1"` // (n..., k), or fewer axes if rows share it
}

// BatchShape is the common shape of Total and of Logits without its last axis.
func (d Multinomial) BatchShape() tensor.Shape {
	return batchOfVectors("multinomial", vectorParam{d.Total, nil}, vectorParam{d.Logits, d.EventShape()})
}

// EventShape is (k).
func (d Multinomial) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("multinomial", d.Logits, d.Total)}
}

// LogProb is log N! - sum_i log y_i! + sum_i y_i log p_i, and -Inf where y is not whole numbers from 0 up that add up to Total.
func (d Multinomial) LogProb(y *G.Node) *G.Node {
	return onPoints("multinomial log-prob", d, y, Multinomial.logDensity)
}

// Mean is N p.
func (d Multinomial) Mean() *G.Node {
	return onShape(ops.Mul(lastAxis(d.total()), ops.Softmax(d.Logits)), d.shape())
}

// Variance is N p (1-p).
func (d Multinomial) Variance() *G.Node {
	one := OneHotCategorical{Logits: d.Logits}.Variance()
	return onShape(ops.Mul(lastAxis(d.total()), one), d.shape())
}

// Mode is the whole numbers near N p of the most probable vector, by giving each trial to the class with the largest p/(count + 1): of equals the
// first, so of several modes that which begins with the largest counts (Finucan 1964, Biometrika 51, 513).
func (d Multinomial) Mode() *G.Node {
	return onShape(ops.Apportion(onShape(d.total(), d.BatchShape()), ops.Softmax(d.Logits)), d.shape())
}

// Sample draws class after class from the binomial of the trials that are left, each by its quantile at Phi(noise); the last class, which
// gets the rest, looks at no noise. Counts are steps in their parameters: a gradient is refused.
func (d Multinomial) Sample(noise *G.Node) *G.Node {
	return onPoints("multinomial sample", d, noise, Multinomial.sample)
}

// Covariance is N (Diag(p) - p p').
func (d Multinomial) Covariance() *G.Node {
	one := OneHotCategorical{Logits: d.Logits}.Covariance()
	return onShape(ops.Mul(lastAxis(lastAxis(d.total())), one), join(d.shape(), d.EventShape()))
}

// Marginal is how often class j comes up, a Binomial.
func (d Multinomial) Marginal(j int) Distribution {
	return Binomial{Total: onShape(d.Total, d.BatchShape()), Logits: againstOthers(d.Logits, j)}
}

// Conditional is the trials left among the other classes.
func (d Multinomial) Conditional(j int, value *G.Node) Distribution {
	return Multinomial{Total: ops.Sub(d.total(), value), Logits: without(d.Logits, j, 1)}
}

// Support is the whole numbers from 0 on, for each class.
func (Multinomial) Support() Support { return IntegersIn(0, math.Inf(1)) }

func (d Multinomial) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

// total is Total, NaN where it is no whole number from 0 on.
func (d Multinomial) total() *G.Node {
	return nanUnless(ops.Mul(ops.IsInteger(d.Total), ops.Between(d.Total, 0, math.Inf(1))), d.Total)
}

func (d Multinomial) sample(noise *G.Node) *G.Node {
	k := d.EventShape()[0]
	left := ops.Where(column(allLast(ops.Equal(noise, noise)), 0), d.total(), full(noise, math.NaN()))
	each := make([]*G.Node, k)
	for j := range k - 1 {
		own, later := column(d.Logits, j), ops.LogSumExp(ops.Slice(d.Logits, -1, j+1, k))
		none := ops.Between(own, math.Inf(-1), -largest(own)) // where the later ones may be excluded too, and nothing is left
		odds := ops.Where(none, own, ops.Sub(own, later))
		y := ops.BinomialQuantile(left, odds, column(noise, j))
		each[j], left = lastAxis(y), ops.Sub(left, y)
	}
	each[k-1] = lastAxis(left)
	return ops.Concat(len(left.Shape()), each...)
}

// logDensity adds logarithms of binomial coefficients, log C(n, y) = -log(n+1) - log B(y+1, n-y+1), which do not lose as differences of
// factorials do.
func (d Multinomial) logDensity(y *G.Node) *G.Node {
	n := d.total()
	valid := ops.Mul(ops.IsInteger(y), ops.Between(y, 0, math.Inf(1)))
	count := ops.Where(valid, y, full(y, 0))
	trials := fromHere(count) // left before each class
	coefficient := ops.Neg(lastSum(ops.Add(ops.Log1p(trials), ops.LogBeta(ops.AddConst(count, 1), ops.AddConst(ops.Sub(trials, count), 1)))))
	logp := ops.LogSoftmax(d.Logits)
	said := ops.Mul(count, ops.Where(ops.Between(count, 0, 0), full(y, 0), logp))
	inside := ops.Mul(column(allLast(valid), 0), ops.Equal(lastSum(count), n))
	ok := ops.Between(n, 0, math.Inf(1))
	return insideOnly(inside, ops.Add(coefficient, lastSum(said)), lastAxis(ok), y)
}
