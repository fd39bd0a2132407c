package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var bothTypes = []tensor.Dtype{tensor.Float32, tensor.Float64}

var inf = math.Inf(1)

// A Beta's density at the edges of its support takes its limits, in both types, and the other edge does not disturb it.
func TestBetaEdges(t *testing.T) {
	tiny := map[tensor.Dtype]float64{tensor.Float32: 0x1p-23, tensor.Float64: 0x1p-52}
	for _, dt := range bothTypes {
		above, below := 1+tiny[dt], 1-tiny[dt]/2
		var a, b, y, want []float64
		for _, c := range []struct{ a, at0 float64 }{{.5, inf}, {below, inf}, {1, 0}, {above, -inf}, {2, -inf}, {1e6, -inf}} {
			for _, other := range []float64{.5, 1, 7} {
				at0 := c.at0
				if c.a == 1 {
					at0 = math.Log(other)
				}
				a, b = append(a, c.a, other, c.a, other, c.a), append(b, other, c.a, other, c.a, other)
				y, want = append(y, 0, 1, -1e-30, 1.5, -inf), append(want, at0, at0, -inf, -inf, -inf)
			}
		}
		got := mustEval(t, dt, []array{vec(a...), vec(b...), vec(y...)}, func(in G.Nodes) G.Nodes {
			d := distributions.Beta{Alpha: in[0], Beta: in[1]}
			mix := distributions.MixtureSameFamily{
				Mixing:     distributions.Categorical{Logits: ops.Full(in[0].Graph(), dt, 0, 2)},
				Components: distributions.Beta{Alpha: pair(in[0]), Beta: pair(in[1])},
			}
			return G.Nodes{d.LogProb(in[2]), mix.LogProb(in[2])}
		})
		for i := range y {
			tol := 4 * tiny[dt] * max(1, math.Abs(want[i]))
			within(t, fmt.Sprintf("%v: Beta(%v, %v) at %v", dt, a[i], b[i], y[i]), got[0][i], want[i], tol)
			within(t, fmt.Sprintf("%v: two of Beta(%v, %v) at %v", dt, a[i], b[i], y[i]), got[1][i], want[i], tol)
		}
	}
}

// pair repeats (n) to (n, 2).
func pair(x *G.Node) *G.Node {
	n := x.Shape()[0]
	return ops.BroadcastTo(ops.Reshape(x, n, 1), tensor.Shape{n, 2})
}

// extremes are parameters and targets at the ends of what a network produces, in float32.
var extremes = []struct {
	name string
	in   []array // parameters, then y
	make func(p G.Nodes) distributions.Distribution
}{
	{"beta", []array{vec(1, 1.0000001, 1e-3, 1e4, 1, 80, 80, 3), vec(1, 1, 1e-3, 1e4, 80, 1, 80, 1e4), vec(1e-5, 1-1e-5, 1e-5, 1-1e-5, 1-1e-5, 1e-5, .5, 1-1e-5)},
		func(p G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: p[0], Beta: p[1]} }},
	{"normal", []array{vec(0, 80, -80, 0), vec(1e-3, 1e-3, 80, 1e-6), vec(80, -80, 80, 0)}, normalOf},
	{"bernoulli", []array{vec(80, -80, 1e4, -1e4, 3e38, 0), vec(0, 1, 1, 0, 1, 1)},
		func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} }},
	{"categorical", []array{arr([]float64{80, -80, 0, 1e4, 0, -1e4, -inf, 0, 0, 3e38, -3e38, 0}, 4, 3), vec(1, 2, 1, 0)},
		func(p G.Nodes) distributions.Distribution { return distributions.Categorical{Logits: p[0]} }},
	{"mixture of normals", []array{arr([]float64{80, -80, 1e4, -1e4, 0, 0}, 3, 2), arr([]float64{80, -80, 0, 0, 1e3, -1e3}, 3, 2), arr([]float64{1e-3, 1e-3, 1, 80, 1e-3, 1e-3}, 3, 2), vec(-80, 5, 0)},
		func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}
		}},
	{"mixture of betas", []array{arr([]float64{80, -80, 1e4, -1e4, 0, 0}, 3, 2), arr([]float64{1, 80, 1, 1, 1e3, 1}, 3, 2), arr([]float64{1e3, 1, 1, 80, 1, 1e3}, 3, 2), vec(1-1e-5, 1e-5, .5)},
		func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Beta{Alpha: p[1], Beta: p[2]}}
		}},
}

// Log-densities and their gradients are finite where the true ones are, in both types.
func TestExtremesAreFinite(t *testing.T) {
	for _, c := range extremes {
		for _, dt := range bothTypes {
			out := mustEval(t, dt, c.in, func(in G.Nodes) G.Nodes {
				np := len(in) - 1
				lp := c.make(in[:np]).LogProb(in[np])
				grads, err := graph.Gradient(ops.Sum(lp), in[:np]...)
				if err != nil {
					t.Fatal(err)
				}
				return append(G.Nodes{lp}, grads...)
			})
			for k, values := range out {
				for i, v := range values {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Errorf("%s, %v: output %d, element %d is %v", c.name, dt, k, i, v)
					}
				}
			}
		}
	}
}

// A NaN target or parameter is not hidden where the density is continuous.
func TestNaNPasses(t *testing.T) {
	nan := math.NaN()
	out := mustEval(t, tensor.Float64, []array{vec(2, 2, nan), vec(1, nan, 1), vec(nan, .5, .5)}, func(in G.Nodes) G.Nodes {
		return G.Nodes{normalOf(in).LogProb(in[2]), distributions.Beta{Alpha: in[0], Beta: in[1]}.LogProb(in[2])}
	})
	for k := range out {
		for i, v := range out[k] {
			if !math.IsNaN(v) {
				t.Errorf("output %d, row %d is %v", k, i, v)
			}
		}
	}
}

// Where a target is impossible the log-probability is -Inf, and the gradient 0 or infinite but no NaN.
func TestOutsideTheSupport(t *testing.T) {
	out := mustEval(t, tensor.Float32, []array{vec(3, 3, 3, 3), vec(-1, .5, 2, inf)}, func(in G.Nodes) G.Nodes {
		lp := distributions.Bernoulli{Logits: in[0]}.LogProb(in[1])
		grads, err := graph.Gradient(ops.Sum(lp), in[0])
		if err != nil {
			t.Fatal(err)
		}
		return G.Nodes{lp, grads[0]}
	})
	for i := range 4 {
		within(t, "bernoulli", out[0][i], -inf, 0)
		within(t, "its gradient", out[1][i], 0, 0)
	}
	out = mustEval(t, tensor.Float32, []array{arr(make([]float64, 12), 4, 3), vec(-1, .5, 3, inf)}, one(func(in G.Nodes) *G.Node {
		return distributions.Categorical{Logits: in[0]}.LogProb(in[1])
	}))
	for i := range 4 {
		within(t, "categorical", out[0][i], -inf, 0)
	}
}
