package distributions_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func array2(v []float64, shape ...int) *G.Node { return distributiontest.Array(v, shape...) }

func mixing(v ...float64) distributions.Categorical {
	return distributions.Categorical{Logits: array2(v, 3, len(v)/3)}
}

// mixtures are mixtures of three rows, with targets.
var mixtures = map[string]struct {
	d distributions.Distribution
	y []float64
}{
	"logistics": {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}}, []float64{.3, 2, 1}},
	"far apart": {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: logistic{array2([]float64{-100, 100, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}}, []float64{-99.5, 2, 1}},
	"two families": {distributions.Mixture{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: []distributions.Distribution{logistic{nodes(-1, 0, 1), nodes(.2, .3, .4)},
		transformed(logistic{nodes(-1, 0, 1), nodes(.3, .3, .4)}, distributions.Exp{})}}, []float64{.3, 2, 1}},
	"one shared by all rows": {distributions.Mixture{Mixing: distributions.Categorical{Logits: nodes(1, 2)}, Components: []distributions.Distribution{
		logistic{array2([]float64{0}), array2([]float64{1})}, transformed(logistic{nodes(-1, 0, 1), nodes(.3, .3, .4)}, distributions.Affine{Scale: nodes(-1, 2, 1)})}}, []float64{.3, 2, 1}},
	"a mixture among them": {distributions.Mixture{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: []distributions.Distribution{logistic{nodes(-1, 0, 1), nodes(.2, .3, .4)},
		distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}}}}, []float64{.3, 2, 1}},
	"mixtures of two families": {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: distributions.Mixture{Mixing: distributions.Categorical{Logits: array2([]float64{1, 2, 0, 0, -1, 1, .5, 1, 1, 0, 0, 0}, 3, 2, 2)},
		Components: []distributions.Distribution{logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}, transformed(logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.4, .3}, 2)}, distributions.Softplus{})}}}, []float64{.3, 2, 1}},
	"vectors": {distributions.Mixture{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: []distributions.Distribution{
		independent(1)(logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}),
		transformed(independent(1)(distributions.Normal{Loc: array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), Scale: array2([]float64{.6, .7}, 2)}), distributions.Affine{Shift: nodes(1, 0)})}}, []float64{.3, 2, 1, 1, 2, 0}},
	"logarithms of logistics": {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: transformed(logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.2, .3}, 2)}, distributions.Exp{})}, []float64{.3, 2, 1}},
}

func TestMixtureLaws(t *testing.T) {
	slow.Test(t)
	for name, c := range mixtures {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// What does not belong together is refused.
func TestMixtureErrors(t *testing.T) {
	mixed := func(c ...func(p G.Nodes) distributions.Distribution) func(p G.Nodes) distributions.Distribution {
		return func(p G.Nodes) distributions.Distribution {
			m := distributions.Mixture{Mixing: distributions.Categorical{Logits: p[0]}}
			for _, f := range c {
				m.Components = append(m.Components, f(p))
			}
			return m
		}
	}
	normal := func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[1], Scale: p[1]} }
	vectors := func(p G.Nodes) distributions.Distribution { return independent(1)(normal(p)) }
	masses := func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[1]} }
	null := func(G.Nodes) distributions.Distribution { return nil }
	in := []array{zeros(2, 2), zeros(2), zeros(2)}
	for _, c := range []shapeError{
		{"one too many", in, mixed(normal, normal, normal), logProb, []string{"3 components for 2 logits"}},
		{"none", in, mixed(), logProb, []string{"0 components for 2 logits"}},
		{"nil", in, mixed(normal, null), logProb, []string{"component 1 is nil"}},
		{"events", in, mixed(normal, vectors), logProb, []string{"component 0, distributions.Normal", "different shapes"}},
		{"kinds", in, mixed(normal, masses), logProb, []string{"do not mix", "ZeroInflated"}},
		{"draws of masses", in, mixed(masses, masses), distributions.Sample, []string{"draws masses"}},
		{"rows", []array{zeros(3, 2), zeros(2), zeros(3)}, mixed(normal, normal), logProb, []string{"do not fit together"}},
	} {
		t.Run(c.name, c.check)
	}
}

// A mixture of a Bernoulli and a Categorical is one of two Categoricals, in the masses and in both tails.
func TestMixtureOfMasses(t *testing.T) {
	l := []float64{1, 0, -2}
	logits := arr([]float64{0, l[0], -inf, 1, 2, 3, 0, l[1], -inf, 0, 0, 1, 0, l[2], -inf, 1, 0, 0}, 3, 2, 3)
	other := arr([]float64{1, 2, 3, 0, 0, 1, 1, 0, 0}, 3, 3)
	out := mustEval(t, tensor.Float64, []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), vec(l...), other, logits, vec(0, 2, 1)}, func(in G.Nodes) G.Nodes {
		mixed := distributions.Categorical{Logits: in[0]}
		a := distributions.Mixture{Mixing: mixed, Components: []distributions.Distribution{distributions.Bernoulli{Logits: in[1]}, distributions.Categorical{Logits: in[2]}}}
		b := distributions.MixtureSameFamily{Mixing: mixed, Components: distributions.Categorical{Logits: in[3]}}
		y := in[4]
		return G.Nodes{a.LogProb(y), b.LogProb(y), a.CDF(y), b.CDF(y), a.Mean(), b.Mean(), a.Variance(), b.Variance()}
	})
	for k := 0; k < len(out); k += 2 {
		for i := range out[k] {
			within(t, fmt.Sprintf("output %d, row %d", k, i), out[k][i], out[k+1][i], 1e-14)
		}
	}
}
