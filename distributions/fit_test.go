package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// betweenGoldens is testdata/between.json.
type betweenGoldens struct {
	Pairs []struct {
		P, Q          string
		A, B          []float64
		KL, Cross, W1 number
		Energy        *number
	}
	Vectors []struct {
		P, Q string
		A, B map[string][]float64
		KL   number
	}
	Fits []struct {
		Family            string
		Y, Upper, W       []float64
		Status            []int
		Estimates, Stderr []float64
		Loglik            float64
	}
}

func loadBetween(t *testing.T) (g betweenGoldens) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/between.json", &g)
	return g
}

// emptyFamilies are what Fit is asked for.
var emptyFamilies = map[string]distributions.Distribution{
	"normal": distributions.Normal{}, "weibull": distributions.Weibull{}, "exponential": distributions.Exponential{}, "lognormal": distributions.LogNormal{},
	"logistic": distributions.Logistic{}, "gumbel": distributions.Gumbel{}, "beta": distributions.Beta{}, "negativebinomial": distributions.NegativeBinomial{},
	"skewnormal": distributions.SkewNormal{}, "vonmises": distributions.VonMises{}, "asymmetriclaplace": distributions.AsymmetricLaplace{},
	"truncatednormal": distributions.TruncatedNormal{Low: distributions.Constant(0), High: distributions.Constant(4)},
}

// Estimates, standard errors and likelihoods are those of Newton's method in 50 digits, censored or weighted or not. The errors: the last
// step is below 1e-6 of a standard error, and differences of gradients give curvatures to about 1e-9.
func TestFitGoldens(t *testing.T) {
	for k, g := range loadBetween(t).Fits {
		fit, err := distributions.Fit(emptyFamilies[g.Family], distributions.Observations{Y: g.Y, Upper: g.Upper, Status: g.Status, Weights: g.W})
		if err != nil {
			t.Errorf("%s %d: %v", g.Family, k, err)
			continue
		}
		within(t, fmt.Sprint(g.Family, k, " log-likelihood"), fit.LogLikelihood, g.Loglik, 1e-10*math.Abs(g.Loglik))
		for i, p := range fit.Parameters {
			within(t, fmt.Sprint(g.Family, k, p.Name), p.Value, g.Estimates[i], 2e-6*g.Stderr[i])
			within(t, fmt.Sprint(g.Family, k, p.Name, " error"), p.StdErr, g.Stderr[i], 1e-6*g.Stderr[i])
		}
	}
}

// recoveries draw n numbers by quantiles of uniform numbers.
type recovery struct {
	family distributions.Distribution
	truth  []float64 // in the order of the fields
	draw   func(u float64) float64
}

