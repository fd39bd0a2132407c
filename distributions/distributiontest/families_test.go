package distributiontest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
)

// A line is a distribution of a few rows, and a target for each.
type line struct {
	d distributions.Distribution
	y []float64
}

// scalars are the families of numbers.
var scalars = []line{
	{distributions.Normal{Loc: vec(-3, 0, 2), Scale: vec(.1, 1, 4)}, []float64{-3.2, .5, 11}},
	{distributions.LogNormal{Loc: vec(-1, 0, .5), Scale: vec(.5, 1, .3)}, []float64{.2, 1.5, 3}},
	{distributions.Laplace{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2)}, []float64{-3, .5, 2}},
	{distributions.AsymmetricLaplace{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2), Asymmetry: vec(.5, 1, 3)}, []float64{-3, .5, 2}},
	{distributions.Cauchy{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2)}, []float64{-3, .5, 2}},
	{distributions.StudentT{DF: vec(6, 30, 12), Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2)}, []float64{-3, .5, 2}},
	{distributions.Logistic{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2)}, []float64{-3, .5, 2}},
	{distributions.Gumbel{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2)}, []float64{-2, .5, 2}},
	{distributions.SkewNormal{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, 2), Shape: vec(-4, 0, 2)}, []float64{-2, .5, 2}},
	{distributions.Exponential{Rate: vec(.5, 1, 7)}, []float64{.1, 1.5, 2}},
	{distributions.Gamma{Concentration: vec(1.5, 3, 20), Rate: vec(.5, 1, 7)}, []float64{.1, 1.5, 2}},
	{distributions.InverseGamma{Concentration: vec(11, 20, 14.5), Scale: vec(.5, 1, 7)}, []float64{.1, .06, .5}},
	{distributions.Beta{Alpha: vec(4.5, 5, 30), Beta: vec(1, 3, 12.5)}, []float64{.01, .5, .73}},
	{distributions.Kumaraswamy{Alpha: vec(1, 2, 5), Beta: vec(1, 3, 2.5)}, []float64{.1, .6, .7}},
	{distributions.Uniform{Low: vec(-1, 0, .5), High: vec(2, 1, 4)}, []float64{.7, .5, 3}},
	{distributions.HalfNormal{Scale: vec(.5, 1, 7)}, []float64{.1, 1.5, 2}},
	{distributions.HalfCauchy{Scale: vec(.5, 1, 7)}, []float64{.1, 1.5, 2}},
	{distributions.TruncatedNormal{Loc: vec(-1, 0, 5), Scale: vec(1, 2, .5), Low: vec(-2, 1, 1), High: vec(9, 8, 4)}, []float64{.7, 1.5, 3.6}},
	{distributions.Weibull{Concentration: vec(1, 2, 3.5), Scale: vec(.5, 1, 7)}, []float64{.1, 1.5, 2}},
	{distributions.Pareto{Concentration: vec(8, 10, 12.5), Scale: vec(2, 2, 2)}, []float64{2.1, 3, 2.5}},
	{distributions.VonMises{Loc: vec(-1, 0, 3), Concentration: vec(.5, 2, 9)}, []float64{-2, .5, 2}},
	{distributions.PiecewiseLinear{Levels: []float64{.1, .3, .7, .9}, Values: array([]float64{-1, 0, .5, 3, 20, 21, 21.5, 28}, 2, 4)}, []float64{-1.7, 21.2}},
	{distributions.Bernoulli{Logits: vec(-2, 0, 3)}, []float64{0, 1, 1}},
	{distributions.Binomial{Total: vec(3, 10, 40), Logits: vec(-1, .3, 2)}, []float64{0, 3, 38}},
	{distributions.NegativeBinomial{Rate: vec(.5, 3.5, 12.2), Concentration: vec(.7, 20, 2)}, []float64{0, 3, 20}},
	{poisson(), []float64{0, 3, 20}},
	{distributions.Geometric{Logits: vec(-1, 0, 2)}, []float64{0, 3, 5}},
	{distributions.Categorical{Logits: array([]float64{0, 1, 2, -3, 3, 0, 5, 0, -5}, 3, 3)}, []float64{0, 1, 2}},
	{distributions.OrderedLogistic{Loc: vec(-1, 0, 2), Cutpoints: vec(-1, .5, 2)}, []float64{0, 1, 3}},
	{distributions.Deterministic{Loc: vec(1, 2)}, []float64{1, 2}},
}

