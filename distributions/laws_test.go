package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/integrate/quad"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A law instance is a distribution of n = 3 rows: its parameters, how it is made of them, and targets inside its support.
type instance struct {
	name     string
	in       []array
	make     func(p G.Nodes) distributions.Distribution
	y        []float64
	cuts     []float64 // pieces to integrate over; nil if it is discrete
	discrete int       // number of classes
}

var instances = []instance{
	{name: "normal", in: []array{vec(-3, 0, 2), vec(.1, 1, 4)}, y: []float64{-3.2, .5, 11}, cuts: []float64{-60, -8, -4, -3, -2, 0, 2, 8, 20, 60},
		make: func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0], Scale: p[1]} }},
	{name: "normal, shared scale", in: []array{vec(-1, 0, 1), arr([]float64{.7})}, y: []float64{-3, 0, 2}, cuts: []float64{-20, -3, 0, 3, 20},
		make: func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0], Scale: p[1]} }},
	{name: "beta", in: []array{vec(4.5, 5, 30), vec(1, 3, 12.5)}, y: []float64{.01, .5, .73}, cuts: []float64{0, .05, .5, .8, 1},
		make: func(p G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: p[0], Beta: p[1]} }},
	{name: "mixture of normals", in: []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), arr([]float64{-1, 1, 0, 0, 2, 9}, 3, 2), arr([]float64{.5, 1, 1, .2, 3, .1}, 3, 2)},
		y: []float64{-1.3, .1, 8.8}, cuts: []float64{-30, -5, -2, -1, 0, 1, 4, 8, 9, 10, 30},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}
		}},
	{name: "mixture of betas", in: []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), arr([]float64{4, 5, 1, 3, 11, 40}, 3, 2), arr([]float64{3.5, 1, 9, 4, 3, 40}, 3, 2)},
		y: []float64{.3, .02, .97}, cuts: []float64{0, .05, .3, .5, .8, .97, 1},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Beta{Alpha: p[1], Beta: p[2]}}
		}},
	{name: "mixture, shared components", in: []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), vec(-1, 2), arr([]float64{.5})}, y: []float64{-1.3, .1, 1.8}, cuts: []float64{-12, -1, 0, 2, 12},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}
		}},
	{name: "bernoulli", in: []array{vec(-2, 0, 40)}, y: []float64{0, 1, 1}, discrete: 2,
		make: func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} }},
	{name: "categorical", in: []array{arr([]float64{0, 1, 2, -3, 3, 0, 50, 0, -50}, 3, 3)}, y: []float64{0, 1, 2}, discrete: 3,
		make: func(p G.Nodes) distributions.Distribution { return distributions.Categorical{Logits: p[0]} }},
	{name: "mixture of categoricals", in: []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), arr([]float64{0, 1, 2, -3, 3, 0, 50, 0, -50, 1, 1, 1, 0, 0, 5, 9, 9, 9}, 3, 2, 3)}, y: []float64{0, 1, 2}, discrete: 3,
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Categorical{Logits: p[1]}}
		}},
	{name: "deterministic", in: []array{vec(0, 1, 1)}, y: []float64{0, 1, 2}, discrete: 2,
		make: func(p G.Nodes) distributions.Distribution { return distributions.Deterministic{Loc: p[0]} }},
}

// forEach runs a law on every instance.
func forEach(t *testing.T, law func(t *testing.T, c instance)) {
	for _, c := range instances {
		t.Run(c.name, func(t *testing.T) { law(t, c) })
	}
}

// onGrid evaluates f of the distribution at m points a row, the same for the 3 rows.
func onGrid(t *testing.T, c instance, points []float64, f func(d distributions.Distribution, y *G.Node) G.Nodes) [][]float64 {
	t.Helper()
	y := arr(slices.Concat(points, points, points), 3, len(points))
	return mustEval(t, tensor.Float64, append(slices.Clone(c.in), y), func(in G.Nodes) G.Nodes {
		last := len(in) - 1
		return f(c.make(in[:last]), in[last])
	})
}

