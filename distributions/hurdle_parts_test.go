package distributions_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rain is a Hurdle of gammas, a row for each logit.
func rain(logits ...float64) distributions.Hurdle {
	shape, rate := make([]float64, len(logits)), make([]float64, len(logits))
	for i := range logits {
		shape[i], rate[i] = 2, .5
	}
	return distributions.Hurdle{Logits: constant(logits...), Base: distributions.Gamma{Concentration: constant(shape...), Rate: constant(rate...)}}
}

// All of the mass, or none of it, may be at 0, and NaN logits are a row of NaN beside others.
func TestHurdlesAtTheirEnds(t *testing.T) {
	q := numbersOf(t, rain(800, -800, math.NaN(), math.Inf(1), math.Inf(-1)))
	gamma := numbersOf(t, rain(-1).Base)
	for _, i := range []int{0, 3} {
		r := q.Row(i)
		for name, v := range map[string]float64{"mean": r.Mean()[0], "variance": r.Variance()[0], "mode": r.Mode()[0], "entropy": r.Entropy()[0], "draw": r.Sample(1, 1)[0][0],
			"quantile": r.Quantile(.999)[0], "crps": r.CRPS([]float64{0})[0], "cdf": r.CDF([]float64{-1e-300})[0], "survival": 1 - r.CDF([]float64{0})[0], "distance": r.Wasserstein1(q.Row(0))[0]} {
			if v != 0 {
				t.Errorf("row %d, all at 0: %s is %v", i, name, v)
			}
		}
		if h := r.HPD(.9)[0]; len(h) != 1 || h[0] != (distributions.Interval{}) {
			t.Errorf("row %d, all at 0: region %v", i, h)
		}
	}
	for _, i := range []int{1, 4} {
		r := q.Row(i)
		within(t, "mode", r.Mode()[0], gamma.Mode()[0], 1e-6)
		within(t, "entropy", r.Entropy()[0], gamma.Entropy()[0], 1e-9)
		within(t, "quantile", r.Quantile(.3)[0], gamma.Quantile(.3)[0], 1e-9)
		within(t, "KL", r.KL(gamma)[0], 0, 1e-12)
		within(t, "KL", gamma.KL(r)[0], 0, 1e-12)
	}
	r := q.Row(2)
	for name, v := range map[string]float64{"mean": r.Mean()[0], "mode": r.Mode()[0], "entropy": r.Entropy()[0], "quantile": r.Quantile(.5)[0], "crps": r.CRPS([]float64{1})[0], "cdf": r.CDF([]float64{1})[0],
		"moment": r.Moment(2)[0], "KL": r.KL(gamma)[0], "draw": r.Sample(1, 1)[0][0]} {
		if !math.IsNaN(v) {
			t.Errorf("of NaN logits the %s is %v", name, v)
		}
	}
	half := numbersOf(t, rain(0))
	moved, err := half.Scaled(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsInf(half.KL(gamma)[0], 1) || !math.IsInf(half.KL(moved)[0], 1) || math.IsInf(gamma.KL(half)[0], 1) {
		t.Error("a mass at 0 where the other has none is infinitely far, and the density alone is not")
	}
	if text := fmt.Sprint(numbersOf(t, rain(-1))); !strings.Contains(text, "0 with probability 0.27") {
		t.Error(text)
	}
}

// A mass amid a density stands in mixtures of such, in a window, and in the mixture of draws: the mass at 0 is that of the parts, and
// so are cdf, mean and draws.
func TestHurdlesInCombinators(t *testing.T) {
	two := distributions.Hurdle{Logits: distributiontest.Array([]float64{-1, 1}, 1, 2),
		Base: distributions.LogNormal{Loc: distributiontest.Array([]float64{1, 3}, 1, 2), Scale: distributiontest.Array([]float64{.5, .2}, 1, 2)}}
	halves := distributions.Categorical{Logits: distributiontest.Array([]float64{0, 0}, 1, 2)}
	sigmoid := func(l float64) float64 { return 1 / (1 + math.Exp(-l)) }
	gamma := numbersOf(t, rain(-1).Base)
	for _, c := range []struct {
		name string
		d    distributions.Distribution
		mass float64
	}{
		{"same family", distributions.MixtureSameFamily{Mixing: halves, Components: two}, .5},
		{"mixture", distributions.Mixture{Mixing: halves, Components: []distributions.Distribution{rain(-1), distributions.Hurdle{Logits: constant(1), Base: distributions.Exponential{Rate: constant(3)}}}}, .5},
		{"from 0 on", distributions.Truncated{Base: rain(-1), Low: constant(0), High: constant(4)}, sigmoid(-1) / (sigmoid(-1) + sigmoid(1)*gamma.CDF([]float64{4})[0])},
		{"below", distributions.Truncated{Base: rain(-1), High: constant(4)}, sigmoid(-1) / (sigmoid(-1) + sigmoid(1)*gamma.CDF([]float64{4})[0])},
		{"from 1 on", distributions.Truncated{Base: rain(-1), Low: constant(1), High: constant(4)}, 0},
	} {
		q := numbersOf(t, c.d)
		zero := []float64{0}
		within(t, c.name+": mass", math.Exp(q.LogProb(zero)[0]), c.mass, 1e-12)
		within(t, c.name+": cdf at 0", q.CDF(zero)[0], c.mass, 1e-12)
		if w := q.Warnings(); len(w) > 0 {
			t.Error(c.name, w)
		}
		const m = 20000
		sum, zeros := 0., 0.
		for _, y := range q.Sample(1, m)[0] {
			if sum += y; y == 0 {
				zeros++
			}
		}
		within(t, c.name+": draws", sum/m, q.Mean()[0], 5*q.StdDev()[0]/math.Sqrt(m))
		within(t, c.name+": zeros", zeros/m, c.mass, 5*math.Sqrt(c.mass/m))
	}
}

// The mixture of draws has the mean of their masses, and its variance falls into two parts.
func TestHurdlesOfDraws(t *testing.T) {
	d := rain(0)
	draw := func(logit float64) func(n *G.Node) G.Value {
		return func(n *G.Node) G.Value {
			if n == d.Logits {
				return constant(logit).Value()
			}
			return n.Value()
		}
	}
	q, err := distributions.NewMixture(d, []func(n *G.Node) G.Value{draw(-1), draw(2)})
	if err != nil {
		t.Fatal(err)
	}
	a, b := numbersOf(t, rain(-1)), numbersOf(t, rain(2))
	zero := []float64{0}
	within(t, "mass", math.Exp(q.LogProb(zero)[0]), (math.Exp(a.LogProb(zero)[0])+math.Exp(b.LogProb(zero)[0]))/2, 1e-14)
	within(t, "cdf", q.CDF([]float64{2})[0], (a.CDF([]float64{2})[0]+b.CDF([]float64{2})[0])/2, 1e-12)
	within(t, "entropy of a draw", q.Draw(1).Entropy()[0], b.Entropy()[0], 1e-9)
	within(t, "aleatoric", q.Aleatoric()[0], (a.Variance()[0]+b.Variance()[0])/2, 1e-9)
	within(t, "mutual information", q.MutualInformation()[0], q.Entropy()[0]-(a.Entropy()[0]+b.Entropy()[0])/2, 1e-9)
	within(t, "its part at 0", q.PIT(zero, 3)[0], q.CDF(zero)[0]/2, q.CDF(zero)[0]/2)
}

// What would add a density to a mass, or stretch it, is refused, and says what to do.
func TestHurdlesRefused(t *testing.T) {
	gamma, halves := rain(-1).Base, distributions.Categorical{Logits: distributiontest.Array([]float64{0, 0}, 1, 2)}
	for _, c := range []struct {
		name, says string
		d          distributions.Distribution
	}{
		{"mixed with a density", "put the mixture of the densities into one Hurdle", distributions.Mixture{Mixing: halves, Components: []distributions.Distribution{gamma, rain(-1)}}},
		{"transformed", "Hurdle{Base: Transformed{...}}", distributions.Transformed{Base: rain(-1), Bijector: distributions.Affine{Shift: constant(1), Scale: constant(2)}}},
		{"twice", "it needs no second one", distributions.Hurdle{Logits: constant(1), Base: rain(-1)}},
		{"inflated", "has no masses on integers", distributions.ZeroInflated{Logits: constant(1), Base: rain(-1)}},
	} {
		_, err := distributions.Numbers(c.d)
		var built *graph.BuildError
		if !errors.As(err, &built) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	q := numbersOf(t, rain(-1))
	if _, err := distributions.SwapPrior(q, distributions.FlatPrior{Min: 0, Max: 9}, distributions.FlatPrior{Min: 1, Max: 2}); err == nil || !strings.Contains(err.Error(), "mass at 0") {
		t.Error(err)
	}
	if _, err := q.Prior(0); err == nil || !strings.Contains(err.Error(), "mass at 0") {
		t.Error(err)
	}
}

// massesOnly is a user's Poisson with nothing but its masses.
type massesOnly struct {
	Rate *G.Node `param:"positive"`
}

func (d massesOnly) BatchShape() tensor.Shape       { return d.Rate.Shape() }
func (d massesOnly) EventShape() tensor.Shape       { return tensor.Shape{} }
func (d massesOnly) Support() distributions.Support { return distributions.IntegersIn(0, math.Inf(1)) }
func (d massesOnly) LogProb(y *G.Node) *G.Node      { return distributions.Poisson{Rate: d.Rate}.LogProb(y) }

// Zero-inflated and hurdle are of any masses: a user's without a cdf too.
func TestHurdlesOfMassesOnly(t *testing.T) {
	logits, rate := constant(.3), constant(4.5)
	for name, pair := range map[string][2]distributions.Distribution{
		"hurdle":        {distributions.Hurdle{Logits: logits, Base: massesOnly{rate}}, distributions.Hurdle{Logits: logits, Base: distributions.Poisson{Rate: rate}}},
		"zero-inflated": {distributions.ZeroInflated{Logits: logits, Base: massesOnly{rate}}, distributions.ZeroInflated{Logits: logits, Base: distributions.Poisson{Rate: rate}}},
	} {
		q, want := numbersOf(t, pair[0]), numbersOf(t, pair[1])
		for _, y := range []float64{0, 1, 7} {
			within(t, name+" log-mass", q.LogProb([]float64{y})[0], want.LogProb([]float64{y})[0], 1e-13)
			within(t, name+" cdf", q.CDF([]float64{y})[0], want.CDF([]float64{y})[0], 1e-12)
		}
		within(t, name+" mean", q.Mean()[0], want.Mean()[0], 1e-11)
		within(t, name+" entropy", q.Entropy()[0], want.Entropy()[0], 1e-11)
	}
}

// An observation model of vectors is not advised to be a Joint.
func TestNumbersOfCensored(t *testing.T) {
	if _, err := distributions.Numbers(distributions.Censored{Base: rain(-1)}); err == nil || !strings.Contains(err.Error(), "distributions.Predicted(d), which is distributions.Hurdle") {
		t.Error(err)
	}
}
