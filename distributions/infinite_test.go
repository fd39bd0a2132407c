package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sumGradient is the gradient of the sum of y.
func sumGradient(t *testing.T, y *G.Node, wrt *G.Node) *G.Node {
	t.Helper()
	d, err := graph.Gradient(ops.Sum(y), wrt)
	if err != nil {
		t.Fatal(err)
	}
	return d[0]
}

// A Bernoulli of infinite logits is sure, as nodes and as numbers: every answer is the limit of those of large logits.
func TestBernoulliOfInfiniteLogits(t *testing.T) {
	for _, dt := range bothTypes {
		out := mustEval(t, dt, []array{vec(inf, -inf, inf, -inf), vec(1, 0, 0, 1)}, func(in G.Nodes) G.Nodes {
			d := distributions.Bernoulli{Logits: in[0]}
			h, logp := d.Entropy(), d.LogProb(in[1])
			return G.Nodes{h, logp, d.Mean(), d.Variance(), d.CDF(in[1]), sumGradient(t, h, in[0]), sumGradient(t, logp, in[0])}
		})
		want := [][]float64{{0, 0, 0, 0}, {0, 0, -inf, -inf}, {1, 0, 1, 0}, {0, 0, 0, 0}, {1, 1, 0, 1}, {0, 0, 0, 0}, {0, 0, -1, 1}}
		for k := range want {
			for i, w := range want[k] {
				within(t, "infinite logits", out[k][i], w, 0)
			}
		}
	}
	q := posteriorOf(t, func(in G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: in[0]} }, vec(inf, -inf))
	checkAll(t, "entropy", q.Entropy(), 0, 0)
	checkAll(t, "mean", q.Mean(), 1, 0)
	checkAll(t, "log-prob", q.LogProb([]float64{0, 0}), -inf, 0)
	checkAll(t, "median", q.Quantile(.5), 1, 0)
	checkAll(t, "crps", q.CRPS([]float64{1, 1}), 0, 1)
}

// Classes that are excluded add nothing, and a class that is nearly sure keeps its entropy.
func TestCategoricalOfInfiniteLogits(t *testing.T) {
	for _, dt := range bothTypes {
		out := mustEval(t, dt, []array{arr([]float64{0, -inf, 0, 0, -inf, -inf, 20, 0, -inf}, 3, 3)}, func(in G.Nodes) G.Nodes {
			h := distributions.Categorical{Logits: in[0]}.Entropy()
			return G.Nodes{h, sumGradient(t, h, in[0])}
		})
		u := math.Exp(-20)
		p := u / (1 + u)
		eps := tinyOf(dt)
		for i, w := range []float64{math.Ln2, 0, math.Log1p(u) + 20*p} {
			within(t, "entropy", out[0][i], w, 8*eps*w)
		}
		for i, w := range []float64{0, 0, 0, 0, 0, 0, -20 * p / (1 + u), 20 * p / (1 + u), 0} { // -p_c (log p_c + H)
			within(t, "its gradient", out[1][i], w, 2*eps+8*eps*math.Abs(w))
		}
	}
}

// A component of weight 0 adds nothing, though its density is infinite.
func TestMixtureWithoutAComponent(t *testing.T) {
	for _, dt := range bothTypes {
		in := []array{arr([]float64{-inf, 0}, 1, 2), arr([]float64{.5, 2}, 1, 2), arr([]float64{.5, 3}, 1, 2), arr([]float64{0, .5, 1}, 1, 3)}
		out := mustEval(t, dt, in, func(in G.Nodes) G.Nodes {
			d := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[0]}, Components: distributions.Beta{Alpha: in[1], Beta: in[2]}}
			logp := d.LogProb(in[3])
			return G.Nodes{logp, sumGradient(t, ops.Slice(logp, 1, 1, 2), in[1])}
		})
		for i, w := range []float64{-inf, math.Log(1.5), -inf} {
			within(t, "log-prob", out[0][i], w, 4*tinyOf(dt))
		}
		within(t, "gradient", out[1][0], 0, 0)
	}
}

func checkAll(t *testing.T, what string, got []float64, want ...float64) {
	t.Helper()
	for i, w := range want {
		within(t, what, got[i], w, 0)
	}
}

// posteriorOf is the numbers of a distribution of inputs.
func posteriorOf(t *testing.T, make func(in G.Nodes) distributions.Distribution, in ...array) distributions.Posterior {
	t.Helper()
	q, err := tryPosterior(make, in...)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func tryPosterior(make func(in G.Nodes) distributions.Distribution, in ...array) (distributions.Posterior, error) {
	g, values := G.NewGraph(), map[*G.Node]G.Value{}
	nodes := G.Nodes{}
	for i, a := range in {
		n := build.Input(g, tensor.Float64, fmt.Sprint("in", i), a.shape...)
		nodes, values[n] = append(nodes, n), a.value(tensor.Float64)
	}
	return distributions.NewPosterior(make(nodes), func(n *G.Node) G.Value { return values[n] })
}

func tinyOf(dt tensor.Dtype) float64 {
	if dt == tensor.Float32 {
		return 0x1p-23
	}
	return 0x1p-52
}
