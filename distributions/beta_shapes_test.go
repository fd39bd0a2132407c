package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
)

// Betas of large shapes: log-densities to ulps in float32 too, where three log-gammas gave 13 for log 1e6, and entropies whose
// terms are 4e21. From mpmath.
func TestBetaOfLargeShapes(t *testing.T) {
	in := []array{vec(1, 1, 3, 2, 1e6), vec(1e6, 1e28, 1e5, 1e20, 1e6), vec(0, 0, 0x1p-16, 0, .5)}
	logp := []float64{13.8155105579642741, 64.4723826038332795, 10.1390741471873642, -inf, 7.02853739161738227}
	entropy := []float64{-12.8155115579642741, -63.4723826038332795, -9.66538695417389106, -44.4744861949793808, -6.52853776661750727}
	terms := []float64{0, 0, 35, 0, 1.4e6} // the largest of the sum: (a-1) log y, (b-1) log(1-y), log B
	for _, dt := range bothTypes {
		out := mustEval(t, dt, in, func(p G.Nodes) G.Nodes {
			d := betaOf(p[:2])
			return G.Nodes{d.LogProb(p[2]), distributions.Entropy(d)}
		})
		eps := tinyOf(dt)
		for i := range logp {
			within(t, "log-prob", out[0][i], logp[i], 4*eps*max(math.Abs(logp[i]), terms[i]))
			within(t, "entropy", out[1][i], entropy[i], 4*eps*math.Abs(entropy[i]))
		}
	}
}

// As numbers too.
func TestPosteriorOfLargeShapes(t *testing.T) {
	q := posteriorOf(t, betaOf, vec(1, 2), vec(1e6, 1e20))
	y := q.LogProb([]float64{0, 1e-20})
	within(t, "log-prob", y[0], math.Log(1e6), 1e-14)
	within(t, "log-prob", y[1], math.Log(1e20)-1, 1e-13)
}