// support is quadrature points and weights over the pieces of a continuous instance, or the classes of a discrete one.
func (c instance) support() (y, w []float64) {
	if c.discrete > 0 {
		for k := range c.discrete {
			y, w = append(y, float64(k)), append(w, 1)
		}
		return y, w
	}
	const order = 40
	for i := range len(c.cuts) - 1 {
		px, pw := make([]float64, order), make([]float64, order)
		quad.Legendre{}.FixedLocations(px, pw, c.cuts[i], c.cuts[i+1])
		y, w = append(y, px...), append(w, pw...)
	}
	return y, w
}

// The density integrates to 1, and mean, variance and entropy are its integrals. 40 Gauss-Legendre points a piece leave
// 1e-9 of the narrowest component.
func TestMomentsAreIntegrals(t *testing.T) {
	forEach(t, func(t *testing.T, c instance) {
		y, w := c.support()
		hasEntropy := false
		out := onGrid(t, c, y, func(d distributions.Distribution, y *G.Node) G.Nodes {
			nodes := G.Nodes{d.LogProb(y), distributions.Mean(d), distributions.Variance(d)}
			if _, mixture := d.(distributions.MixtureSameFamily); !mixture {
				hasEntropy = true
				nodes = append(nodes, distributions.Entropy(d))
			}
			return nodes
		})
		for i := range 3 {
			logp := out[0][i*len(y) : (i+1)*len(y)]
			var mass, mean, variance, entropy float64
			for j, l := range logp {
				mass += w[j] * math.Exp(l)
				mean += w[j] * math.Exp(l) * y[j]
			}
			if mean, variance := out[1][i], out[2][i]; math.IsNaN(mean) || math.IsInf(mean, 0) || math.IsNaN(variance) {
				within(t, fmt.Sprintf("row %d: mass", i), mass, 1, 1e-9)
				continue // no integrals
			}
			for j, l := range logp {
				variance += w[j] * math.Exp(l) * (y[j] - mean) * (y[j] - mean)
				if !math.IsInf(l, -1) {
					entropy -= w[j] * math.Exp(l) * l
				}
			}
			within(t, fmt.Sprintf("row %d: mass", i), mass, 1, 1e-9)
			within(t, fmt.Sprintf("row %d: mean", i), out[1][i], mean, 1e-8*max(1, math.Abs(mean)))
			within(t, fmt.Sprintf("row %d: variance", i), out[2][i], variance, 1e-8*max(1, variance))
			if hasEntropy {
				within(t, fmt.Sprintf("row %d: entropy", i), out[3][i], entropy, 1e-8)
			}
		}
	})
}

// The derivative of the cdf is the density; a discrete cdf is the sum of the masses up to y.
func TestCDFMatchesDensity(t *testing.T) {
	forEach(t, func(t *testing.T, c instance) {
		y, _ := c.support()
		out := onGrid(t, c, y, func(d distributions.Distribution, y *G.Node) G.Nodes {
			cdf := distributions.CDF(d, y)
			nodes := G.Nodes{d.LogProb(y), cdf}
			if c.discrete == 0 {
				grads, err := graph.Gradient(ops.Sum(cdf), y)
				if err != nil {
					t.Fatal(err)
				}
				nodes = append(nodes, grads[0])
			}
			return nodes
		})
		for i := range 3 {
			sum := 0.
			for j := range y {
				at := i*len(y) + j
				p := math.Exp(out[0][at])
				sum += p
				if c.discrete > 0 {
					within(t, fmt.Sprintf("row %d: cdf(%v)", i, y[j]), out[1][at], sum, 1e-14)
				} else {
					within(t, fmt.Sprintf("row %d: cdf'(%v)", i, y[j]), out[2][at], p, 1e-12*max(p, 1))
				}
			}
		}
	})
}

