package distributions_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
)

func rows(v ...float64) *G.Node { return shapedConstant([]int{1, len(v)}, v...) }

func mustKL(t *testing.T, p, q distributions.Distribution, noise ...array) (v, stderr []float64, how distributions.How) {
	t.Helper()
	v, stderr, how, err := divergence(p, q, noise...)
	if err != nil {
		t.Fatal(err)
	}
	return v, stderr, how
}

// Independent elements add up, and say that they did; a bijector changes nothing.
func TestKLRules(t *testing.T) {
	p, q := distributions.Laplace{Loc: rows(0, 1), Scale: rows(1, 2)}, distributions.Laplace{Loc: rows(1, 1), Scale: rows(1, 1)}
	v, _, how := mustKL(t, distributions.Independent{Base: p}, distributions.Independent{Base: q})
	each, _, _ := mustKL(t, p, q)
	within(t, "sum", v[0], each[0]+each[1], 1e-14)
	if how != distributions.Ruled {
		t.Errorf("a sum says that it is %v", how)
	}
	v, _, how = mustKL(t, distributions.Transformed{Base: p, Bijector: distributions.Exp{}}, distributions.Transformed{Base: q, Bijector: distributions.Exp{}})
	within(t, "transformed", v[1], each[1], 1e-14)
	if how != distributions.Ruled {
		t.Errorf("an equal map says that it is %v", how)
	}
	if _, _, _, err := divergence(distributions.Transformed{Base: p, Bijector: distributions.Exp{}}, distributions.Transformed{Base: q, Bijector: distributions.Tanh{}}); err == nil {
		t.Error("different maps have a closed form")
	}
}

func twoNormals(logits, loc, scale []float64) distributions.Distribution {
	return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: rows(logits...)}, Components: distributions.Normal{Loc: rows(loc...), Scale: rows(scale...)}}
}

// The bound of mixtures is one, is 0 for equals, and says so.
func TestKLMixtureBound(t *testing.T) {
	p, q := twoNormals([]float64{0, 1}, []float64{-1, 2}, []float64{1, .5}), twoNormals([]float64{.5, .2}, []float64{-1.5, 2}, []float64{1, 1})
	v, _, how := mustKL(t, p, q)
	exact := numbersOf(t, p).KL(numbersOf(t, q))[0]
	if how != distributions.Bounded || v[0] < exact {
		t.Errorf("%v, %v, is no bound of %v", v[0], how, exact)
	}
	if self, _, _ := mustKL(t, p, p); self[0] != 0 {
		t.Errorf("from itself: %v", self[0])
	}
}

// Without closed form the mean over draws is within 5 standard errors of the integral, and there is none without noise.
func TestKLSampled(t *testing.T) {
	const m = 4000
	for name, pair := range map[string][2]distributions.Distribution{
		"normal laplace":    {pairFamilies["normal"](0, 1), pairFamilies["laplace"](.5, 1)},
		"logistic logistic": {pairFamilies["logistic"](0, 1), pairFamilies["logistic"](1, 2)},
		"gamma lognormal":   {pairFamilies["gamma"](2, 1), pairFamilies["lognormal"](.5, .7)},
	} {
		noise := make([]float64, m)
		rng.New(1, name, 0, 0).Normal64(noise, 0)
		v, stderr, how := mustKL(t, pair[0], pair[1], arr(noise, 1, m))
		if how != distributions.Sampled || stderr == nil {
			t.Fatalf("%s: %v without standard error", name, how)
		}
		want := numbersOf(t, pair[0]).KL(numbersOf(t, pair[1]))[0]
		within(t, name, v[0], want, 5*stderr[0])
		if !(stderr[0] < 1/math.Sqrt(m)) { // the logarithms of these ratios vary by less than 1
			t.Errorf("%s: a standard error of %v for %v", name, stderr[0], want)
		}
		if _, _, _, err := divergence(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), "noise") {
			t.Errorf("%s without noise: %v", name, err)
		}
	}
}

// Where p has mass that q has not, everything says infinite; where only q has, nothing does.
func TestKLWithoutCommonSupport(t *testing.T) {
	slow.Test(t)
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		p, q distributions.Distribution
		want float64
	}{
		{"uniform", pairFamilies["uniform"](-1, 1), pairFamilies["uniform"](0, 1), inf},
		{"pareto", pairFamilies["pareto"](1, 1), pairFamilies["pareto"](1, 2), inf},
		{"classes", pairFamilies["categorical"](0, 0), pairFamilies["categorical"](0, math.Inf(-1)), inf},
		{"fewer classes", pairFamilies["categorical"](0, math.Inf(-1)), pairFamilies["categorical"](0, 0), math.Ln2},
		{"sure", pairFamilies["bernoulli"](inf), pairFamilies["bernoulli"](inf), 0},
		{"sure of another", pairFamilies["bernoulli"](inf), pairFamilies["bernoulli"](math.Inf(-1)), inf},
	} {
		v, _, _ := mustKL(t, c.p, c.q)
		within(t, c.name, v[0], c.want, 1e-14)
		within(t, c.name+" as numbers", numbersOf(t, c.p).KL(numbersOf(t, c.q))[0], c.want, 1e-10)
	}
	n, d := numbersOf(t, pairFamilies["normal"](0, 1)), numbersOf(t, pairFamilies["poisson"](3))
	if a, b := n.KL(d)[0], d.KL(n)[0]; a != inf || b != inf {
		t.Errorf("a density and masses: %v, %v", a, b)
	}
	point := numbersOf(t, pairFamilies["categorical"](0, math.Inf(-1)))
	within(t, "distance from 0 to |z|", point.Wasserstein1(numbersOf(t, pairFamilies["halfnormal"](1)))[0], math.Sqrt(2/math.Pi), 1e-10)
	big, next := numbersOf(t, pairFamilies["poisson"](1e12)), numbersOf(t, pairFamilies["poisson"](1e12+1e6))
	within(t, "large counts", big.Wasserstein1(next)[0], 1e6, 1e-3)
	within(t, "large counts' KL", big.KL(next)[0], 1e12*(1e-6-math.Log1p(1e-6)), 1e-6)
}

// Own is a normal that knows one divergence.
type Own struct{ distributions.Normal }

func (o Own) KL(q distributions.Distribution) (*G.Node, bool) {
	if n, ok := q.(distributions.Normal); ok {
		return n.Scale, true
	}
	return nil, false
}

func TestKLOfOnesOwn(t *testing.T) {
	v, _, how := mustKL(t, Own{pairFamilies["normal"](0, 1).(distributions.Normal)}, pairFamilies["normal"](0, 7))
	if v[0] != 7 || how != distributions.Closed {
		t.Errorf("%v, %v, not what the method says", v[0], how)
	}
}
