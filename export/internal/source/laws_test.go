package source

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
)

// scalar is what an export's distributions of numbers answer.
type scalar interface {
	law
	Quantile(p float64) float64
	StdDev() float64
}

func number(v float64) *G.Node { return distributions.Constant(v) }

// An instance is a distribution here and in package distributions.
type instance struct {
	name string
	of   scalar
	like distributions.Distribution
	y    []float64 // where it is asked
}

func vary(at ...float64) []float64 {
	return append(at, math.Inf(-1), math.Inf(1), -1e300, 1e300, 0, .5, 1, 2, 3, -1, -3.7)
}

func instances() (all []instance) {
	for _, v := range [][2]float64{{0, 1}, {-3e4, 1e-3}, {5, 1e100}} {
		all = append(all, instance{"normal", Normal{v[0], v[1]}, distributions.Normal{Loc: number(v[0]), Scale: number(v[1])}, vary(v[0]-20*v[1], v[0]+8*v[1], v[0]-45*v[1])})
	}
	for _, n := range []float64{.3, 1, 1.5, 2, 3.7, 60, 1e6} {
		all = append(all, instance{"student", StudentT{n, 2, 3}, distributions.StudentT{DF: number(n), Loc: number(2), Scale: number(3)}, vary(1e5, -1e12, 2.001, -40, 2+3*math.Sqrt(n))})
	}
	for _, v := range [][2]float64{{1.01, 1.01}, {3, 700}, {200, 3e3}, {40, 1.2}} {
		all = append(all, instance{"beta", Beta{v[0], v[1], 0, 1}, distributions.Beta{Alpha: number(v[0]), Beta: number(v[1])}, vary(1e-9, .06, .0625, .99)})
	}
	for _, r := range []float64{1e-3, .7, 3, 40, 5e3} {
		all = append(all, instance{"poisson", Poisson{r}, distributions.Poisson{Rate: number(r)}, vary(r, math.Floor(r), math.Floor(1.3*r), 70, 2.5)})
		for _, c := range []float64{.2, 5, 1e6} {
			all = append(all, instance{"negative binomial", NegativeBinomial{r, c}, distributions.NegativeBinomial{Rate: number(r), Concentration: number(c)}, vary(math.Floor(r), math.Floor(1.3*r), 70, 2.5)})
		}
	}
	for _, l := range []float64{-30, -1, 0, 2, 800} {
		all = append(all, instance{"coin", coin(float(l)), distributions.Bernoulli{Logits: number(l)}, vary()})
	}
	return append(all, instance{"point", Point{3}, distributions.Deterministic{Loc: number(3)}, vary()})
}

// near compares numbers to 1e-12 of them or of the unit.
func near(a, b, unit float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*max(unit, math.Abs(b))
}

// Distributions answer as those of package distributions do, far out and at the ends too.
func TestLikeDistributions(t *testing.T) {
	for _, c := range instances() {
		q, err := distributions.Numbers(c.like)
		if err != nil {
			t.Fatal(err)
		}
		same := func(what string, at, got, want, unit float64) {
			if !near(got, want, unit) {
				t.Errorf("%s %+v: %s at %v is %v, want %v", c.name, c.of, what, at, got, want)
			}
		}
		same("mean", 0, c.of.Mean(), q.Mean()[0], 0)
		if c.name != "point" && c.of.Variance() < 1e150 {
			same("sd", 0, c.of.StdDev(), q.StdDev()[0], 0)
		}
		for _, y := range c.y {
			at := []float64{y}
			same("log-density", y, c.of.LogProb(y), q.LogProb(at)[0], 1)
			same("cdf", y, c.of.CDF(y), q.CDF(at)[0], 0)
			same("survival", y, c.of.Survival(y), math.Exp(q.LogSurvival(at)[0]), 0)
		}
		for _, p := range []float64{0, 1e-9, .01, .3, .5, .9, .999, 1} {
			want := q.Quantile(p)[0]
			if whole, _ := c.of.support(); whole && c.name != "coin" { // of a Posterior the outer counts with a mass
				if p == 0 {
					want = 0
				}
				if p == 1 {
					want = math.Inf(1)
				}
			}
			unit := c.of.StdDev()
			if !(unit < math.Inf(1)) {
				unit = 1
			}
			same("quantile", p, c.of.Quantile(p), want, unit)
		}
		if !math.IsNaN(c.of.Quantile(-.1)) || !math.IsNaN(c.of.Quantile(math.NaN())) {
			t.Errorf("%s: the quantiles of -.1 and NaN are %v and %v", c.name, c.of.Quantile(-.1), c.of.Quantile(math.NaN()))
		}
	}
}

// Of what is no number nothing is known.
func TestNoNumber(t *testing.T) {
	all := append(instances(), instance{name: "classes", of: Classes{[]float64{.2, .8}, []float64{math.Log(.2), math.Log(.8)}}},
		instance{name: "quantiles", of: Quantiles{[]float64{.1, .5, .9}, []float64{-1, 0, 4}}},
		instance{name: "mixture", of: Mixture[Classes]{[]float64{.5, .5}, []Classes{coin(1), coin(-2)}}})
	for _, c := range all {
		nan := math.NaN()
		if a, b, d := c.of.LogProb(nan), c.of.CDF(nan), c.of.Survival(nan); !math.IsNaN(a) || !math.IsNaN(b) || !math.IsNaN(d) {
			t.Errorf("%s %+v: at NaN the log-density is %v, the cdf %v, the survival %v", c.name, c.of, a, b, d)
		}
	}
}