// m points a row are m calls with one point a row, and n rows are n single rows, bit for bit.
func TestRowsAndPointsAreSeparate(t *testing.T) {
	forEach(t, func(t *testing.T, c instance) {
		build := func(in G.Nodes) G.Nodes {
			d, y := c.make(in[:len(in)-1]), in[len(in)-1]
			return G.Nodes{d.LogProb(y), distributions.CDF(d, y)}
		}
		grid := mustEval(t, tensor.Float64, append(slices.Clone(c.in), arr(slices.Concat(c.y, c.y, c.y), 3, 3)), build)
		for j := range c.y {
			same := vec(c.y[j], c.y[j], c.y[j])
			rows := mustEval(t, tensor.Float64, append(slices.Clone(c.in), same), build)
			for i := range 3 {
				single := mustEval(t, tensor.Float64, append(rowOf(c.in, i), vec(c.y[j])), build)
				for k, what := range []string{"log-prob", "cdf"} {
					within(t, fmt.Sprintf("%s of row %d, point %d on the grid", what, i, j), grid[k][i*3+j], rows[k][i], 0)
					within(t, fmt.Sprintf("%s of row %d alone, point %d", what, i, j), single[k][0], rows[k][i], 0)
				}
			}
		}
	})
}

// rowOf is row i of the arrays whose first axis is the 3 rows.
func rowOf(in []array, i int) []array {
	out := slices.Clone(in)
	for k, a := range in {
		if len(a.shape) > 0 && a.shape[0] == 3 {
			w := len(a.data) / 3
			out[k] = array{append([]int{1}, a.shape[1:]...), a.data[i*w : (i+1)*w]}
		}
	}
	return out
}

// Every gradient of the log-density is the central difference: with h = 1e-6 the error is h^2 p”'/6 and rounding 1e-10.
func TestGradientsAreDifferences(t *testing.T) {
	const h = 1e-6
	forEach(t, func(t *testing.T, c instance) {
		in := append(slices.Clone(c.in), vec(c.y...))
		wrt := len(in)
		if c.discrete > 0 {
			wrt--
		}
		logProb := func(in G.Nodes) *G.Node { return ops.Sum(c.make(in[:len(in)-1]).LogProb(in[len(in)-1])) }
		grads := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
			g, err := graph.Gradient(logProb(in), in[:wrt]...)
			if err != nil {
				t.Fatal(err)
			}
			return g
		})
		for k := range wrt {
			for e := range in[k].data {
				shifted := func(by float64) float64 {
					moved := slices.Clone(in)
					moved[k] = array{in[k].shape, slices.Clone(in[k].data)}
					moved[k].data[e] += by
					return mustEval(t, tensor.Float64, moved, one(logProb))[0][0]
				}
				want := (shifted(h) - shifted(-h)) / (2 * h)
				if c.name == "deterministic" {
					want = 0 // by definition: it has no derivative
				}
				within(t, fmt.Sprintf("input %d, element %d", k, e), grads[k][e], want, 1e-6*max(1, math.Abs(want)))
			}
		}
	})
}

// The distribution rebuilt by Map on another graph, in float64, is the distribution.
func TestMapKeepsTheDistribution(t *testing.T) {
	forEach(t, func(t *testing.T, c instance) {
		in := append(slices.Clone(c.in), vec(c.y...))
		last := len(c.in)
		declared := declare(c)
		got := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node {
			next := 0
			d := distributions.Map(declared, func(*G.Node) *G.Node { next++; return in[next-1] })
			return d.LogProb(in[last])
		}))
		want := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node { return c.make(in[:last]).LogProb(in[last]) }))
		for i := range want[0] {
			within(t, fmt.Sprintf("row %d", i), got[0][i], want[0][i], 0)
		}
	})
}

// declare makes an instance on float32 inputs of a graph that is never run.
func declare(c instance) distributions.Distribution {
	g := G.NewGraph()
	nodes := make(G.Nodes, len(c.in))
	for i, a := range c.in {
		name := G.WithName(fmt.Sprint("p", i))
		if len(a.shape) == 0 {
			nodes[i] = G.NewScalar(g, tensor.Float32, name)
		} else {
			nodes[i] = G.NewTensor(g, tensor.Float32, len(a.shape), G.WithShape(a.shape...), name)
		}
	}
	return c.make(nodes)
}
