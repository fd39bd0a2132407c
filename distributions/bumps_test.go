package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	G "gorgonia.org/gorgonia"
)

// farApart are three bumps in a row with nothing between, as of a network that knows three answers, and their weights.
func farApart(scale float64) (d distributions.MixtureSameFamily, weights [3]float64) {
	rows := func(v ...float64) distributions.Categorical { return logitsOf(v...) }
	d.Mixing = rows(0, 1, 0)
	d.Components = distributions.Normal{Loc: distributiontest.Array([]float64{-700, 3, 1000}, 1, 3), Scale: distributiontest.Array([]float64{scale, scale, scale}, 1, 3)}
	side := 1 / (2 + math.E)
	return d, [3]float64{side, 1 - 2*side, side}
}

// What wraps a mixture has the bumps of its components: one about all of them would find the widest, or none.
func TestWrappersHaveTheBumpsOfMixtures(t *testing.T) {
	c := distributions.Constant
	for _, scale := range []float64{1, 1e-3, 1e-6} {
		m, w := farApart(scale)
		mean := -700*w[0] + 3*w[1] + 1000*w[2]
		wide := distributions.Truncated{Base: m, Low: c(-1e6), High: c(1e6)}
		affine := distributions.Affine{Shift: c(3), Scale: c(-2)}
		for name, want := range map[string]struct {
			d     distributions.Distribution
			mean  float64
			modes int
		}{
			"truncated":                {wide, mean, 3},
			"a window on two":          {distributions.Truncated{Base: m, Low: c(-100), High: c(1e6)}, (3*w[1] + 1000*w[2]) / (w[1] + w[2]), 2},
			"transformed":              {distributions.Transformed{Base: m, Bijector: affine}, 3 - 2*mean, 3},
			"transformed truncated":    {distributions.Transformed{Base: wide, Bijector: affine}, 3 - 2*mean, 3},
			"truncated transformed":    {distributions.Truncated{Base: distributions.Transformed{Base: m, Bijector: affine}, Low: c(-1e6)}, 3 - 2*mean, 3},
			"hurdle":                   {distributions.Hurdle{Logits: c(0), Base: m}, mean / 2, 4},
			"truncated hurdle":         {distributions.Truncated{Base: distributions.Hurdle{Logits: c(0), Base: m}, High: c(1e6)}, mean / 2, 4},
			"mixture of truncated":     {distributions.Mixture{Mixing: logitsOf(0, 0), Components: []distributions.Distribution{wide, distributions.Laplace{Loc: c(-9), Scale: c(scale)}}}, mean/2 - 4.5, 4},
			"truncated of two":         {distributions.Truncated{Base: distributions.Mixture{Mixing: logitsOf(0, 0), Components: []distributions.Distribution{m, m}}, Low: c(-1e6)}, mean, 3},
			"weighted, of a posterior": {distributions.Predicted(distributions.Weighted{Base: wide, Weight: c(3)}), mean, 3},
		} {
			q := numbered(t, want.d)
			if got := q.Mean()[0]; !(math.Abs(got-want.mean) < 1e-7) {
				t.Errorf("%s, scale %v: mean %v, want %v", name, scale, got, want.mean)
			}
			if modes := q.Modes()[0]; len(modes) != want.modes {
				t.Errorf("%s, scale %v: modes %v, want %d", name, scale, modes, want.modes)
			}
			if warned := q.Warnings(); len(warned) > 0 {
				t.Errorf("%s, scale %v: %v", name, scale, warned)
			}
		}
	}
}

// Masses at 0 and far from it, with nothing between, whichever of them is rare.
func TestMassesAtZeroAndFarAway(t *testing.T) {
	rates, logits := []float64{40, 40, 1e4, 1e4, 1e15, 1e15}, []float64{-8, 8, -8, 8, -8, 8}
	c, times := distributions.Constant, func(by float64) (out []float64) {
		for _, r := range rates {
			out = append(out, by*r)
		}
		return out
	}
	column := func(v []float64) *G.Node { return distributiontest.Array(v, len(v), 1) }
	even := distributions.Categorical{Logits: distributiontest.Array(make([]float64, 12), 6, 2)}
	poisson := distributions.Poisson{Rate: c(rates...)}
	window := distributions.Truncated{Base: poisson, Low: c(times(.25)...), High: c(times(4)...)} // all of it but 1e-11
	for name, d := range map[string]distributions.Distribution{
		"zero inflated":              distributions.ZeroInflated{Logits: c(logits...), Base: poisson},
		"hurdle":                     distributions.Hurdle{Logits: c(logits...), Base: poisson},
		"zero inflated window":       distributions.ZeroInflated{Logits: c(logits...), Base: window},
		"hurdle of a window":         distributions.Hurdle{Logits: c(logits...), Base: window},
		"truncated, of hurdle":       distributions.Truncated{Base: distributions.Hurdle{Logits: c(logits...), Base: window}, Low: c(-1), High: c(1e17)},
		"mixture of zero inflated":   distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: column(make([]float64, 6))}, Components: distributions.ZeroInflated{Logits: column(logits), Base: distributions.Poisson{Rate: column(rates)}}},
		"zero inflated of a mixture": distributions.ZeroInflated{Logits: c(logits...), Base: distributions.Mixture{Mixing: even, Components: []distributions.Distribution{poisson, window}}},
	} {
		q := numbered(t, d)
		for i, mean := range q.Expectation(func(y float64) float64 { return y }) {
			if want := rates[i] / (1 + math.Exp(logits[i])); !(math.Abs(mean-want) < 1e-8*want) {
				t.Errorf("%s, rate %v, logit %v: mean %v, want %v", name, rates[i], logits[i], mean, want)
			}
		}
		if w := q.Warnings(); len(w) > 0 {
			t.Errorf("%s: %v", name, w)
		}
	}
}
