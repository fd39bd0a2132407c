package distributions_test

import (
	"math"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
)

// asymmetricQuantile is that of an asymmetric Laplace: k^2/(1 + k^2) of its mass is below the place.
func asymmetricQuantile(loc, scale, k float64) func(u float64) float64 {
	below := k * k / (1 + k*k)
	return func(u float64) float64 {
		if u < below {
			return loc + scale*k*math.Log(u/below)
		}
		return loc - scale/k*math.Log((1-u)/(1-below))
	}
}

// cutAt is the class whose interval between the cutpoints the quantile of a Logistic about loc falls into.
func cutAt(loc float64, cuts ...float64) func(u float64) float64 {
	return func(u float64) float64 {
		x := loc + math.Log(u) - math.Log1p(-u)
		k := 0
		for k < len(cuts) && x > cuts[k] {
			k++
		}
		return float64(k)
	}
}

// tabled is the quantile function of a density, not normalized, by the trapezoidal rule on 20,000 points.
func tabled(lo, hi float64, f func(y float64) float64) func(u float64) float64 {
	const n = 20000
	h, sum := (hi-lo)/n, make([]float64, n+1)
	for k := 1; k <= n; k++ {
		sum[k] = sum[k-1] + f(lo+h*float64(k)) + f(lo+h*float64(k-1))
	}
	return func(u float64) float64 {
		k := max(sort.SearchFloat64s(sum, u*sum[n]), 1)
		return lo + h*(float64(k)-(sum[k]-u*sum[n])/(sum[k]-sum[k-1]))
	}
}

// No place beside the one that Fit finds for an asymmetric Laplace is likelier, with the width and the asymmetry that are best there,
// and neither are others of those: a search over all values and a fine grid knows no formula.
func TestFitAsymmetricSearch(t *testing.T) {
	u := make([]float64, 60)
	rng.New(3, "asymmetric", 0, 0).Uniform64(u, 0)
	y := make([]float64, len(u))
	w := make([]float64, len(u))
	for i := range u {
		y[i], w[i] = asymmetricQuantile(-1, .5, .6)(u[i]), float64(1+i%3)
	}
	fit, err := distributions.Fit(distributions.AsymmetricLaplace{}, distributions.Observations{Y: y, Weights: w})
	if err != nil {
		t.Fatal(err)
	}
	for _, loc := range y {
		for _, e := range [][2]float64{{.95, 1}, {1.05, 1}, {1, 1}, {1, .95}, {1, 1.05}} {
			scale, k := fit.Parameters[1].Value*e[0], fit.Parameters[2].Value*e[1]
			sum := 0.
			for i, v := range y {
				slope := k
				if v < loc {
					slope = -1 / k
				}
				sum += w[i] * (-slope*(v-loc)/scale - math.Log(scale*(k+1/k)))
			}
			if sum > fit.LogLikelihood+1e-9 {
				t.Errorf("at %v, %v, %v the log-likelihood is %v, and %v at the fit", loc, scale, k, sum, fit.LogLikelihood)
			}
		}
	}
}

// A level that is given makes the fit quantile regression: the place is the sample's quantile.
func TestFitAsymmetricLevel(t *testing.T) {
	y := []float64{5, 1, 4, 2, 3, 9, 7, 8, 6, 10}
	fit, err := distributions.Fit(distributions.AsymmetricLaplace{Asymmetry: distributions.Constant(math.Sqrt(.72 / .28))}, distributions.Observations{Y: y})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "quantile at .72", fit.Parameters[0].Value, 8, 0)
	fit, err = distributions.Fit(distributions.Laplace{Scale: distributions.Constant(2)}, distributions.Observations{Y: y[:9]})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "median of a given width", fit.Parameters[0].Value, 5, 1e-6)
}

