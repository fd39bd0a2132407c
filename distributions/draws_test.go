package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type drawValues = func(n *G.Node) G.Value

// normalDraws is a Normal declared for 4 rows, and draws of n rows of it, loc and scale by draw and row.
func normalDraws(loc, scale [][]float64) (Distribution, []drawValues) {
	c := newDeclaredOn()
	d := Normal{Loc: c.input("loc", 4), Scale: c.input("scale", 4)}
	var draws []drawValues
	for k := range loc {
		draws = append(draws, c.feed(map[string]G.Value{"loc": dense(loc[k], len(loc[k])), "scale": dense(scale[k], len(scale[k]))}))
	}
	return d, draws
}

// twoNormals is one row whose draws are N(0, 1) and N(loc, .5^2).
func twoNormals(loc float64) Posterior {
	d, draws := normalDraws([][]float64{{0}, {loc}}, [][]float64{{1}, {.5}})
	return must1(NewMixture(d, draws))
}

func normalDensity(y, loc, scale float64) float64 {
	z := (y - loc) / scale
	return math.Exp(-z*z/2) / (scale * math.Sqrt(2*math.Pi))
}

// The mixture of N(0, 1) and N(4, .5^2) by hand. Its log-density is neither the mean of the log-densities, nor that of
// N(2, .75^2), whose parameters are the means: between the two modes the true density is 20 times smaller than that.
func TestMixtureOfTwoDrawsByHand(t *testing.T) {
	q := twoNormals(4)
	if q.Draws() != 2 {
		t.Errorf("%d draws", q.Draws())
	}
	for _, y := range []float64{-3, 0, 2, 2.7, 4, 40} {
		want := math.Log(normalDensity(y, 0, 1)/2 + normalDensity(y, 4, .5)/2)
		if y == 40 { // both underflow
			want = -y*y/2 - math.Log(2*math.Pi)/2 - math.Ln2
		}
		closeTo(t, fmt.Sprint("log-density at ", y), q.LogProb([]float64{y})[0], want, 1e-13*max(1, math.Abs(want)))
		cdf := math.Erfc(-y/math.Sqrt2)/4 + math.Erfc((4-y)/.5/math.Sqrt2)/4
		closeTo(t, "cdf", q.CDF([]float64{y})[0], cdf, 1e-15)
	}
	closeTo(t, "mean", q.Mean()[0], 2, 0)
	closeTo(t, "aleatoric", q.Aleatoric()[0], (1+.25)/2, 1e-15)
	closeTo(t, "epistemic", q.Epistemic()[0], 4, 0)
	closeTo(t, "variance", q.Variance()[0], 4.625, 1e-15)
	if m := q.Modes()[0]; len(m) != 2 || math.Abs(m[0]-4) > 1e-2 || math.Abs(m[1]) > 1e-2 {
		t.Errorf("modes %v, want one near 4 and one near 0", m)
	}
	averaged := math.Log(normalDensity(2, 2, .75))
	if l := q.LogProb([]float64{2})[0]; l > averaged-2.5 {
		t.Errorf("log-density %v between the modes; averaged parameters have %v", l, averaged)
	}
	if r := q.HPD(.68)[0]; len(r) != 2 {
		t.Errorf("HPD %v, want two intervals", r)
	}
}

// A draw alone is what NewPosterior makes of it, bit for bit.
func TestMixtureDrawIsThePosteriorOfIt(t *testing.T) {
	loc, scale := randomDraws(5, 40, 1)
	d, draws := normalDraws(loc, scale)
	q := must1(must1(NewMixture(d, draws)).Scaled(3, 2))
	for k, values := range draws {
		got, want := q.Draw(k), must1(must1(NewPosterior(d, values)).Scaled(3, 2))
		if !slices.Equal(answers(got), answers(want)) || got.Draws() != 1 {
			t.Errorf("draw %d differs", k)
		}
	}
	defer func() {
		if e := recover(); e != "distributions: draw 5 of a posterior of 5 draws" {
			t.Errorf("recovered %v", e)
		}
	}()
	q.Draw(5)
}

