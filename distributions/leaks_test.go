package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Where a probability is 0 or 1 in floats its logarithm, or that of its complement, has an infinite slope, which must not come back as
// NaN to parameters whose answer is a number: one such row of a batch ends a training.
func TestNoGradientLeaks(t *testing.T) {
	type rows = []array // parameters, then y
	for _, c := range []struct {
		name string
		in   rows
		make func(p G.Nodes) distributions.Distribution
	}{
		{"beta", rows{vec(1, 2, .5, 3, .5), vec(1, .5, 2, 3, 1), vec(0, 1, 0, -1, 2)},
			func(p G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: p[0], Beta: p[1]} }},
		{"mixture of betas", rows{vec(1, 2, .5, 3, .5), vec(1, .5, 2, 3, 1), vec(0, 1, 0, -1, 2)}, func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: pair(p[0])}, Components: distributions.Beta{Alpha: pair(p[0]), Beta: pair(p[1])}}
		}},
		{"gumbel", rows{vec(0, 0, 1, 0), vec(1, 1e-3, 2, 1), vec(-100, -50, -1e6, 1e6)},
			func(p G.Nodes) distributions.Distribution { return distributions.Gumbel{Loc: p[0], Scale: p[1]} }},
		{"weibull", rows{vec(2, 100, 1, .5), vec(1, 1, 1e-3, 1), vec(1e25, 1e6, 1e6, 0)},
			func(p G.Nodes) distributions.Distribution {
				return distributions.Weibull{Concentration: p[0], Scale: p[1]}
			}},
		{"binomial", rows{vec(800, -800, inf, -inf, 800, -800, inf, -inf), vec(10, 10, 10, 10, 10, 0, 12, 3)}, func(p G.Nodes) distributions.Distribution {
			return distributions.Binomial{Total: ops.Full(p[0].Graph(), p[0].Dtype(), 10, 8), Logits: p[0]}
		}},
		{"piecewise linear", rows{arr([]float64{0, 1, 2, 0, .01, .02, 0, 1, 3, 0, 1, 3}, 4, 3), vec(-1e3, 1e6, -1e6, 1)},
			func(p G.Nodes) distributions.Distribution {
				return distributions.PiecewiseLinear{Levels: []float64{.1, .5, .9}, Values: p[0]}
			}},
		{"truncated", rows{vec(0, 0, 30, -30), vec(10, .1, 1, 1), vec(1-6e-8, 0, 1, .5)}, func(p G.Nodes) distributions.Distribution {
			zero := ops.Full(p[0].Graph(), p[0].Dtype(), 0, 4)
			return distributions.Truncated{Base: distributions.Normal{Loc: p[0], Scale: p[1]}, Low: zero, High: ops.AddConst(zero, 1)}
		}},
	} {
		for k, f := range []func(d distributions.Distribution, y *G.Node) *G.Node{distributions.CDF, distributions.LogCDF, distributions.LogSurvival} {
			for _, dt := range bothTypes {
				out := mustEval(t, dt, c.in, func(in G.Nodes) G.Nodes {
					y := f(c.make(in[:len(in)-1]), in[len(in)-1])
					grads, err := graph.Gradient(ops.Sum(y), in[:len(in)-1]...)
					if err != nil {
						t.Fatal(err)
					}
					return append(G.Nodes{y}, grads...)
				})
				noNaN(t, fmt.Sprintf("%s, %v, function %d", c.name, dt, k), out)
			}
		}
	}
}

// Draws at the end of a window, or of a mixture's support, where the cdf cannot be told from 1, have derivatives that are numbers.
func TestNoGradientLeaksOfDraws(t *testing.T) {
	noise := vec(4, 5, 6, 12, 30, -5, -12, -30)
	for _, dt := range bothTypes {
		out := mustEval(t, dt, []array{vec(0, 0, 0, 0, 0, 0, 0, 0), vec(10, 10, 10, 10, 10, 10, 10, 10), noise}, func(in G.Nodes) G.Nodes {
			zero := ops.Full(in[0].Graph(), dt, 0, 8)
			z := distributions.Sample(distributions.Truncated{Base: distributions.Normal{Loc: in[0], Scale: in[1]}, Low: zero, High: ops.AddConst(zero, 1)}, in[2])
			grads, err := graph.Gradient(ops.Sum(z), in[:2]...)
			if err != nil {
				t.Fatal(err)
			}
			return append(G.Nodes{z}, grads...)
		})
		noNaN(t, fmt.Sprint(dt), out)
	}
}

// Draws that are nearly 0, or 0 in float32, where the density is beyond floats.
func TestNoGradientLeaksOfTinyDraws(t *testing.T) {
	noise := vec(0, -.2, -.22, -.25, -.3, -.35, -.4, -1.5, -6, -30)
	for _, dt := range bothTypes {
		out := mustEval(t, dt, []array{noise, noise, noise}, func(in G.Nodes) G.Nodes {
			a := ops.AddConst(ops.MulConst(in[0], 0), .01)
			b := ops.AddConst(ops.MulConst(in[1], 0), 1)
			z := distributions.Sample(distributions.MixtureSameFamily{
				Mixing:     distributions.Categorical{Logits: pair(a)},
				Components: distributions.Gamma{Concentration: pair(a), Rate: pair(b)},
			}, in[2])
			grads, err := graph.Gradient(ops.Sum(z), a, b)
			if err != nil {
				t.Fatal(err)
			}
			return append(G.Nodes{z}, grads...)
		})
		noNaN(t, fmt.Sprint(dt), out)
	}
}

// noNaN refuses NaN, and infinite derivatives of the first output's values that are finite.
func noNaN(t *testing.T, name string, out [][]float64) {
	t.Helper()
	for k, v := range out {
		for i, x := range v {
			value := out[0][i*len(out[0])/len(v)]
			if math.IsNaN(x) || k > 0 && math.IsInf(x, 0) && !math.IsInf(value, 0) {
				t.Errorf("%s: output %d, number %d is %v", name, k, i, x)
			}
		}
	}
}
