package distributions

import (
	"github.com/deepprob/deepprob/internal/rng"

	"github.com/deepprob/deepprob/internal/density"
)

// Entropy is -E log p(y) of each row in nats, with respect to length, so it may be negative, or for discrete rows with
// respect to counting: 0 for a point mass. Of a density with a mass at 0, as a Hurdle has, it is with respect to length and counting
// at 0: -w log w - (1-w) log(1-w) + (1-w) h for a mass of w and the density's own entropy h. It is the closed form of distributions that have one, else an integral; Warnings
// names the rows whose integrals were not exact, once they were asked for.
func (q Posterior) Entropy() []float64 {
	if entropies := q.has().Entropy; entropies != nil {
		if h := entropies(); h != nil {
			return q.number(func(_ *density.Solver, i int) float64 { return h(q.first + i) })
		}
	}
	if q.n == 0 {
		return []float64{}
	}
	out, rough := q.memo.Entropies()
	q.memo.mu.Lock()
	defer q.memo.mu.Unlock()
	q.memo.rough = rough
	return out
}

// CRPS is the continuous ranked probability score of each row at its y, the integral of (F(x) - [x >= y])^2 over x, in
// units of y: |y - loc| for a point mass, smaller is better (Gneiting and Raftery 2007, JASA 102, 359, equation 20). It
// panics unless len(y) is Rows().
func (q Posterior) CRPS(y []float64) []float64 {
	q.check("CRPS", y)
	return q.answer(func(r density.Row, i int) float64 { return r.CRPS(y[i]) })
}

// PIT is the probability integral transform of each row at its y, uniform on [0, 1] if the y are draws of the rows: the
// cdf, and for rows with masses P(Y < y) + v P(Y = y) with v uniform, a function of seed and row (Czado, Gneiting and Held
// 2009, Biometrics 65, 1254). It panics unless len(y) is Rows().
func (q Posterior) PIT(y []float64, seed uint64) []float64 {
	q.check("PIT", y)
	if !q.has().HasMasses() {
		return q.CDF(y)
	}
	return q.answer(func(r density.Row, i int) float64 {
		var v [1]float64
		rng.New(seed, "distributions/pit", 0, uint64(q.first+i)).Uniform64(v[:], 0)
		return r.PIT(y[i], v[0])
	})
}
