package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var (
	_ HasEntropy = Poisson{}
	_ HasEntropy = Binomial{}
	_ HasEntropy = NegativeBinomial{}
	_ HasEntropy = Multinomial{}
)

// Entropies of counts are sums of 272 terms: over all counts that have mass where the standard deviation is up to 12, else whole numbers
// 1/12 to 1/6 of it apart, at which the mass function has the same sum to e^(-72 pi^2), by Poisson's
// summation formula: these masses are smooth, and nothing is left of them at 0. scipy 1.17 has 2.77 for a Poisson of rate 1e6, whose
// entropy is 8.33.

// Entropy is that of the counts, right to 1e-12.
func (d Poisson) Entropy() *G.Node {
	rate := positive(d.Rate)
	on := onCounts(rate, rate)
	l := ops.LogPoisson(on.k, lastAxis(rate))
	return on.orNormal(on.mean(l, ops.Neg(l)), rate)
}

// Entropy is that of the counts, right to 1e-12.
func (d Binomial) Entropy() *G.Node {
	batch, n := d.BatchShape(), d.total()
	l := rarer(ops.Clip(d.Logits, -d.farthest(), d.farthest()))
	variance := ops.Mul(ops.Mul(n, ops.Sigmoid(l)), ops.Sigmoid(ops.Neg(l)))
	on := onCounts(ops.Mul(n, ops.Sigmoid(l)), variance)
	log := ops.LogBinomialMass(on.k, lastAxis(n), lastAxis(l))
	h := on.orNormal(on.mean(log, ops.Neg(log)), variance)
	return onShape(ops.Where(ops.Between(rarer(d.Logits), math.Inf(-1), -d.farthest()), d.rareEntropy(), h), batch)
}

// rareEntropy is m (1 - log m) of a mean m, or n - m, that underflows.
func (d Binomial) rareEntropy() *G.Node {
	log := ops.Add(ops.Log(ops.Maximum(d.total(), full(d.Logits, 1))), rarer(d.Logits))
	return ops.XMulY(ops.Exp(log), ops.AddConst(ops.Neg(log), 1))
}

// Entropy is that of the vectors of counts. A mass is the product of those of Poissons of rates N p_i over that of one of rate N at N, so
// the entropy is a sum of expectations over one class at a time, of logarithms that are small where the mass is.
func (d Multinomial) Entropy() *G.Node {
	n := onShape(d.total(), d.BatchShape())
	most := Binomial{Logits: d.Logits}.farthest()
	rest := ops.Clip(others(ops.Softmax(d.Logits)), smallest(n), 1)
	logit := ops.Clip(ops.Sub(ops.LogSoftmax(d.Logits), ops.Log(rest)), -most, most)
	logit = onShape(logit, d.shape())
	total := onShape(lastAxis(n), d.shape())
	l := rarer(logit)
	p, q := ops.Sigmoid(logit), ops.Sigmoid(ops.Neg(logit))
	rate := ops.Mul(total, p)
	on := onCounts(ops.Mul(total, ops.Sigmoid(l)), ops.Mul(rate, q))
	left := ops.Clip(ops.Sub(lastAxis(total), on.k), 0, math.Inf(1))
	own := ops.Where(ops.Less(full(logit, 0), logit), full(logit, 1), full(logit, 0)) // the class is the likelier side
	count := ops.Where(lastAxis(own), left, on.k)
	each := on.mean(ops.LogBinomialMass(on.k, lastAxis(total), lastAxis(l)), ops.Neg(poissonMass(count, lastAxis(rate))))
	large := ops.MulConst(ops.Add(ops.AddConst(ops.Log(ops.Where(on.large, rate, full(rate, 1))), math.Log(2*math.Pi)), q), .5)
	each = ops.Where(on.large, large, each)
	return ops.Add(lastSum(each), poissonMass(n, n))
}

// rarer is the log-odds of what is less likely, success or failure.
func rarer(logit *G.Node) *G.Node {
	return ops.Where(ops.Less(full(logit, 0), logit), ops.Neg(logit), logit)
}

// countPoints are points k (..., 272) and how far they are apart.
type countPoints struct {
	k, step *G.Node
	large   *G.Node // where counts are too large for floats of their type to tell the points apart
}

// onCounts is from 9 standard deviations below the mean, or 0, on.
func onCounts(mean, variance *G.Node) countPoints {
	const points, dense, below = 272, 12, 9
	mean, sd := ops.StopGradient(mean), ops.Sqrt(ops.StopGradient(variance))
	step := ops.Maximum(ops.Neg(ops.Floor(ops.MulConst(sd, -1./dense))), full(sd, 1)) // whole: so are the points
	from := ops.Floor(ops.Clip(ops.Sub(mean, ops.MulConst(sd, below)), 0, math.Inf(1)))
	k := ops.Add(lastAxis(from), ops.Mul(lastAxis(step), countsTo(mean, points)))
	most := 1e6
	if mean.Dtype() == tensor.Float32 {
		most = 1e3
	}
	return countPoints{k: k, step: step, large: ops.Less(ops.MulConst(sd, most), mean)}
}

// mean is the expectation of f, by the log-masses of the points; 0 where these are nothing, whatever f is.
func (c countPoints) mean(log, f *G.Node) *G.Node {
	return ops.Mul(c.step, lastSum(ops.XMulY(ops.Exp(log), f)))
}

// orNormal is h, and the entropy of the normal of that variance where counts are large: of a mean above 1e6 standard deviations, so
// above 1e12, the difference is of order 1/mean.
func (c countPoints) orNormal(h, variance *G.Node) *G.Node {
	normal := ops.MulConst(ops.AddConst(ops.Log(ops.Where(c.large, variance, full(h, 1))), 1+math.Log(2*math.Pi)), .5)
	return ops.Where(c.large, normal, h)
}
