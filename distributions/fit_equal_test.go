package distributions_test

import (
	"math"
	"strings"
	"testing"

	d "github.com/deepprob/deepprob/distributions"
)

// Values that are all equal have a likeliest member of few families; of others the likelihood rises without end to a point or a limit, and Fit
// says so, as many rows as there are. What it does find is at a finite place, with an error that is no multiple of it.
func TestFitAllEqual(t *testing.T) {
	known := d.Constant(3.5)
	for name, c := range map[string]struct {
		d    d.Distribution
		y    float64
		says string // "" if there is a maximum
	}{
		"Normal": {d.Normal{}, 2, "all values are 2"}, "LogNormal": {d.LogNormal{}, 2, "all values are 2"}, "Laplace": {d.Laplace{}, 2, "all values are 2"},
		"Cauchy": {d.Cauchy{}, 2, "all values are 2"}, "StudentT": {d.StudentT{}, 2, "all values are 2"}, "StudentT of DF": {d.StudentT{DF: known}, 2, "all values are 2"},
		"Logistic": {d.Logistic{}, 2, "all values are 2"}, "Gumbel": {d.Gumbel{}, 2, "all values are 2"}, "Gamma": {d.Gamma{}, 2, "all values are 2"},
		"InverseGamma": {d.InverseGamma{}, 2, "all values are 2"}, "Beta": {d.Beta{}, .25, "all values are 0.25"}, "Kumaraswamy": {d.Kumaraswamy{}, .25, "all values are 0.25"},
		"Uniform": {d.Uniform{}, 2, "all values are 2"}, "TruncatedNormal": {d.TruncatedNormal{}, 2, "all values are 2"}, "SkewNormal": {d.SkewNormal{}, 2, "all values are 2"},
		"AsymmetricLaplace": {d.AsymmetricLaplace{}, 2, "all values are 2"}, "Weibull": {d.Weibull{}, 2, "all values are 2"}, "Pareto": {d.Pareto{}, 2, "all values are 2"},
		"VonMises": {d.VonMises{}, 2, "all values are 2"}, "Exponential of 0": {d.Exponential{}, 0, "no finite estimate"}, "HalfNormal of 0": {d.HalfNormal{}, 0, "no finite estimate"},
		"HalfCauchy of 0": {d.HalfCauchy{}, 0, "no finite estimate"}, "Normal of its Loc": {d.Normal{Loc: d.Constant(2)}, 2, "no finite estimate"},
		"Bernoulli of 0": {d.Bernoulli{}, 0, "no finite estimate"}, "Bernoulli of 1": {d.Bernoulli{}, 1, "no finite estimate"}, "Poisson of 0": {d.Poisson{}, 0, "no finite estimate"},
		"Geometric of 0": {d.Geometric{}, 0, "no finite estimate"}, "Binomial of 0": {d.Binomial{Total: d.Constant(5)}, 0, "still rises at Binomial.Logits = -"},
		"Binomial of Total": {d.Binomial{Total: d.Constant(5)}, 5, "still rises at Binomial.Logits = "}, "OrderedLogistic": {d.OrderedLogistic{}, 2, "no row is of class 0"},
		"OrderedLogistic of 0": {d.OrderedLogistic{}, 0, "no second class"}, "NegativeBinomial": {d.NegativeBinomial{}, 3, "the limit, a Poisson"},
		"NegativeBinomial of 0": {d.NegativeBinomial{}, 0, "no finite estimate"}, "NegativeBinomial of 1": {d.NegativeBinomial{}, 1, "the limit, a Poisson"},
		"NegativeBinomial of many": {d.NegativeBinomial{}, 1000, "the limit, a Poisson"}, "NegativeBinomial of Rate": {d.NegativeBinomial{Rate: known}, 3, "the limit, a Poisson"},
		"Exponential": {d.Exponential{}, 2, ""}, "HalfNormal": {d.HalfNormal{}, 2, ""}, "HalfCauchy": {d.HalfCauchy{}, 2, ""}, "Poisson": {d.Poisson{}, 2, ""},
		"Geometric": {d.Geometric{}, 2, ""}, "Binomial": {d.Binomial{Total: d.Constant(5)}, 2, ""}, "Gamma of Concentration": {d.Gamma{Concentration: known}, 2, ""},
		"NegativeBinomial of Concentration": {d.NegativeBinomial{Concentration: known}, 2, ""},
	} {
		for _, rows := range []int{1, 4} {
			y := make([]float64, rows)
			for k := range y {
				y[k] = c.y
			}
			fit, err := d.Fit(c.d, d.Observations{Y: y})
			switch {
			case c.says != "":
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s of %d: %v, %v, which does not say %q", name, rows, fit.Parameters, err, c.says)
				}
			case err != nil:
				t.Errorf("%s of %d: %v", name, rows, err)
			default:
				for _, p := range fit.Parameters { // of one row the error of a logarithm is about 1, at most 2
					if !(math.Abs(p.StdErr) <= 2*max(1, math.Abs(p.Value))) {
						t.Errorf("%s of %d: %v", name, rows, p)
					}
				}
			}
		}
	}
}

