package distributiontest_test

import (
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
)

// vectorLines are the families of vectors.
var vectorLines = func() map[string]line {
	loc, y := array([]float64{0, 1, -2, 3, 2, 1}, 2, 3), []float64{.3, 1.9, -1, 2, 2.2, .4}
	tril := func() []float64 {
		return []float64{1, 0, 0, .5, 2, 0, -1, .3, .7, .4, 0, 0, 0, 1, 0, 2, -.5, 1.5}
	}
	shares := []float64{.2, .3, .5, .6, .3, .1}
	return map[string]line{
		"diag":                {distributions.MultivariateNormalDiag{Loc: loc, Scale: array([]float64{.5, 1, 2, 3, .1, 1}, 2, 3)}, y},
		"diag, shared scale":  {distributions.MultivariateNormalDiag{Loc: loc, Scale: vec(.5, 1, 2)}, y},
		"tril":                {distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: array(tril(), 2, 3, 3)}, y},
		"tril, shared factor": {distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: array(tril()[:9], 3, 3)}, y},
		"low rank": {distributions.MultivariateNormalLowRank{Loc: loc, Factor: array([]float64{1, 0, .5, .3, -1, 2, 0, 1, 2, .3, .1, -1}, 2, 3, 2),
			Scale: array([]float64{.5, 1, 2, 1, .3, 1}, 2, 3)}, y},
		"student t":   {distributions.MultivariateStudentT{DF: vec(7.5, 30), Loc: loc, ScaleTriL: array(tril(), 2, 3, 3)}, y},
		"dirichlet":   {distributions.Dirichlet{Concentration: array([]float64{.5, 2, 3, 4, 1, 1.5}, 2, 3)}, shares},
		"one-hot":     {distributions.OneHotCategorical{Logits: array([]float64{0, 1, -1, 2, 0, .3}, 2, 3)}, []float64{0, 1, 0, 0, 0, 1}},
		"multinomial": {distributions.Multinomial{Total: vec(4, 7), Logits: array([]float64{0, 1, -1, 2, 0, .3}, 2, 3)}, []float64{1, 3, 0, 2, 4, 1}},
		"mixture of tril": {distributions.MixtureSameFamily{
			Mixing:     distributions.Categorical{Logits: array([]float64{0, 1, -1, .5}, 2, 2)},
			Components: distributions.MultivariateNormalTriL{Loc: array([]float64{0, 1, 2, -1, 3, 2, 1, 1}, 2, 2, 2), ScaleTriL: array([]float64{1, 0, .5, 1, .3, 0, -1, 1, 2, 0, 1, 1, 1, 0, 0, 2}, 2, 2, 2, 2)},
		}, []float64{.5, 1, 1, 2}},
	}
}()

func TestVectors(t *testing.T) {
	for name, c := range vectorLines {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}
