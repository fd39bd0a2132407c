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

// CDF is I_(1-p)(n-y, y+1), the regularized incomplete beta function of the whole part of y.
func (d Binomial) CDF(y *G.Node) *G.Node { return onPoints("binomial cdf", d, y, Binomial.cdf) }

// LogCDF is log P(Y <= y).
func (d Binomial) LogCDF(y *G.Node) *G.Node {
	return onPoints("binomial log-cdf", d, y, Binomial.logCDF)
}

// LogSurvival is log P(Y > y).
func (d Binomial) LogSurvival(y *G.Node) *G.Node {
	return onPoints("binomial log-survival", d, y, Binomial.logSurvival)
}

// Support is 0 to Total.
func (d Binomial) Support() Support {
	s := IntegersIn(0, math.Inf(1))
	s.Upper = d.Total
	return s
}

func (d Binomial) logDensity(y *G.Node) *G.Node {
	n := d.total()
	over := ops.Less(n, y)
	l := atCounts(ops.Where(over, full(y, 0), y), func(k *G.Node) *G.Node { return d.mass(n, k) })
	return instead(over, l, math.Inf(-1))
}

// mass is by P(k; n p) P(n-k; n (1-p))/P(n; n) with the mass P of a Poisson, as Loader (2000, Fast and Accurate Computation of
// Binomial Probabilities) computes it, at logits at which neither p nor 1-p underflows. What they are beyond these counts by its
// logarithms, which is 0 for all others.
func (d Binomial) mass(n, k *G.Node) *G.Node {
	m := ops.Sub(n, k)
	near := ops.Clip(d.Logits, -d.farthest(), d.farthest())
	l := binomialMass(n, k, m, ops.Sigmoid(near), ops.Sigmoid(ops.Neg(near)))
	beyond := func(l, near *G.Node) *G.Node { return ops.Sub(ops.LogSigmoid(l), ops.LogSigmoid(near)) }
	return ops.Add(l, ops.Add(ops.XMulY(k, beyond(d.Logits, near)), ops.XMulY(m, beyond(ops.Neg(d.Logits), ops.Neg(near)))))
}

// farthest is logits at which the smaller probability is a float still.
func (d Binomial) farthest() float64 {
	if d.Logits.Dtype() == tensor.Float32 {
		return 80
	}
	return 700
}

func (d Binomial) cdf(y *G.Node) *G.Node {
	return d.upTo(y, 0, 1, d.Logits, ops.RegIncBeta, ops.RegIncBetaC)
}

func (d Binomial) logCDF(y *G.Node) *G.Node {
	l := d.upTo(y, math.Inf(-1), 0, d.noticed(), ops.LogRegIncBeta, ops.LogRegIncBetaC)
	return d.orOne(ops.Neg(d.Logits), l, ops.Floor(y), y)
}

func (d Binomial) logSurvival(y *G.Node) *G.Node {
	l := d.upTo(y, 0, math.Inf(-1), d.noticed(), ops.LogRegIncBetaC, ops.LogRegIncBeta)
	return d.orOne(d.Logits, l, ops.AddConst(ops.Floor(y), 1), y)
}

// orOne is the log-mass of the count k in place of the logarithm l of the sum of all on that side of it, where the logits are so low
// that the others are nothing beside it and their probability underflows; 0 where they are so high that there is nothing else.
func (d Binomial) orOne(logits, l, k, y *G.Node) *G.Node {
	n := d.total()
	inside := ops.Mul(ops.Between(y, 0, math.Inf(1)), ops.Less(y, n))
	sure := ops.Mul(inside, ops.Between(logits, d.unnoticed(), math.Inf(1)))
	l = ops.Where(sure, full(l, 0), l)
	rare := ops.Mul(inside, ops.Between(logits, math.Inf(-1), -d.farthest()))
	return ops.Where(rare, d.mass(n, ops.Where(rare, k, full(k, 0))), l)
}

// noticed is Logits, and 0 where the smaller probability is none: the slope of its logarithm is infinite, also where that is not asked.
func (d Binomial) noticed() *G.Node {
	return ops.Where(ops.Between(d.Logits, -d.unnoticed(), d.unnoticed()), d.Logits, ops.Where(ops.Equal(d.Logits, d.Logits), full(d.Logits, 0), d.Logits))
}

// unnoticed is logits at which the smaller probability is no float any more.
func (d Binomial) unnoticed() float64 {
	if d.Logits.Dtype() == tensor.Float32 {
		return 104
	}
	return 746
}

// upTo is a function of I_(1-p)(n-k, k+1) for k < n, and above from n on.
func (d Binomial) upTo(y *G.Node, below, above float64, logits *G.Node, f, g func(a, b, x *G.Node) *G.Node) *G.Node {
	n := d.total()
	return upToCounts(y, below, above, func(k *G.Node) *G.Node {
		all := ops.Maximum(ops.Less(n, k), ops.Equal(n, k))
		left := ops.Where(all, full(k, 1), ops.Sub(n, k))
		logits := ops.Where(ops.Mul(all, ops.Equal(logits, logits)), full(logits, 0), logits)
		v := incBeta(left, ops.AddConst(k, 1), ops.Sigmoid(ops.Neg(logits)), ops.Sigmoid(logits), f, g)
		return instead(all, v, above)
	})
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
