package distributiontest_test

import (
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
)

var vec, array = distributiontest.Vec, distributiontest.Array

func TestLibrary(t *testing.T) {
	for name, c := range map[string]struct {
		d distributions.Distribution
		y []float64
	}{
		"normal":        {distributions.Normal{Loc: vec(-3, 0, 2), Scale: vec(.1, 1, 4)}, []float64{-3.2, .5, 11}},
		"beta":          {distributions.Beta{Alpha: vec(4.5, 5, 30), Beta: vec(1, 3, 12.5)}, []float64{.01, .5, .73}},
		"bernoulli":     {distributions.Bernoulli{Logits: vec(-2, 0, 3)}, []float64{0, 1, 1}},
		"categorical":   {distributions.Categorical{Logits: array([]float64{0, 1, 2, -3, 3, 0, 5, 0, -5}, 3, 3)}, []float64{0, 1, 2}},
		"deterministic": {distributions.Deterministic{Loc: vec(1, 2)}, []float64{1, 2}},
		"independent":   {distributions.Independent{Base: distributions.Normal{Loc: array([]float64{1, 2, 3, 4}, 2, 2), Scale: vec(1, 3)}}, []float64{1, 1, 3, 5}},
		"mixture of normals": {distributions.MixtureSameFamily{
			Mixing:     distributions.Categorical{Logits: array([]float64{0, 1, -1, .5, 0, 0}, 3, 2)},
			Components: distributions.Normal{Loc: array([]float64{-1, 1, 0, 0, 2, 9}, 3, 2), Scale: array([]float64{.5, 1, 1, .2, 3, .1}, 3, 2)},
		}, []float64{-1.3, .1, 8.8}},
	} {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}
