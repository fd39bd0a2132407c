package distributions_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// everyMethod is all that a scalar family says at y, with its samples from noise.
func everyMethod(d distributions.Distribution, y, noise *G.Node) (names []string, out G.Nodes) {
	add := func(name string, n *G.Node) { names, out = append(names, name), append(out, n) }
	add("log-prob", d.LogProb(y))
	add("cdf", distributions.CDF(d, y))
	add("log-cdf", distributions.LogCDF(d, y))
	add("log-survival", distributions.LogSurvival(d, y))
	add("mean", distributions.Mean(d))
	add("variance", distributions.Variance(d))
	add("mode", distributions.Mode(d))
	add("entropy", distributions.Entropy(d))
	add("sample", distributions.Sample(d, noise))
	return names, out
}

// ordinary are parameters of each family in its domain, and a point inside of its support, in the order of its fields.
var ordinary = map[string]struct {
	at      []float64
	domain  []string // "" any, "positive", "below" the next or "above" the one before
	y       float64
	lo, hi  float64
	moments bool
}{
	"normal": {[]float64{.5, 2}, []string{"", "positive"}, 1, -inf, inf, true}, "lognormal": {[]float64{.5, 2}, []string{"", "positive"}, 1, 0, inf, true},
	"laplace": {[]float64{.5, 2}, []string{"", "positive"}, 1, -inf, inf, true}, "cauchy": {[]float64{.5, 2}, []string{"", "positive"}, 1, -inf, inf, false},
	"logistic": {[]float64{.5, 2}, []string{"", "positive"}, 1, -inf, inf, true}, "gumbel": {[]float64{.5, 2}, []string{"", "positive"}, 1, -inf, inf, true},
	"studentt": {[]float64{5, .5, 2}, []string{"positive", "", "positive"}, 1, -inf, inf, true}, "exponential": {[]float64{2}, []string{"positive"}, 1, 0, inf, true},
	"gamma": {[]float64{1.5, 2}, []string{"positive", "positive"}, 1, 0, inf, true}, "inversegamma": {[]float64{3.5, 2}, []string{"positive", "positive"}, 1, 0, inf, true},
	"beta": {[]float64{1.5, 2}, []string{"positive", "positive"}, .25, 0, 1, true}, "kumaraswamy": {[]float64{1.5, 2}, []string{"positive", "positive"}, .25, 0, 1, true},
	"uniform": {[]float64{.5, 2}, []string{"below", "above"}, 1, .5, 2, true}, "halfnormal": {[]float64{2}, []string{"positive"}, 1, 0, inf, true},
	"halfcauchy": {[]float64{2}, []string{"positive"}, 1, 0, inf, false}, "weibull": {[]float64{1.5, 2}, []string{"positive", "positive"}, 1, 0, inf, true},
	"asymmetriclaplace": {[]float64{.5, 2, 3}, []string{"", "positive", "positive"}, 1, -inf, inf, true}, "pareto": {[]float64{3.5, .5}, []string{"positive", "positive"}, 1, .5, inf, true}, "truncatednormal": {[]float64{.5, 2, -1, 3}, []string{"", "positive", "below", "above"}, 1, -1, 3, true},
}

// A parameter out of its domain makes everything NaN, in both types, of its own row only and wherever y is.
func TestFamiliesOutsideTheirDomain(t *testing.T) {
	slow.Test(t)
	for _, name := range slices.Sorted(maps.Keys(ordinary)) {
		c := ordinary[name]
		for k, domain := range c.domain {
			bad := []float64{c.at[k], math.NaN()}
			switch domain {
			case "positive":
				bad = append(bad, 0, -1.5, -inf)
			case "below":
				bad = append(bad, c.at[k+1], c.at[k+1]+1)
			case "above":
				bad = append(bad, c.at[k-1], c.at[k-1]-1)
			}
			for _, y := range []float64{c.y, -7, 0, 1, 9} {
				for _, dt := range bothTypes {
					checkRows(t, fmt.Sprintf("%s, %v, parameter %d, y = %v: ", name, dt, k, y), dt, name, k, bad, y)
				}
			}
		}
	}
}

