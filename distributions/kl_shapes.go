package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// betaKL is the distance of log B from its tangent, by that of the three log-gammas.
func betaKL(p, q Beta) *G.Node {
	a, b, c, d := positive(p.Alpha), positive(p.Beta), positive(q.Alpha), positive(q.Beta)
	return ops.Sub(ops.Add(gammaGap(a, c), gammaGap(b, d)), gammaGap(ops.Add(a, b), ops.Add(c, d)))
}

// dirichletKL is betaKL of any number of shapes.
func dirichletKL(p, q Dirichlet) *G.Node {
	a, b := positive(p.Concentration), positive(q.Concentration)
	return ops.Sub(lastSum(gammaGap(a, b)), gammaGap(lastSum(a), lastSum(b)))
}

// gammaKL is, with y = Gamma(a, r) and Gamma(b, s), gammaGap(a, b) + b (t - 1 - log t) + (a-b)(t - 1) for t = s/r.
func gammaKL(a, r, b, s *G.Node) *G.Node {
	a, r, b, s = positive(a), positive(r), positive(b), positive(s)
	t := ops.Div(ops.Sub(s, r), r)
	return ops.Add(gammaGap(a, b), ops.Add(ops.Mul(b, ratioGap(s, r)), ops.Mul(ops.Sub(a, b), t)))
}

// logitsKL is that of one trial.
func logitsKL(l, k *G.Node) *G.Node {
	yes := lessUncertain(ops.LogSigmoid(l), ops.LogSigmoid(k))
	no := lessUncertain(ops.LogSigmoid(ops.Neg(l)), ops.LogSigmoid(ops.Neg(k)))
	return ops.Add(yes, no)
}

func categoricalKL(p, q Categorical) *G.Node {
	if a, b := p.count(), q.count(); a != b {
		build.Fail("kl", []tensor.Shape{p.Logits.Shape(), q.Logits.Shape()}, "there are %d classes and %d", a, b)
	}
	return lastSum(lessUncertain(ops.LogSoftmax(p.Logits), ops.LogSoftmax(q.Logits)))
}

// ofTotals is n times that of one trial, NaN where the totals differ, as there is no closed form then.
func ofTotals(n, m, one *G.Node) *G.Node {
	return ops.Mul(ops.Where(ops.Equal(n, m), n, full(n, math.NaN())), one)
}

func binomialKL(p, q Binomial) *G.Node {
	return ofTotals(p.total(), q.total(), logitsKL(p.Logits, q.Logits))
}

func multinomialKL(p, q Multinomial) *G.Node {
	return ofTotals(p.total(), q.total(), categoricalKL(Categorical{Logits: p.Logits}, Categorical{Logits: q.Logits}))
}

// negativeBinomialKL is, of one concentration r, r times that of a geometric with the same probabilities: with means m and n,
// (r+m) log((r+n)/(r+m)) - m log(n/m). There is none of two.
func negativeBinomialKL(p, q NegativeBinomial) *G.Node {
	if p.Concentration != q.Concentration {
		return nil
	}
	m, r := p.params()
	n, _ := q.params()
	return ops.Sub(ops.Mul(m, ratioGap(n, m)), ops.Mul(ops.Add(r, m), ratioGap(ops.Add(r, n), ops.Add(r, m))))
}
