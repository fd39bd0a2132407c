package losses

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// CRPS is the continuous ranked probability score, the integral of (F(x) - [x >= y])^2 over x, in the target's units
// (Gneiting and Raftery 2007, JASA 102, 359). Like NLL it is least in the mean where q is the true distribution; a row far
// from its target costs its distance and not the square of it, so outliers and wrong labels pull less. Of a Deterministic it is
// L1, of a Bernoulli the Brier score. An Independent is scored element by element and averaged, which says nothing of how its
// elements go together.
//
// The distribution must be a distributions.HasCRPS, as Normal, mixtures of normals, PiecewiseLinear and the counts and ordered classes are; a type from outside
// may be one too.
type CRPS struct{}

// PerRow is the score of each row.
func (CRPS) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	checkRows("crps", q, y)
	return average(distributions.CRPS(elements(q), y))
}

// InUnits multiplies by the scale, if all targets have the same.
func (CRPS) InUnits(loss float64, scale []float64) float64 { return loss * common(scale) }

// elements is what an Independent is made of, whose batch is the shape of the target.
func elements(q distributions.Distribution) distributions.Distribution {
	for {
		i, ok := q.(distributions.Independent)
		if !ok {
			return q
		}
		q = i.Base
	}
}

// BetaNLL is the negative log-likelihood of each row times Var q^Beta, of which no gradient is taken (Seitzer et al. 2022,
// arXiv:2203.09168, equation 5). NLL weighs the error of a row by one over its variance, so that a network which first explains
// a hard region by a large variance never comes back to learn its mean there; Beta = 1 weighs all errors alike, as MSE does,
// with the variance learned beside. The elements of an Independent are weighed by their own variances.
//
// It is no likelihood: its size means nothing, only where it is least.
type BetaNLL struct {
	Beta float64 // in (0, 1]; 0: 1/2, the article's advice
}

// PerRow is -stop(Var q)^Beta log q(y).
func (l BetaNLL) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	beta := l.Beta
	if beta == 0 {
		beta = .5
	}
	if !(beta > 0 && beta <= 1) {
		build.Fail("beta-nll", nil, "Beta = %g must lie in (0, 1]: 0 is 1/2, and the plain likelihood is losses.NLL", l.Beta)
	}
	checkRows("beta-nll", q, y)
	if isPoint(q) {
		build.Fail("beta-nll", nil, "a Deterministic has no density to learn from: use losses.MSE or losses.L1, or a network that predicts a distribution")
	}
	each := elements(q)
	if event := each.EventShape(); len(event) > 0 {
		build.Fail("beta-nll", nil, "the events of %T are vectors, whose variances are many: use losses.NLL", each)
	}
	weight := ops.StopGradient(ops.Exp(ops.MulConst(logVariance(each), beta)))
	rows := ops.Neg(ops.Mul(weight, distributions.LogProb(each, y)))
	for len(rows.Shape()) > 1 {
		rows = ops.Sum(rows, 1)
	}
	return rows
}

// logVariance takes that of a normal from its scale, whose square may underflow.
func logVariance(q distributions.Distribution) *G.Node {
	if n, ok := q.(distributions.Normal); ok {
		return ops.BroadcastTo(ops.MulConst(ops.Log(n.Scale), 2), n.BatchShape())
	}
	return ops.Log(distributions.Variance(q))
}
