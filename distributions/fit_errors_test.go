package distributions_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What cannot be fitted says why, and which row.
func TestFitErrors(t *testing.T) {
	type obs = distributions.Observations
	logits := G.NewVector(G.NewGraph(), tensor.Float64, G.WithName("row"), G.WithShape(2), G.WithValue(tensor.New(tensor.WithBacking([]float64{0, 1}))))
	for _, c := range []struct {
		name string
		d    distributions.Distribution
		data obs
		says string
	}{
		{"nil", nil, obs{Y: []float64{1}}, "nil"},
		{"no data", distributions.Normal{}, obs{}, "no data"},
		{"no weight", distributions.Normal{}, obs{Y: []float64{1}, Weights: []float64{0}}, "no data"},
		{"lengths", distributions.Normal{}, obs{Y: []float64{1}, Weights: []float64{0, 1}}, "Weights has 2 rows"},
		{"not a number", distributions.Normal{}, obs{Y: []float64{1, math.NaN()}}, "row 1"},
		{"weight", distributions.Normal{}, obs{Y: []float64{1, 2}, Weights: []float64{1, -1}}, "row 1"},
		{"status", distributions.Normal{}, obs{Y: []float64{1, 2}, Status: []int{0, 3}}, "row 1"},
		{"interval", distributions.Normal{}, obs{Y: []float64{1, 2}, Upper: []float64{0, 2}, Status: []int{0, 2}}, "row 1"},
		{"all equal", distributions.Normal{}, obs{Y: []float64{2, 2, 2}}, "all values are 2"},
		{"all equal, a kink", distributions.Laplace{}, obs{Y: []float64{2, 2, 2}}, "all values are 2"},
		{"support", distributions.Gamma{}, obs{Y: []float64{1, -2, 3}}, "row 1: y is -2"},
		{"support of Beta", distributions.Beta{}, obs{Y: []float64{.1, .2, 1.5}}, "row 2: y is 1.5"},
		{"counts", distributions.Poisson{}, obs{Y: []float64{1, 2.5}}, "whole number"},
		{"classes", distributions.Categorical{}, obs{Y: []float64{1, 2.5}}, "row 1"},
		{"all ones", distributions.Bernoulli{}, obs{Y: []float64{1, 1}}, "no finite estimate"},
		{"no count", distributions.Poisson{}, obs{Y: []float64{0, 0}}, "no finite estimate"},
		{"one side", distributions.Exponential{}, obs{Y: []float64{1, 2}, Status: []int{1, 1}}, "same side"},
		{"less spread than a Poisson", distributions.NegativeBinomial{}, obs{Y: []float64{5, 5, 6, 5, 4, 5, 5}}, "Concentration"},
		{"far less", distributions.NegativeBinomial{}, obs{Y: []float64{50, 51, 49, 50}}, "Concentration"},
		{"small weights", distributions.NegativeBinomial{}, obs{Y: []float64{5, 5, 6, 5, 4, 5, 5}, Weights: []float64{1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6}}, "Concentration"},
		{"nothing to do", distributions.Exponential{Rate: distributions.Constant(1)}, obs{Y: []float64{1}}, "nothing to estimate"},
		{"classes censored", distributions.Categorical{}, obs{Y: []float64{0, 1, 2}, Status: []int{0, 1, -1}}, "row 1 is censored: classes are counted in rows that are observed"},
		{"classes censored, one side", distributions.Categorical{}, obs{Y: []float64{0, 1, 2, 1}, Status: []int{0, 0, 0, -1}}, "row 3 is censored"},
		{"cutpoints censored", distributions.OrderedLogistic{}, obs{Y: []float64{0, 1, 2, 1}, Upper: []float64{0, 0, 0, 2}, Status: []int{0, 0, 0, 2}}, "row 3 is censored"},
		{"cutpoints censored, a place held", distributions.OrderedLogistic{Loc: distributions.Constant(1)}, obs{Y: []float64{0, 1, 2, 1}, Status: []int{0, 0, 0, 1}}, "give Cutpoints"},
		{"logits given", distributions.Categorical{Logits: logits}, obs{Y: []float64{0, 1}}, "nothing to estimate"},
		{"logits given, censored", distributions.Categorical{Logits: logits}, obs{Y: []float64{0, 1, 1}, Status: []int{0, 0, 1}}, "nothing to estimate"},
		{"logits in a window", distributions.Truncated{Base: distributions.Categorical{}, Low: distributions.Constant(0)}, obs{Y: []float64{0, 1}}, "Categorical.Logits is a row of numbers, which cannot be estimated here"},
		{"cutpoints given", distributions.OrderedLogistic{Loc: distributions.Constant(1), Cutpoints: logits}, obs{Y: []float64{0, 1}}, "nothing to estimate"},
		{"total", distributions.Binomial{}, obs{Y: []float64{1}}, "Total cannot be estimated"},
	} {
		_, err := distributions.Fit(c.d, c.data)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, which does not say %q", c.name, err, c.says)
		}
	}
}

// A parameter that is held stays, and those of a kink are found without derivatives.
func TestFitHeldAndKinked(t *testing.T) {
	y := []float64{-1, 0, .5, 1, 3, 7, 2}
	fit, err := distributions.Fit(distributions.Normal{Loc: distributions.Constant(1)}, distributions.Observations{Y: y})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.
	for _, v := range y {
		sum += (v - 1) * (v - 1) / 7
	}
	within(t, "scale about a given place", fit.Parameters[0].Value, math.Sqrt(sum), 1e-7)
	if len(fit.Parameters) != 1 || numbersOf(t, fit.Distribution).Mean()[0] != 1 {
		t.Errorf("the place that was held is estimated: %v", fit.Parameters)
	}
	fit, err = distributions.Fit(distributions.Laplace{}, distributions.Observations{Y: y})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "median", fit.Parameters[0].Value, 1, 0)
	within(t, "mean deviation", fit.Parameters[1].Value, (2+1+.5+0+2+6+1)/7., 1e-15)
	fit, err = distributions.Fit(distributions.Categorical{}, distributions.Observations{Y: []float64{0, 1, 1, 3}})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "part of class 1", math.Exp(fit.Parameters[1].Value), .5, 1e-15)
	within(t, "log-likelihood", fit.LogLikelihood, 2*math.Log(.25)+2*math.Log(.5), 1e-14)
	for name, d := range map[string]distributions.Distribution{"uniform": distributions.Uniform{}, "pareto": distributions.Pareto{}} {
		fit, err := distributions.Fit(d, distributions.Observations{Y: []float64{1, 2, 4, 3}})
		if err != nil {
			t.Fatal(err)
		}
		within(t, name+" begins at", numbersOf(t, fit.Distribution).Support()[0].Lo, 1, 0)
	}
}