// With the other parameters held there is a likeliest one of values that are all equal: of a place at a distance that distance is the width.
func TestFitAllEqualHeld(t *testing.T) {
	known := d.Constant(3.5)
	for name, c := range map[string]struct {
		d    d.Distribution
		y    float64
		want float64
	}{
		"Normal":               {d.Normal{Loc: known}, 2, 1.5},
		"Normal, small":        {d.Normal{Loc: d.Constant(0)}, 1e-20, 1e-20},
		"LogNormal":            {d.LogNormal{Loc: known}, 2, 3.5 - math.Ln2},
		"Laplace":              {d.Laplace{Loc: known}, 2, 1.5},
		"Cauchy":               {d.Cauchy{Loc: known}, 2, 1.5},
		"StudentT":             {d.StudentT{DF: known, Loc: known}, 2, 1.5},
		"place of a Normal":    {d.Normal{Scale: known}, 2, 2},
		"place of a LogNormal": {d.LogNormal{Scale: known}, 2, math.Ln2},
		"place of a Logistic":  {d.Logistic{Scale: known}, 2, 2},
		"place of a Gumbel":    {d.Gumbel{Scale: known}, 2, 2},
		"place of a StudentT":  {d.StudentT{DF: known, Scale: known}, 2, 2},
		"Logistic":             {d.Logistic{Loc: known}, 2, 1.5 / 1.5434046384182085}, // the root of x tanh(x/2) = 1
		"Gamma":                {d.Gamma{Concentration: known}, 2, 3.5 / 2},
		"InverseGamma":         {d.InverseGamma{Concentration: known}, 2, 3.5 * 2},
		"Weibull":              {d.Weibull{Concentration: known}, 2, 2},
		"Kumaraswamy":          {d.Kumaraswamy{Alpha: known}, .5, -1 / math.Log1p(-math.Pow(.5, 3.5))},
		"Kumaraswamy's Alpha":  {d.Kumaraswamy{Beta: d.Constant(1)}, .5, 1 / math.Ln2},
		"Beta":                 {d.Beta{Alpha: d.Constant(1)}, .5, 1 / math.Ln2},
		"Beta's Alpha":         {d.Beta{Beta: d.Constant(1)}, .5, 1 / math.Ln2},
	} {
		for _, rows := range []int{1, 4} {
			y := make([]float64, rows)
			for k := range y {
				y[k] = c.y
			}
			fit, err := d.Fit(c.d, d.Observations{Y: y})
			if err != nil {
				t.Errorf("%s of %d: %v", name, rows, err)
				continue
			}
			within(t, name, fit.Parameters[0].Value, c.want, 1e-6*math.Abs(c.want))
		}
	}
}

// Counts that spread less than a Poisson's, or as one's, have no likeliest Concentration; of others it is finite (Levin and Reeds 1977: if and only
// if the variance is above the mean), however little they spread more. Of heavy tails a StudentT is the likeliest, of light ones a Normal.
func TestFitToALimit(t *testing.T) {
	for name, c := range map[string]struct {
		d    d.Distribution
		y    []float64
		says string
	}{
		"less than a Poisson":        {d.NegativeBinomial{}, []float64{4, 5, 6, 5, 4, 6, 4}, "a Poisson"},
		"as a Poisson":               {d.NegativeBinomial{}, []float64{0, 1, 2, 1, 0, 2, 1, 1, 3, 0, 0, 1}, "a Poisson"}, // mean 1, variance 10/12
		"exactly as a Poisson":       {d.NegativeBinomial{}, []float64{0, 2}, "a Poisson"},
		"two units":                  {d.NegativeBinomial{}, []float64{0, 1}, "a Poisson"},
		"in a mixture with 0":        {d.ZeroInflated{Logits: d.Constant(-50), Base: d.NegativeBinomial{}}, []float64{4, 4, 5, 6}, "a Poisson"},
		"more than a Poisson":        {d.NegativeBinomial{}, []float64{0, 3}, ""},
		"little more than a Poisson": {d.NegativeBinomial{}, []float64{0, 0, 2, 2, 2, 0, 0, 3}, ""}, // mean 9/8, variance 1.36
		"light tails":                {d.StudentT{}, []float64{-1, 1, -1, 1, -.5, .5, 0, .7, -.7}, "a Normal"},
		"heavy tails":                {d.StudentT{}, []float64{-9, 1, -1, 1, -.5, .5, 0, .7, 30}, ""},
	} {
		fit, err := d.Fit(c.d, d.Observations{Y: c.y})
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, %v, which does not say %q", name, fit.Parameters, err, c.says)
		}
	}
}