var recoveries = map[string]recovery{
	"Normal":                             {distributions.Normal{}, []float64{3, 2}, distuv.Normal{Mu: 3, Sigma: 2}.Quantile},
	"LogNormal":                          {distributions.LogNormal{}, []float64{1, .5}, distuv.LogNormal{Mu: 1, Sigma: .5}.Quantile},
	"Laplace":                            {distributions.Laplace{}, []float64{1, 2}, distuv.Laplace{Mu: 1, Scale: 2}.Quantile},
	"Cauchy":                             {distributions.Cauchy{}, []float64{1, 2}, func(u float64) float64 { return 1 + 2*math.Tan(math.Pi*(u-.5)) }},
	"Logistic":                           {distributions.Logistic{}, []float64{-2, .5}, func(u float64) float64 { return -2 + .5*math.Log(u/(1-u)) }},
	"Gumbel":                             {distributions.Gumbel{}, []float64{10, 3}, func(u float64) float64 { return 10 - 3*math.Log(-math.Log(u)) }},
	"Exponential":                        {distributions.Exponential{}, []float64{4}, distuv.Exponential{Rate: 4}.Quantile},
	"Gamma":                              {distributions.Gamma{}, []float64{2.5, 3}, distuv.Gamma{Alpha: 2.5, Beta: 3}.Quantile},
	"InverseGamma":                       {distributions.InverseGamma{}, []float64{3, 2}, func(u float64) float64 { return 1 / distuv.Gamma{Alpha: 3, Beta: 2}.Quantile(1-u) }},
	"Beta":                               {distributions.Beta{}, []float64{2, 5}, distuv.Beta{Alpha: 2, Beta: 5}.Quantile},
	"Kumaraswamy":                        {distributions.Kumaraswamy{}, []float64{2, 3}, func(u float64) float64 { return math.Pow(1-math.Pow(1-u, 1./3), .5) }},
	"HalfNormal":                         {distributions.HalfNormal{}, []float64{2}, func(u float64) float64 { return 2 * math.Sqrt2 * math.Erfinv(u) }},
	"HalfCauchy":                         {distributions.HalfCauchy{}, []float64{2}, func(u float64) float64 { return 2 * math.Tan(math.Pi*u/2) }},
	"StudentT":                           {distributions.StudentT{DF: distributions.Constant(4)}, []float64{1, 2}, distuv.StudentsT{Mu: 1, Sigma: 2, Nu: 4}.Quantile},
	"Weibull":                            {distributions.Weibull{}, []float64{1.5, 2}, distuv.Weibull{K: 1.5, Lambda: 2}.Quantile},
	"AsymmetricLaplace":                  {distributions.AsymmetricLaplace{}, []float64{1, 2, 1.7}, asymmetricQuantile(1, 2, 1.7)},
	"AsymmetricLaplace of a level":       {distributions.AsymmetricLaplace{Asymmetry: distributions.Constant(1.7)}, []float64{1, 2}, asymmetricQuantile(1, 2, 1.7)},
	"SkewNormal":                         {distributions.SkewNormal{}, []float64{1, 2, 4}, tabled(-2, 12, func(y float64) float64 { z := (y - 1) / 2; return math.Exp(-z*z/2) * math.Erfc(-4*z/math.Sqrt2) })},
	"SkewNormal left":                    {distributions.SkewNormal{}, []float64{1, 2, -3}, tabled(-12, 6, func(y float64) float64 { z := (y - 1) / 2; return math.Exp(-z*z/2) * math.Erfc(3*z/math.Sqrt2) })},
	"VonMises":                           {distributions.VonMises{}, []float64{1, 2}, tabled(-math.Pi, math.Pi, func(y float64) float64 { return math.Exp(2 * math.Cos(y-1)) })},
	"TruncatedNormal":                    {distributions.TruncatedNormal{Low: distributions.Constant(0), High: distributions.Constant(3)}, []float64{1, 1.2}, tabled(0, 3, func(y float64) float64 { return math.Exp(-(y - 1) * (y - 1) / 2 / 1.44) })},
	"OrderedLogistic":                    {distributions.OrderedLogistic{}, []float64{-1, .5, 2}, cutAt(0, -1, .5, 2)},
	"OrderedLogistic of given cutpoints": {distributions.OrderedLogistic{Cutpoints: distributions.Constant(-1, .5, 2)}, []float64{.7}, cutAt(.7, -1, .5, 2)},
	"Poisson":                            {distributions.Poisson{}, []float64{3.5}, steps(func(k float64) float64 { return distuv.Poisson{Lambda: 3.5}.Prob(k) })},
	"Bernoulli":                          {distributions.Bernoulli{}, []float64{.7}, steps(func(k float64) float64 { return distuv.Bernoulli{P: 1 / (1 + math.Exp(-.7))}.Prob(k) })},
	"Binomial":                           {distributions.Binomial{Total: distributions.Constant(9)}, []float64{.7}, steps(func(k float64) float64 { return distuv.Binomial{N: 9, P: 1 / (1 + math.Exp(-.7))}.Prob(k) })},
	"Geometric":                          {distributions.Geometric{}, []float64{-1}, func(u float64) float64 { return math.Floor(math.Log1p(-u) / -math.Log1p(math.Exp(-1))) }},
	"NegativeBinomial": {distributions.NegativeBinomial{}, []float64{4, 1.5}, steps(func(k float64) float64 {
		a, _ := math.Lgamma(k + 1.5)
		b, _ := math.Lgamma(k + 1)
		c, _ := math.Lgamma(1.5)
		return math.Exp(a - b - c + 1.5*math.Log(1.5/5.5) + k*math.Log(4/5.5))
	})},
}

// steps is the quantile function of masses on 0, 1, ...
func steps(mass func(k float64) float64) func(u float64) float64 {
	return func(u float64) float64 {
		k, sum := 0., mass(0)
		for sum < u && k < 1e4 {
			k++
			sum += mass(k)
		}
		return k
	}
}

// Fits of 20 samples find the parameters: squared errors by the covariances that Fit gives add up to a chi-square number, which lies
// within its central 1-1e-6.
func TestFitRecovers(t *testing.T) {
	slow.Test(t)
	const seeds, n = 20, 500
	for name, r := range recoveries {
		sum := 0.
		for seed := range uint64(seeds) {
			u := make([]float64, n)
			rng.New(rng.SplitAt(1, "fit", int(seed)), name, 0, 0).Uniform64(u, 0)
			for j := range u {
				u[j] = r.draw(u[j]*(1-0x1p-50) + 0x1p-52)
			}
			fit, err := distributions.Fit(r.family, distributions.Observations{Y: u})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			sum += mahalanobis(fit, r.truth)
		}
		chi := distuv.ChiSquared{K: float64(seeds * len(r.truth))}
		if p := chi.CDF(sum); p < 5e-7 || p > 1-5e-7 {
			t.Errorf("%s: the squared errors sum up to %.3g, for %g degrees of freedom", name, sum, chi.K)
		}
	}
}

// mahalanobis is the squared distance of the estimates from the truth in standard errors.
func mahalanobis(fit distributions.Fitted, truth []float64) float64 {
	var chol mat.Cholesky
	if !chol.Factorize(fit.Covariance) {
		return math.Inf(1)
	}
	off := mat.NewVecDense(len(truth), nil)
	for k, p := range fit.Parameters {
		off.SetVec(k, p.Value-truth[k])
	}
	var x mat.VecDense
	if chol.SolveVecTo(&x, off) != nil {
		return math.Inf(1)
	}
	return mat.Dot(off, &x)
}