// checkRows asks everything of rows whose parameter k is one of bad, the first of which is good.
func checkRows(t *testing.T, what string, dt tensor.Dtype, name string, k int, bad []float64, y float64) {
	t.Helper()
	n, c := len(bad), ordinary[name]
	var in []array
	for j, v := range c.at {
		if j == k {
			in = append(in, vec(bad...))
		} else {
			in = append(in, vec(slices.Repeat([]float64{v}, n)...))
		}
	}
	in = append(in, vec(slices.Repeat([]float64{y}, n)...), vec(slices.Repeat([]float64{.3}, n)...))
	var names []string
	out := mustEval(t, dt, in, func(in G.Nodes) (all G.Nodes) {
		names, all = everyMethod(scalarFamilies[name](in[:len(c.at)]), in[len(c.at)], in[len(c.at)+1])
		return all
	})
	for q, v := range out {
		if free := c.domain[k] == "" && (names[q] == "variance" || names[q] == "entropy"); free {
			continue // of a location neither depends on
		}
		if none := names[q] == "mean" || names[q] == "variance"; none && !c.moments {
			continue
		}
		for i, x := range v {
			if math.IsNaN(x) != (i > 0) {
				t.Errorf("%s%s of a row with %v is %v", what, names[q], bad[i], x)
			}
		}
	}
}

// Outside of the support the density and the probability beyond are 0, and their gradients no NaN; NaN stays NaN.
func TestFamiliesOutsideTheirSupport(t *testing.T) {
	slow.Test(t)
	for _, name := range slices.Sorted(maps.Keys(ordinary)) {
		c := ordinary[name]
		for _, dt := range bothTypes {
			for _, y := range []float64{-inf, c.lo - 1, c.hi + 1, inf, math.NaN()} {
				var in []array
				for _, v := range append(slices.Clone(c.at), y) {
					in = append(in, vec(v))
				}
				out := mustEval(t, dt, in, func(in G.Nodes) G.Nodes {
					d, y := scalarFamilies[name](in[:len(c.at)]), in[len(c.at)]
					lp := d.LogProb(y)
					g, err := graph.Gradient(ops.Sum(lp), in...)
					if err != nil {
						t.Fatal(err)
					}
					return append(G.Nodes{lp, distributions.CDF(d, y), distributions.LogCDF(d, y), distributions.LogSurvival(d, y)}, g...)
				})
				want := []float64{-inf, 0, -inf, 0}
				if y > c.y {
					want = []float64{-inf, 1, 0, -inf}
				}
				for q, w := range want {
					if got := out[q][0]; math.IsNaN(y) != math.IsNaN(got) || !math.IsNaN(y) && got != w {
						t.Errorf("%s, %v at %v: quantity %d is %v, want %v", name, dt, y, q, got, w)
					}
				}
				for k, g := range out[4:] {
					if outside := y > c.hi && c.hi < inf || y < c.lo && c.lo > -inf; outside && math.IsNaN(g[0]) {
						t.Errorf("%s, %v at %v: gradient %d is %v", name, dt, y, k, g[0])
					}
				}
			}
		}
	}
}

// A single precision says what double does, of the same numbers: to its own rounding, 30 sigma out and at the ends too; and every gradient
// is finite where the density is.
func TestFamiliesInSinglePrecision(t *testing.T) {
	for name := range ordinary {
		params, cases := loadFamily(t, name)
		for _, g := range cases[:min(2, len(cases))] {
			if name == "uniform" && g.params[1][0] < 0 {
				continue // its ends are one float32
			}
			y := plainNumbers(g.Y)
			in := append(g.inputs(len(y)), vec(y...))
			for _, a := range in { // what float32 can say
				for i, v := range a.data {
					a.data[i] = float64(float32(v))
				}
			}
			build := func(in G.Nodes) G.Nodes {
				d, y := scalarFamilies[name](in[:len(params)]), in[len(params)]
				grads, err := graph.Gradient(ops.Sum(d.LogProb(y)), in...)
				if err != nil {
					t.Fatal(err)
				}
				return append(G.Nodes{d.LogProb(y), distributions.CDF(d, y), distributions.LogCDF(d, y), distributions.LogSurvival(d, y)}, grads...)
			}
			wide, narrow := mustEval(t, tensor.Float64, in, build), mustEval(t, tensor.Float32, in, build)
			for i, at := range in[len(params)].data {
				for q := range wide {
					want, got := wide[q][i], narrow[q][i]
					what := fmt.Sprintf("%s%v at %v: quantity %d", name, g.params, at, q)
					switch {
					case math.IsInf(at, 0):
					case math.IsNaN(want) || math.IsNaN(got):
						t.Errorf("%s is %v, %v in float32", what, want, got)
					case math.Abs(want) > 1e30 || math.Abs(want) < 1e-30 || math.IsInf(wide[0][i], 0):
					case q < 4 && math.Abs(got-want) > 1e-4*max(math.Abs(want), 1e-3):
						t.Errorf("%s is %v, %v in float32", what, want, got)
					case math.IsInf(got, 0):
						t.Errorf("%s is %v in float32", what, got)
					}
				}
			}
		}
	}
}
