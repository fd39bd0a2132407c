package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
)

// Tails that hold nearly no mass are much of a mean or variance, or all of it: laws without those in closed form, beside the same
// laws which have them.
func TestMomentsOfHeavyTails(t *testing.T) {
	c, inf, nan := distributions.Constant, math.Inf(1), math.NaN()
	inverse := func(a float64) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Gamma{Concentration: c(a), Rate: c(1)}, Bijector: distributions.Power{Exponent: c(-1)}}
	}
	above := func(low float64, d distributions.Distribution) distributions.Distribution {
		return distributions.Truncated{Base: d, Low: c(low)}
	}
	pareto := func(a float64) distributions.Distribution {
		return distributions.Pareto{Scale: c(1), Concentration: c(a)}
	}
	cauchy := distributions.Cauchy{Loc: c(0), Scale: c(1)}
	for name, want := range map[string]struct {
		d              distributions.Distribution
		mean, variance float64
	}{
		"inverse gamma of 1/2":          {inverse(.5), inf, nan},
		"inverse gamma of 2":            {inverse(2), 1, inf},
		"inverse gamma of 2.1":          {inverse(2.1), 1 / 1.1, 1 / (1.1 * 1.1 * .1)},
		"inverse gamma of 5":            {inverse(5), .25, 1. / 48},
		"Pareto of 1.5":                 {above(2, pareto(1.5)), 6, inf},
		"Pareto of 2.5":                 {above(2, pareto(2.5)), 10. / 3, 4 * 2.5 / (1.5 * 1.5 * .5)},
		"half a Cauchy":                 {above(0, cauchy), inf, nan},
		"the other half":                {distributions.Truncated{Base: cauchy, High: c(0)}, -inf, nan},
		"a Cauchy in a window":          {distributions.Truncated{Base: cauchy, Low: c(-3), High: c(3)}, 0, 3/math.Atan(3) - 1},
		"a Cauchy":                      {distributions.Truncated{Base: cauchy}, nan, nan},
		"exp of a Laplace":              {distributions.Transformed{Base: distributions.Laplace{Loc: c(0), Scale: c(.4)}, Bijector: distributions.Exp{}}, 1 / .84, 1/.36 - 1/(.84*.84)},
		"exp of a Logistic":             {distributions.Transformed{Base: distributions.Logistic{Loc: c(0), Scale: c(1)}, Bijector: distributions.Exp{}}, inf, nan},
		"lognormal":                     {above(0, distributions.LogNormal{Loc: c(0), Scale: c(4)}), math.Exp(8), math.Expm1(16) * math.Exp(16)},
		"half zeros, half Paretos":      {distributions.Hurdle{Logits: c(0), Base: above(2, pareto(2.5))}, 5. / 3, 10 - 25./9},
		"half zeros, half Paretos of 1": {distributions.Hurdle{Logits: c(0), Base: above(2, pareto(1))}, inf, nan},
	} {
		q := numbered(t, want.d)
		scaled, err := q.Scaled(5, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range []distributions.Posterior{q, scaled} {
			shift, scale := float64(i*5), float64(1+i)
			for what, v := range map[string][2]float64{
				"mean": {(q.Mean()[0] - shift) / scale, want.mean}, "variance": {q.Variance()[0] / (scale * scale), want.variance}, "deviation": {q.StdDev()[0] / scale, math.Sqrt(want.variance)},
			} {
				if got, want := v[0], v[1]; got != want && math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
					t.Errorf("%s: %s %v, want %v", name, what, got, want)
				}
			}
		}
	}
}