// combinators are made of others.
var combinators = []line{
	{distributions.ZeroInflated{Logits: vec(-1, 0, 2), Base: poisson()}, []float64{0, 0, 20}},
	{distributions.Hurdle{Logits: vec(-1, 0, 2), Base: poisson()}, []float64{0, 2, 20}},
	{distributions.Hurdle{Logits: vec(-1, 0, 2), Base: gamma()}, []float64{.3, 2, 5}},
	{distributions.Truncated{Base: distributions.Hurdle{Logits: vec(-1, 0, 2), Base: gamma()}, Low: vec(-.1, -1, -2), High: vec(3, 4, 9)}, []float64{.3, 2, 5}},
	{distributions.MixtureSameFamily{Mixing: mixing(), Components: distributions.Hurdle{Logits: array([]float64{-1, 1, 0, .2, 2, -1}, 3, 2),
		Base: distributions.LogNormal{Loc: array([]float64{-1, 1, 0, 0, 2, 1}, 3, 2), Scale: array([]float64{.5, 1, 1, .2, .3, .4}, 3, 2)}}}, []float64{1.3, .1, 3.8}},
	{distributions.Independent{Base: distributions.Normal{Loc: array([]float64{1, 2, 3, 4}, 2, 2), Scale: vec(1, 3)}}, []float64{1, 1, 3, 5}},
	{distributions.MixtureSameFamily{Mixing: mixing(), Components: distributions.Normal{Loc: array([]float64{-1, 1, 0, 0, 2, 9}, 3, 2), Scale: array([]float64{.5, 1, 1, .2, 3, .1}, 3, 2)}}, []float64{-1.3, .1, 8.8}},
	{distributions.MixtureSameFamily{Mixing: mixing(), Components: distributions.Gamma{Concentration: array([]float64{1, 2, 3, 4, 5, 6}, 3, 2), Rate: array([]float64{.5, 1, 1, 2, 3, .1}, 3, 2)}}, []float64{1.3, .1, 8.8}},
	{distributions.Mixture{Mixing: mixing(), Components: []distributions.Distribution{normal(), distributions.Exponential{Rate: vec(.5, 1, 7)}}}, []float64{-1.3, .1, 2.5}},
	{distributions.Truncated{Base: normal(), Low: vec(-2, -1, 0), High: vec(1, .5, 3)}, []float64{-1.5, .2, 1}},
	{distributions.Truncated{Base: poisson(), Low: vec(.5, 1.5, 9.5), High: vec(4.5, 5.5, 20.5)}, []float64{1, 5, 12}},
	{distributions.Truncated{Base: poisson(), Low: vec(2, 0, 7), High: vec(9, 5, 20)}, []float64{2, 5, 12}},
	{distributions.Truncated{Base: distributions.Binomial{Total: vec(3, 10, 40), Logits: vec(-1, .3, 2)}, Low: vec(0, 1, 20), High: vec(3, 9, 50)}, []float64{3, 1, 38}},
	{distributions.Transformed{Base: normal(), Bijector: distributions.Exp{}}, []float64{.3, 2, 2.5}},
	{distributions.Transformed{Base: distributions.Beta{Alpha: vec(4.5, 5, 30), Beta: vec(1, 3, 12.5)}, Bijector: distributions.Logit{}}, []float64{-2, .5, 1.1}},
	{distributions.Censored{Base: normal()}, []float64{.3, 0, 2, 1, -1, -1}},
	{distributions.Masked{Base: normal(), Mask: vec(1, .5, 1)}, []float64{.3, 2, 2.5}},
	{distributions.Weighted{Base: normal(), Weight: vec(1, .5, 2)}, []float64{.3, 2, 2.5}},
}

func poisson() distributions.Distribution { return distributions.Poisson{Rate: vec(.5, 3.5, 12.2)} }

func gamma() distributions.Distribution {
	return distributions.Gamma{Concentration: vec(1.5, 3, 20), Rate: vec(.5, 1, 7)}
}

func normal() distributions.Distribution {
	return distributions.Normal{Loc: vec(-1, 0, 1), Scale: vec(.5, 1, .3)}
}

func mixing() distributions.Categorical {
	return distributions.Categorical{Logits: array([]float64{0, 1, -1, .5, 0, 0}, 3, 2)}
}

// typeOf is the name of a distribution's type.
func typeOf(d distributions.Distribution) string { return reflect.TypeOf(d).Name() }

// lines are all of them.
func lines() (all []line) {
	all = append(append(all, scalars...), combinators...)
	for _, l := range vectorLines {
		all = append(all, l)
	}
	return all
}

// Every family and combinator obeys the laws.
func TestFamilies(t *testing.T) {
	for _, c := range append(append([]line(nil), scalars...), combinators...) {
		t.Run(typeOf(c.d), func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// Each exported type with a density has a line: a new one must be entered.
func TestEveryFamilyHasALine(t *testing.T) {
	has := map[string]bool{}
	for _, l := range lines() {
		has[typeOf(l.d)] = true
	}
	for _, name := range withDensity(t) {
		if !has[name] {
			t.Errorf("%s has no line here: enter it", name)
		}
	}
}

// withDensity are the exported types of package distributions that have LogProb of a node, by its source.
func withDensity(t *testing.T) (names []string) {
	t.Helper()
	paths, err := filepath.Glob("../*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source: %v", err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "LogProb" || strings.HasSuffix(path, "_test.go") {
				continue
			}
			_, ofNodes := f.Type.Params.List[0].Type.(*ast.StarExpr)
			if on, ok := f.Recv.List[0].Type.(*ast.Ident); ok && ofNodes && on.IsExported() {
				names = append(names, on.Name)
			}
		}
	}
	return names
}