// randomDraws is locs and scales of s draws of n rows.
func randomDraws(s, n int, seed uint64) (loc, scale [][]float64) {
	r := rand.New(rand.NewPCG(seed, 9))
	loc, scale = table[float64](s, n), table[float64](s, n)
	for k := range s {
		for i := range n {
			loc[k][i], scale[k][i] = r.NormFloat64(), math.Exp(.3*r.NormFloat64())
		}
	}
	return loc, scale
}

// Total variance is aleatoric plus epistemic to rounding, in closed form and integrated, scaled and swapped.
func TestMixtureVarianceIsTheSumOfItsParts(t *testing.T) {
	loc, scale := randomDraws(7, 30, 2)
	d, draws := normalDraws(loc, scale)
	q := must1(must1(NewMixture(d, draws)).Scaled(14, .2))
	integrated := q
	integrated = integrated.over(density.Scale(mixDraws(bare{q.f.Has().Wrapper.Inside().(*mixed).inner}, 7), 14, .2))
	flat := must1(SwapPrior(q, massHistogram(64, true), FlatPrior{13.51, 15.2}))
	for what, q := range map[string]Posterior{"closed form": q, "integrated": integrated, "swapped": flat, "row": flat.Row(7)} {
		a, e := q.Aleatoric(), q.Epistemic()
		for i, v := range q.Variance() {
			closeTo(t, what, a[i]+e[i], v, 1e-13*v)
			if !(a[i] > 0 && e[i] > 0) {
				t.Errorf("%s: parts %v and %v", what, a[i], e[i])
			}
		}
	}
	a, e := q.Aleatoric(), q.Epistemic()
	for i := range a {
		closeTo(t, "integrated aleatoric", integrated.Aleatoric()[i], a[i], 1e-9*a[i])
		closeTo(t, "integrated epistemic", integrated.Epistemic()[i], e[i], 1e-9*e[i])
	}
}

// A swapped mixture is the mixture of the swapped draws, weighted by the mass each has under the new prior.
func TestMixtureSwapped(t *testing.T) {
	loc, scale := [][]float64{{13.9, 14.2}, {14.1, 13.4}, {14.6, 14.3}}, [][]float64{{.1, .2}, {.3, .1}, {.2, .15}}
	d, draws := normalDraws(loc, scale)
	q := must1(NewMixture(d, draws))
	train, target := massHistogram(32, true), FlatPrior{13.51, 15.2}
	flat := must1(SwapPrior(q, train, target))
	y := []float64{14, 14.1}
	for i := range 2 {
		total, density, mean, second := 0., 0., 0., 0.
		for k := range draws {
			own := must1(SwapPrior(q.Draw(k), train, target))
			z := math.Exp(own.f.Has().LogMass(i))
			total += z
			density += z * math.Exp(own.LogProb(y)[i])
			mean += z * own.Mean()[i]
			second += z * own.Variance()[i]
			drawn := flat.Draw(k)
			closeTo(t, "draw", drawn.LogProb(y)[i], own.LogProb(y)[i], 1e-12)
			closeTo(t, "draw's mean", drawn.Mean()[i], own.Mean()[i], 1e-12)
			closeTo(t, "draw's effective sample fraction", drawn.EffectiveSampleFraction()[i], own.EffectiveSampleFraction()[i], 1e-12)
		}
		closeTo(t, "log-density", flat.LogProb(y)[i], math.Log(density/total), 1e-9)
		closeTo(t, "mean", flat.Mean()[i], mean/total, 1e-9)
		closeTo(t, "aleatoric", flat.Aleatoric()[i], second/total, 1e-9)
		if m := flat.MutualInformation()[i]; !(m > 0 && m < math.Log(3)) {
			t.Errorf("mutual information %v", m)
		}
	}
}