// Samples with a skewness of the other sign than the true one, or nearly none, are climbed from both sides: the mirror image of the data has
// the mirrored fit, and neither side is likelier than what was found.
func TestFitSkewNormalBothSides(t *testing.T) {
	found := 0
	for seed := range uint64(12) {
		z := make([]float64, 40)
		rng.New(rng.SplitAt(7, "both sides", int(seed)), "skew", 0, 0).Normal64(z, 0)
		mirror := slices.Clone(z)
		for i := range mirror {
			mirror[i] = -z[i]
		}
		fit, err := distributions.Fit(distributions.SkewNormal{}, distributions.Observations{Y: z})
		other, failed := distributions.Fit(distributions.SkewNormal{}, distributions.Observations{Y: mirror})
		if err != nil || failed != nil {
			if (err == nil) != (failed == nil) || !strings.Contains(err.Error(), "SkewNormal.Shape moved farthest") {
				t.Errorf("seed %d: %v, mirrored %v", seed, err, failed)
			}
			continue
		}
		found++
		within(t, "log-likelihood", other.LogLikelihood, fit.LogLikelihood, 1e-9)
		within(t, "shape", -other.Parameters[2].Value, fit.Parameters[2].Value, 1e-5*fit.Parameters[2].StdErr)
		for _, shape := range []float64{-6, -3, -1.5, -.5, 0, .5, 1.5, 3, 6} {
			held, err := distributions.Fit(distributions.SkewNormal{Shape: distributions.Constant(shape)}, distributions.Observations{Y: z})
			if err == nil && held.LogLikelihood > fit.LogLikelihood+1e-9 {
				t.Errorf("seed %d: the log-likelihood is %v at shape %v, and %v at the fit, %v", seed, held.LogLikelihood, shape, fit.LogLikelihood, fit.Parameters)
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d of 12 samples had a fit", found)
	}
}

// Ends of a window that are nil are the lowest and the highest value; those that are given stay.
func TestFitWindow(t *testing.T) {
	y := make([]float64, 400)
	rng.New(5, "window", 0, 0).Uniform64(y, 0)
	quantile := recoveries["TruncatedNormal"].draw
	for i := range y {
		y[i] = quantile(y[i])
	}
	fit, err := distributions.Fit(distributions.TruncatedNormal{}, distributions.Observations{Y: y})
	if err != nil {
		t.Fatal(err)
	}
	lo, hi := slices.Min(y), slices.Max(y)
	within(t, "low", fit.Parameters[2].Value, lo, 0)
	within(t, "high", fit.Parameters[3].Value, hi, 0)
	held, err := distributions.Fit(distributions.TruncatedNormal{Low: distributions.Constant(lo), High: distributions.Constant(hi)}, distributions.Observations{Y: y})
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range held.Parameters {
		within(t, p.Name, fit.Parameters[k].Value, p.Value, 0)
		within(t, p.Name+" error", fit.Parameters[k].StdErr, p.StdErr, 0)
	}
	if e := fit.Parameters[2].StdErr; !math.IsNaN(e) || len(held.Parameters) != 2 {
		t.Errorf("the error of an end is %v, and a fit of held ends has %v", e, held.Parameters)
	}
	wide, err := distributions.Fit(distributions.TruncatedNormal{Low: distributions.Constant(lo - 1), High: distributions.Constant(hi)}, distributions.Observations{Y: y})
	if err != nil || wide.LogLikelihood >= fit.LogLikelihood {
		t.Errorf("a wider window has the log-likelihood %v, %v, and the fit %v", wide.LogLikelihood, err, fit.LogLikelihood)
	}
	_, err = distributions.Fit(distributions.TruncatedNormal{}, distributions.Observations{Y: y[:3], Status: []int{0, 0, 1}})
	if err == nil || !strings.Contains(err.Error(), "give Low and High") {
		t.Errorf("a censored row with ends to be found: %v", err)
	}
}

// Cutpoints are those at which the classes have their parts of the weight, whatever place is held.
func TestFitOrdered(t *testing.T) {
	data := distributions.Observations{Y: []float64{0, 1, 2, 3}, Weights: []float64{1, 3, 4, 2}}
	for _, loc := range []float64{0, 1.5} {
		fit, err := distributions.Fit(distributions.OrderedLogistic{Loc: distributions.Constant(loc)}, data)
		if err != nil {
			t.Fatal(err)
		}
		want := 0.
		for k, w := range data.Weights {
			within(t, "mass", math.Exp(numbersOf(t, fit.Distribution).LogProb([]float64{float64(k)})[0]), w/10, 1e-15)
			want += w * math.Log(w/10)
		}
		within(t, "log-likelihood", fit.LogLikelihood, want, 1e-13)
		if fit.Parameters[0].Name != "OrderedLogistic.Cutpoints[0]" || len(fit.Parameters) != 3 {
			t.Errorf("the parameters are %v", fit.Parameters)
		}
	}
	for says, y := range map[string][]float64{"no row is of class 1": {0, 2, 2}, "no row is of class 0": {1, 2}, "no second class": {0, 0}, "row 1": {0, 1.5}} {
		_, err := distributions.Fit(distributions.OrderedLogistic{}, distributions.Observations{Y: y})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, which does not say %q", y, err, says)
		}
	}
}
