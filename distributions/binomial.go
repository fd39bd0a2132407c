package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Binomial is the number of successes in Total trials of probability p = sigmoid(Logits): C(n, y) p^y (1-p)^(n-y). Total is a
// count, or everything is NaN. The log-mass is made of three log-masses of Poissons, which are small at the mode, so nothing
// cancels at a total of 1e18.
type Binomial struct {
	Total  *G.Node `param:"count"` // (n...)
	Logits *G.Node // (n...)
}

// BatchShape is the common shape of Total and Logits.
func (d Binomial) BatchShape() tensor.Shape { return batchOf("binomial", d.Total, d.Logits) }

// EventShape is ().
func (d Binomial) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log C(n, y) + y log p + (n-y) log(1-p), and -Inf off the counts up to Total.
func (d Binomial) LogProb(y *G.Node) *G.Node {
	return onPoints("binomial log-prob", d, y, Binomial.logDensity)
}

// Mean is n p.
func (d Binomial) Mean() *G.Node { return ops.Mul(d.total(), ops.Sigmoid(d.Logits)) }

// Variance is n p (1-p).
func (d Binomial) Variance() *G.Node { return ops.Mul(d.Mean(), ops.Sigmoid(ops.Neg(d.Logits))) }

// Mode is the greatest count below (n+1) p, one less than a whole number of these, which is as likely.
func (d Binomial) Mode() *G.Node {
	return modeBelow(ops.Mul(ops.AddConst(d.total(), 1), ops.Sigmoid(d.Logits)))
}

// Support is 0 to Total.
func (d Binomial) Support() Support {
	s := IntegersIn(0, math.Inf(1))
	s.Upper = d.Total
	return s
}

// logDensity is by P(y; n p) P(n-y; n (1-p))/P(n; n) with the mass P of a Poisson, as Loader (2000, Fast and Accurate Computation of
// Binomial Probabilities) computes it.
func (d Binomial) logDensity(y *G.Node) *G.Node {
	n := d.total()
	over := ops.Less(n, y)
	y = ops.Where(over, full(y, 0), y)
	l := atCounts(y, func(k *G.Node) *G.Node {
		return binomialMass(n, k, ops.Sub(n, k), ops.Sigmoid(d.Logits), ops.Sigmoid(ops.Neg(d.Logits)))
	})
	return instead(over, l, math.Inf(-1))
}

// total is Total, or NaN where it is no count.
func (d Binomial) total() *G.Node {
	return ops.Where(ops.Mul(ops.IsInteger(d.Total), ops.Between(d.Total, 0, math.Inf(1))), d.Total, full(d.Total, math.NaN()))
}

// binomialMass is log(C(n, k) p^k q^m) with m = n-k and q = 1-p given by themselves; n, k and m need not be whole.
func binomialMass(n, k, m, p, q *G.Node) *G.Node {
	return ops.Sub(ops.Add(poissonMass(k, ops.Mul(n, p)), poissonMass(m, ops.Mul(n, q))), poissonMass(n, n))
}

// poissonMass is k log rate - rate - log Gamma(k+1), 0 for nothing of nothing.
func poissonMass(k, rate *G.Node) *G.Node {
	none := ops.Between(rate, 0, 0)
	l := ops.LogGammaDensity(ops.AddConst(k, 1), ops.Where(none, full(rate, 1), rate))
	return ops.Where(none, ops.Where(ops.Between(k, 0, 0), full(l, 0), full(l, math.Inf(-1))), l)
}