// A draw without mass on the target's support is broken alone, and no part of the mixture.
func TestMixtureSwappedAwayFromADraw(t *testing.T) {
	c := newDeclaredOn()
	d := Beta{Alpha: c.input("a", 4), Beta: c.input("b", 4)}
	feed := func(a, b float64) drawValues {
		return c.feed(map[string]G.Value{"a": dense([]float64{a}, 1), "b": dense([]float64{b}, 1)})
	}
	q := must1(NewMixture(d, []drawValues{feed(2, 3), feed(4, 1e9)}))
	flat := must1(SwapPrior(q, FlatPrior{0, 1}, FlatPrior{.5, 1}))
	alone := must1(SwapPrior(q.Draw(0), FlatPrior{0, 1}, FlatPrior{.5, 1}))
	closeTo(t, "mean", flat.Mean()[0], alone.Mean()[0], 1e-12)
	closeTo(t, "aleatoric", flat.Aleatoric()[0], alone.Variance()[0], 1e-12)
	closeTo(t, "epistemic", flat.Epistemic()[0], 0, 1e-15)
	closeTo(t, "mutual information", flat.MutualInformation()[0], 0, 1e-12)
}

// Parameters that rows share differ between draws; where they go is found for each family.
func TestMixtureOfSharedParameters(t *testing.T) {
	c := newDeclaredOn()
	loc, wide := c.input("loc", 4), c.input("wide", 4, 3)
	for name, test := range map[string]struct {
		d      Distribution
		shapes map[string]tensor.Shape
	}{
		"scalar":            {Normal{Loc: loc, Scale: c.input("s0")}, map[string]tensor.Shape{"loc": {5}, "s0": {}}},
		"one row":           {Normal{Loc: loc, Scale: c.input("s1", 1)}, map[string]tensor.Shape{"loc": {5}, "s1": {1}}},
		"scalar components": {MixtureSameFamily{Categorical{c.input("w2", 3)}, Normal{Loc: wide, Scale: c.input("s2")}}, map[string]tensor.Shape{"wide": {5, 3}, "w2": {3}, "s2": {}}},
		"one of each":       {MixtureSameFamily{Categorical{c.input("w3", 1, 3)}, Normal{Loc: wide, Scale: c.input("s3", 3)}}, map[string]tensor.Shape{"wide": {5, 3}, "w3": {1, 3}, "s3": {3}}},
		"foreign":           {foreignNormal{loc, c.input("s4")}, map[string]tensor.Shape{"loc": {5}, "s4": {}}},
	} {
		r := rand.New(rand.NewPCG(4, 4))
		var draws []drawValues
		for range 3 {
			values := map[string]G.Value{}
			for p, s := range test.shapes {
				data := make([]float64, max(1, s.TotalSize()))
				for i := range data {
					data[i] = .5 + r.Float64()
				}
				values[p] = G.NewF64(data[0])
				if len(s) > 0 {
					values[p] = dense(data, s...)
				}
			}
			draws = append(draws, c.feed(values))
		}
		q := must1(NewMixture(test.d, draws))
		y := []float64{.1, .5, .9, 1.3, 2}
		mean := make([]float64, 5)
		for _, values := range draws {
			for i, l := range must1(NewPosterior(test.d, values)).LogProb(y) {
				mean[i] += math.Exp(l) / 3
			}
		}
		for i, l := range q.LogProb(y) {
			closeTo(t, name, l, math.Log(mean[i]), 1e-14)
		}
		if m := q.Quantile(.5); slices.ContainsFunc(m, math.IsNaN) || len(q.Warnings()) > 0 {
			t.Errorf("%s: medians %v, warnings %v", name, m, q.Warnings())
		}
	}
}

// foreignNormal refuses a scale with the rows' axis.
type foreignNormal struct{ Loc, Scale *G.Node }

func (d foreignNormal) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d foreignNormal) EventShape() tensor.Shape { return tensor.Shape{} }
func (d foreignNormal) LogProb(y *G.Node) *G.Node {
	if len(d.Scale.Shape()) > 0 {
		build.Fail("scale by row", nil, "%T has one scale", d)
	}
	return Normal(d).LogProb(y)
}

