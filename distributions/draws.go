package distributions

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
)

// Draws is how many draws of a network's weights the rows are mixtures of: 1 for an ordinary Posterior.
func (q Posterior) Draws() int {
	if d := q.has().Draws; d != nil {
		return d.N
	}
	return 1
}

// Draw is draw k alone: a functional sample, whose Mean by row is one curve that the network believes in. It panics if
// there is none. Draw k of a Posterior that SwapPrior made is draw k swapped; a row of it that has no mass on the
// target's support answers NaN.
func (q Posterior) Draw(k int) Posterior {
	if s := q.Draws(); k < 0 || k >= s {
		panic(fmt.Sprintf("distributions: draw %d of a posterior of %d draws", k, s))
	}
	if q.has().Draws == nil {
		return q
	}
	return q.over(q.drawOf(q.f, k))
}

// drawOf is draw k of f, with q's rows at least.
func (q Posterior) drawOf(f density.Family, k int) density.Family {
	if w := f.Has().Wrapper; w != nil {
		return w.Again(q.drawOf(w.Inside(), k), q.first, q.n)
	}
	return f.Has().Draws.Alone(k)
}

// Aleatoric is the mean over draws of the variance of each row: the noise that more data would not remove. With
// Epistemic it adds up to Variance. It is NaN where a variance is infinite.
//
// Of a Posterior that SwapPrior made the draws do not weigh the same: a draw counts by the mass Z_k it has under the new
// prior, p(y) = sum_k Z_k p_k(y) / sum_k Z_k with p_k the swapped draw, and all three quantities are those of that
// mixture. Its parts are integrated, the others' are in closed form if the draws' moments are.
func (q Posterior) Aleatoric() []float64 {
	return q.part(func(p drawParts) float64 { return p.aleatoric })
}

// Epistemic is the variance over draws of the mean of each row, with divisor the number of draws: what the weights do
// not agree on. It is 0 for a Posterior of one draw and NaN where a mean or variance is infinite. See Aleatoric.
func (q Posterior) Epistemic() []float64 {
	return q.part(func(p drawParts) float64 { return p.epistemic })
}

// part is one number of the law of total variance.
func (q Posterior) part(pick func(p drawParts) float64) []float64 {
	if d := q.has().Draws; d != nil && d.Parts != nil {
		return q.number(func(_ *density.Solver, i int) float64 {
			aleatoric, epistemic := d.Parts(q.first + i)
			return orNaN(pick(drawParts{aleatoric: aleatoric, epistemic: epistemic}), aleatoric+epistemic)
		})
	}
	if q.has().Draws == nil {
		out := q.Variance()
		for i, v := range out {
			out[i] = orNaN(pick(drawParts{aleatoric: v}), v)
		}
		return out
	}
	out := make([]float64, q.n)
	for i, p := range q.decomposed() {
		out[i] = orNaN(pick(p), p.aleatoric+p.epistemic)
	}
	return out
}

// orNaN is v, NaN if the total of which it is a part is not finite.
func orNaN(v, total float64) float64 {
	if math.IsInf(total, 0) || math.IsNaN(total) {
		return math.NaN()
	}
	return v
}

// MutualInformation is that of target and weights for each row, in nats: the entropy of the mixture less the mean entropy
// of its draws, from 0 if all draws agree to log Draws() if no two overlap (BALD: Houlsby et al. 2011, arXiv:1112.5745,
// equation 2). It is computed as the mean over draws of their divergence from the mixture, as the integral of something that
// is never negative, so nothing cancels: sums over the atoms of discrete rows, integrals otherwise. Scaling does not change it.
func (q Posterior) MutualInformation() []float64 {
	out := make([]float64, q.n)
	if q.has().Draws == nil {
		for i, r := range q.summaries() {
			if r.State.Broken() {
				out[i] = math.NaN()
			}
		}
		return out
	}
	for i, p := range q.decomposed() {
		out[i] = p.mutual
	}
	return out
}

// decomposed is the parts of all rows, computed once.
func (q Posterior) decomposed() []drawParts {
	q.memo.decompose.Do(func() {
		q.memo.parts = make([]drawParts, q.n)
		q.each(func(s *density.Solver, i int) { q.memo.parts[i] = decompose(q.f, q.first+i, s) })
	})
	return slices.Clip(q.memo.parts)
}
