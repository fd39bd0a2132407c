package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
)

// fitDraws are n numbers of a recovery.
func fitDraws(r recovery, n int) []float64 {
	u := make([]float64, n)
	rng.New(5, "fit laws", 0, 0).Uniform64(u, 0)
	for j := range u {
		u[j] = r.draw(u[j]*(1-0x1p-50) + 0x1p-52)
	}
	return u
}

// A weight of 2 is a row that occurs twice and one of 0 a row that does not, and weights of any size change the errors alone: the last step
// is below 1e-6 standard errors of either, or what rounding makes of none.
func TestFitWeightsAreCounts(t *testing.T) {
	for name, r := range recoveries {
		y := fitDraws(r, 90)
		var counted, large []float64
		w := make([]float64, len(y))
		for k := range y {
			w[k] = float64(k % 3)
			large = append(large, w[k]*0x1p500)
			for range k % 3 {
				counted = append(counted, y[k])
			}
		}
		want := fitOf(t, name, r.family, distributions.Observations{Y: counted})
		sameFit(t, name, fitOf(t, name, r.family, distributions.Observations{Y: y, Weights: w}), want, 1)
		sameFit(t, name+" of large weights", fitOf(t, name, r.family, distributions.Observations{Y: y, Weights: large}), want, 0x1p-250)
	}
}

func fitOf(t *testing.T, name string, d distributions.Distribution, data distributions.Observations) distributions.Fitted {
	t.Helper()
	fit, err := distributions.Fit(d, data)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return fit
}

// sameFit compares estimates, and errors that are smaller by a factor.
func sameFit(t *testing.T, name string, got, want distributions.Fitted, smaller float64) {
	t.Helper()
	for k, p := range got.Parameters {
		w := want.Parameters[k]
		if math.IsNaN(w.StdErr) {
			w.StdErr = 0
			p.StdErr = 0
		}
		within(t, name+": "+p.Name, p.Value, w.Value, 2e-6*w.StdErr+1e-15*math.Abs(w.Value))
		within(t, name+": error of "+p.Name, p.StdErr/smaller, w.StdErr, 1e-5*w.StdErr)
	}
}

// Data in other units have the same fit in these, where squares of them are no floats too.
func TestFitUnits(t *testing.T) {
	families := map[string]distributions.Distribution{"TruncatedNormal of the data's ends": distributions.TruncatedNormal{}}
	for _, name := range []string{"Normal", "Laplace", "Cauchy", "Logistic", "Gumbel", "Exponential", "Gamma", "InverseGamma", "HalfNormal", "HalfCauchy", "StudentT", "AsymmetricLaplace", "SkewNormal", "Weibull"} {
		families[name] = recoveries[name].family
	}
	for name, d := range families {
		r := recoveries[name]
		if r.draw == nil {
			r = recoveries["TruncatedNormal"]
		}
		y := fitDraws(r, 80)
		want := fitOf(t, name, d, distributions.Observations{Y: y})
		for _, e := range []int{-660, -100, 100, 660} {
			in := make([]float64, len(y))
			for k, v := range y {
				in[k] = math.Ldexp(v, e)
			}
			fit := fitOf(t, fmt.Sprint(name, " times 2^", e), d, distributions.Observations{Y: in})
			for k := range fit.Parameters {
				p := &fit.Parameters[k]
				power := map[string]int{"Loc": -e, "Scale": -e, "Low": -e, "High": -e, "Rate": e}[lastOf(p.Name)]
				p.Value, p.StdErr = math.Ldexp(p.Value, power), math.Ldexp(p.StdErr, power)
			}
			sameFit(t, fmt.Sprint(name, " times 2^", e), fit, want, 1)
			shift := float64(e) * math.Ln2 * float64(len(y))
			within(t, name+": log-likelihood", fit.LogLikelihood+shift, want.LogLikelihood, 1e-9+1e-13*math.Abs(shift))
		}
	}
}

// lastOf is the field's name.
func lastOf(name string) string {
	for k := len(name) - 1; k >= 0; k-- {
		if name[k] == '.' {
			return name[k+1:]
		}
	}
	return name
}

// As many rows may be censored on one side as on the other, and observed: of a symmetric family and data the place is in the middle.
func TestFitCensoredOnBothSides(t *testing.T) {
	for _, d := range []distributions.Distribution{distributions.Normal{}, distributions.Logistic{}, distributions.StudentT{DF: distributions.Constant(4)}} {
		data := distributions.Observations{
			Y: []float64{1, 2, 4, 5, 1, 2, 5, 4, 1.5, 3, 2, 4}, Upper: []float64{0, 0, 0, 0, 0, 0, 0, 0, 3, 4.5, 3.5, 5},
			Status: []int{0, 0, 0, 0, -1, -1, 1, 1, 2, 2, 0, 0},
		}
		fit := fitOf(t, fmt.Sprintf("%T", d), d, data)
		if len(fit.Parameters) == 2 {
			within(t, fmt.Sprintf("place of a %T", d), fit.Parameters[0].Value, 3, 1e-6*fit.Parameters[0].StdErr)
		}
	}
	if _, err := distributions.Fit(distributions.Uniform{}, distributions.Observations{Y: []float64{1, 2, 3}, Status: []int{0, 0, 1}}); err == nil {
		t.Error("a Uniform of censored rows is fitted")
	}
}