// Draws of discrete families share their atoms; those of point masses have one each, equal ones merged.
func TestMixtureOfAtoms(t *testing.T) {
	c := newDeclaredOn()
	one := func(name string, v ...float64) drawValues { return c.feed(map[string]G.Value{name: dense(v, 1)}) }
	q := must1(NewMixture(Bernoulli{c.input("p", 4)}, []drawValues{one("p", -1), one("p", 2)}))
	p0, p1 := 1/(1+math.E), 1/(1+math.Exp(-2))
	closeTo(t, "mass of 1", math.Exp(q.LogProb([]float64{1})[0]), (p0+p1)/2, 1e-15)
	closeTo(t, "aleatoric", q.Aleatoric()[0], (p0*(1-p0)+p1*(1-p1))/2, 1e-15)
	closeTo(t, "epistemic", q.Epistemic()[0], (p1-p0)*(p1-p0)/4, 1e-15)
	h := func(p float64) float64 { return -p*math.Log(p) - (1-p)*math.Log1p(-p) }
	closeTo(t, "mutual information", q.MutualInformation()[0], h((p0+p1)/2)-(h(p0)+h(p1))/2, 1e-14)

	point := Deterministic{c.input("at", 4)}
	q = must1(must1(NewMixture(point, []drawValues{one("at", 3), one("at", 1), one("at", 3), one("at", 8)})).Scaled(1, 2))
	if s := q.Support()[0]; s != (Interval{Lo: 3, Hi: 17}) {
		t.Errorf("support %v", s)
	}
	for y, want := range map[float64]float64{3: .25, 7: .5, 17: .25, 5: 0} {
		closeTo(t, fmt.Sprint("mass of ", y), math.Exp(q.LogProb([]float64{y})[0]), want, 1e-15)
	}
	closeTo(t, "median", q.Quantile(.5)[0], 7, 0)
	closeTo(t, "aleatoric", q.Aleatoric()[0], 0, 0)
	closeTo(t, "epistemic", q.Epistemic()[0], 26.75, 1e-14) // 4 (83/4 - 3.75^2)
	flat := must1(SwapPrior(q, FlatPrior{0, 20}, FlatPrior{5, 20}))
	closeTo(t, "swapped mass", math.Exp(flat.LogProb([]float64{7})[0]), 2./3, 1e-15)
	closeTo(t, "swapped information", flat.MutualInformation()[0], math.Log(3)-2./3*math.Ln2, 1e-14)
}

func TestMixtureErrors(t *testing.T) {
	d, draws := normalDraws([][]float64{{0, 1}, {2, 3}, {4, 5, 6}}, [][]float64{{1, 1}, {1, 1, 1}, {1, 1, 1}})
	for want, draws := range map[string][]drawValues{
		"there are no draws": nil,
		"draw 1: parameter scale has 3 rows but one before it has 2": draws[:2],
		"draw 1 has 3 rows but draw 0 has 2":                         {draws[0], draws[2]},
		"draw 1: parameter loc has no value":                         {draws[0], func(*G.Node) G.Value { return nil }},
	} {
		if _, err := NewMixture(d, draws); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
}

// One Formulas serves many posteriors, from many goroutines, with the bits of NewPosterior and NewMixture.
func TestFormulas(t *testing.T) {
	loc, scale := randomDraws(4, 20, 11)
	d, draws := normalDraws(loc, scale)
	f, err := NewFormulas(d)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for k := range draws {
		wait.Go(func() {
			if !slices.Equal(answers(must1(f.Posterior(draws[k]))), answers(must1(NewPosterior(d, draws[k])))) {
				t.Errorf("the posterior of draw %d differs", k)
			}
			if !slices.Equal(drawAnswers(must1(f.Mixture(draws[k:]))), drawAnswers(must1(NewMixture(d, draws[k:])))) {
				t.Errorf("the mixture of draws from %d on differs", k)
			}
		})
	}
	wait.Wait()
	if _, err := NewFormulas(Independent{Base: Normal{Loc: d.(Normal).Loc, Scale: d.(Normal).Scale}}); err == nil {
		t.Error("formulas of vectors")
	}
}
