package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
)

// hurdleGolden is a row of testdata/hurdles.json.
type hurdleGolden struct {
	Base                                               string
	Logits, Mean, Variance, Skewness, Kurtosis, Second float64
	Entropy, Shortfall, KL, Wasserstein, Energy        float64
	Params, Other, Y, CDF, P, Quantile, CRPS, Region   []float64
	LogProb                                            []float64 `json:"log_prob"`
}

func (g hurdleGolden) hurdle(logits float64, p []float64) distributions.Distribution {
	first, second := constant(p[0]), constant(p[1])
	base := map[string]distributions.Distribution{
		"gamma":     distributions.Gamma{Concentration: first, Rate: second},
		"lognormal": distributions.LogNormal{Loc: first, Scale: second},
		"normal":    distributions.Normal{Loc: first, Scale: second},
	}[g.Base]
	return distributions.Hurdle{Logits: constant(logits), Base: base}
}

func hurdleGoldens(t *testing.T) (all []hurdleGolden) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/hurdles.json", &all)
	return all
}

// byLogProbOnly has a mass at 0 amid a density, and nothing in closed form.
type byLogProbOnly struct{ distributions.Hurdle }

func (d byLogProbOnly) CDF()         {}
func (d byLogProbOnly) LogCDF()      {}
func (d byLogProbOnly) LogSurvival() {}
func (d byLogProbOnly) Mean()        {}
func (d byLogProbOnly) Variance()    {}
func (d byLogProbOnly) Entropy()     {}
func (d byLogProbOnly) Mode()        {}

// Rows of a mass amid a density are those of mpmath, to 1e-9 of their scale (a kurtosis to 1e-8): with the closed forms of a Hurdle, of its log-density
// alone, and both in another unit.
func TestRowsOfHurdles(t *testing.T) {
	for _, g := range hurdleGoldens(t) {
		d, other := g.hurdle(g.Logits, g.Params).(distributions.Hurdle), numbersOf(t, g.hurdle(g.Other[0], g.Other[1:]))
		for name, q := range map[string]distributions.Posterior{"closed": numbersOf(t, d), "bare": numbersOf(t, byLogProbOnly{d})} {
			t.Run(fmt.Sprint(g.Base, g.Params, name), func(t *testing.T) {
				g.check(t, q, other, 0, 1)
				scaled, err := q.Scaled(-3, 7)
				if err != nil {
					t.Fatal(err)
				}
				of, err := other.Scaled(-3, 7)
				if err != nil {
					t.Fatal(err)
				}
				g.check(t, scaled, of, -3, 7)
			})
		}
	}
}

// check compares q, of shift + scale y, with the golden y.
func (g hurdleGolden) check(t *testing.T, q, other distributions.Posterior, shift, scale float64) {
	t.Helper()
	sd := math.Sqrt(g.Variance)
	up := func(y float64) float64 { return shift + scale*y }
	one := func(y float64) []float64 { return []float64{up(y)} }
	for k, y := range g.Y {
		unit := math.Log(scale)
		if y == 0 {
			unit = 0
		}
		within(t, fmt.Sprintf("log-density(%v)", y), q.LogProb(one(y))[0], g.LogProb[k]-unit, 1e-11*max(1, math.Abs(g.LogProb[k])))
		within(t, fmt.Sprintf("cdf(%v)", y), q.CDF(one(y))[0], g.CDF[k], 1e-10)
		within(t, fmt.Sprintf("log-survival(%v)", y), q.LogSurvival(one(y))[0], math.Log1p(-g.CDF[k]), 1e-9/(1-g.CDF[k]))
		within(t, fmt.Sprintf("crps(%v)", y), q.CRPS(one(y))[0], scale*g.CRPS[k], 1e-9*scale*sd)
	}
	for k, p := range g.P {
		within(t, fmt.Sprint("quantile ", p), q.Quantile(p)[0], up(g.Quantile[k]), 1e-8*scale*sd)
		if g.Quantile[k] == 0 && q.Quantile(p)[0] != up(0) {
			t.Errorf("quantile %v is %v, not the point itself", p, q.Quantile(p)[0])
		}
	}
	region := q.HPD(.8)[0]
	want := []distributions.Interval{{Lo: up(0), Hi: up(0)}, {Lo: up(g.Region[0]), Hi: up(g.Region[1])}}
	if g.Region[0] < 0 && g.Region[1] > 0 {
		want = want[1:]
	}
	if len(region) != len(want) {
		t.Fatalf("region %v, want %v", region, want)
	}
	for k, w := range want {
		within(t, "region", region[k].Lo, w.Lo, 1e-7*scale*sd)
		within(t, "region", region[k].Hi, w.Hi, 1e-7*scale*sd)
	}
	if inside := q.HPD(math.Exp(g.LogProb[0]) / 2)[0]; len(inside) != 1 || inside[0].Lo != up(0) || inside[0].Hi != up(0) {
		t.Errorf("the region of half the mass at 0 is %v", inside)
	}
	for _, c := range []struct {
		name      string
		got, want float64
		unit      float64
	}{
		{"mean", q.Mean()[0], up(g.Mean), scale * sd}, {"variance", q.Variance()[0], scale * scale * g.Variance, scale * scale * g.Variance},
		{"deviation", q.StdDev()[0], scale * sd, scale * sd}, {"mode", q.Mode()[0], up(0), 0}, {"skewness", q.Skewness()[0], g.Skewness, 10},
		{"kurtosis", q.Kurtosis()[0], g.Kurtosis, 10 * max(1, g.Kurtosis)}, {"second moment", q.Moment(2)[0], scale*scale*g.Second + 2*scale*shift*g.Mean + shift*shift, scale * scale * (g.Second + 10)},
		{"expectation", q.Expectation(func(y float64) float64 { return y * y })[0], scale*scale*g.Second + 2*scale*shift*g.Mean + shift*shift, scale * scale * (g.Second + 10)},
		{"entropy", q.Entropy()[0], g.Entropy + (1-math.Exp(g.LogProb[0]))*math.Log(scale), 1}, {"shortfall", q.ExpectedShortfall(.4)[0], up(g.Shortfall), scale * sd},
		{"divergence", q.KL(other)[0], g.KL, 1}, {"cross-entropy", q.CrossEntropy(other)[0], q.Entropy()[0] + g.KL, 1},
		{"Wasserstein", q.Wasserstein1(other)[0], scale * g.Wasserstein, scale * sd}, {"energy", q.EnergyDistance(other)[0], scale * g.Energy, scale * sd},
	} {
		within(t, c.name, c.got, c.want, 1e-9*c.unit)
	}
	if w := q.Warnings(); len(w) > 0 {
		t.Error(w)
	}
}
