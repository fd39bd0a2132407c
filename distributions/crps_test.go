package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var scored = map[string]struct {
	d distributions.Distribution
	y []float64
}{
	"normal":        {distributions.Normal{Loc: distributiontest.Vec(0, 3), Scale: distributiontest.Vec(1, .2)}, []float64{.4, 9}},
	"laplace":       {distributions.Laplace{Loc: distributiontest.Vec(0, 3), Scale: distributiontest.Vec(1, .2)}, []float64{0, 9}},
	"logistic":      {distributions.Logistic{Loc: distributiontest.Vec(0, 3), Scale: distributiontest.Vec(1, .2)}, []float64{0, 9}},
	"student t":     {distributions.StudentT{DF: distributiontest.Vec(3, 7), Loc: distributiontest.Vec(0, 3), Scale: distributiontest.Vec(1, .2)}, []float64{0, 9}},
	"deterministic": {distributions.Deterministic{Loc: distributiontest.Vec(0, 3)}, []float64{.4, 3}},
	"bernoulli":     {distributions.Bernoulli{Logits: distributiontest.Vec(-1, 2, 0, 3)}, []float64{0, 1, -2, .25}},
	"categorical": {distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, 2, -1, 0, 3, 1, 1, 1, 0, -2, 5}, 4, 3)},
		[]float64{0, 2, 1.75, 4}},
	"poisson":   {distributions.Poisson{Rate: distributiontest.Vec(.02, 3, 3, 40, 3, 1e4)}, []float64{0, 2, 2.5, 70, -1, 1e4}},
	"geometric": {distributions.Geometric{Logits: distributiontest.Vec(3, -1, -1, -2, 0)}, []float64{0, 2, 3.25, 30, -2}},
	"binomial": {distributions.Binomial{Total: distributiontest.Vec(9, 9, 1, 2, 300, 9, 9, 0, 40), Logits: distributiontest.Vec(.3, -2, 0, 0, 4, 1, 1, 1, 0)},
		[]float64{4, 0, 1, 1.5, 299, -1, 12, 0, 20}},
	"negative binomial": {distributions.NegativeBinomial{Rate: distributiontest.Vec(3, 3, 200, .01, 5, 50), Concentration: distributiontest.Vec(2, .1, 1e5, 1, .02, 3)},
		[]float64{4, 0, 150.5, 1, 0, 80}},
	"ordered logistic": {distributions.OrderedLogistic{Loc: distributiontest.Vec(0, 1, -2, 30), Cutpoints: distributiontest.Array([]float64{-1, 0, 2.5}, 3)}, []float64{0, 3, 1.5, 2}},
	"zero inflated poisson": {distributions.ZeroInflated{Logits: distributiontest.Vec(-1, 1, 0), Base: distributions.Poisson{Rate: distributiontest.Vec(3, 3, .5)}},
		[]float64{0, 4, 1}},
	"hurdle": {distributions.Hurdle{Logits: distributiontest.Vec(-1, 1, 0, 0), Base: distributions.NegativeBinomial{Rate: distributiontest.Vec(3, 3, .5, 2), Concentration: distributiontest.Vec(2)}},
		[]float64{0, 4, 1, -2}},
	"mixture of normals": {distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, -1, 2}, 2, 2)},
		Components: distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, 7}, 2, 2), Scale: distributiontest.Array([]float64{.5, 1, 2, .1}, 2, 2)},
	}, []float64{.3, -4}},
	"mixture with a shared scale": {distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, -1, 2}, 2, 2)},
		Components: distributions.Normal{Loc: distributiontest.Vec(-1, 1), Scale: distributiontest.Vec(.5)},
	}, []float64{.3, -4}},
	"mixture of points": {distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, -1, 2}, 2, 2)},
		Components: distributions.Deterministic{Loc: distributiontest.Array([]float64{-1, 1, 0, 7}, 2, 2)},
	}, []float64{.3, -4}},
}

// The nodes' score is that of the numbers, which integrate it; of several points a row it is that of each.
func TestCRPSIsTheIntegral(t *testing.T) {
	for name, c := range scored {
		q, err := distributions.NewPosterior(c.d, func(n *G.Node) G.Value { return n.Value() })
		if err != nil {
			t.Fatal(err)
		}
		got := withValues(t, c.d, c.y, len(c.y), distributions.CRPS)
		n := len(c.y)
		grid := make([]float64, 0, 3*n)
		for _, y := range c.y {
			grid = append(grid, y, y+1, y-1)
		}
		many := withValues(t, c.d, grid, n, distributions.CRPS)
		for i, want := range q.CRPS(c.y) {
			within(t, fmt.Sprintf("%s: row %d", name, i), got[i], want, 1e-9*max(want, .1))
			within(t, fmt.Sprintf("%s: row %d of a grid", name, i), many[3*i], got[i], 1e-15*math.Abs(got[i]))
		}
	}
}

// A component of weight 0 is left out wherever it is, and its place gets no gradient but 0.
func TestCRPSOfWeightZero(t *testing.T) {
	in := []array{{data: []float64{0, math.Inf(-1)}, shape: []int{1, 2}}, {data: []float64{1, 1e300}, shape: []int{1, 2}}, {data: []float64{2, 1e300}, shape: []int{1, 2}}}
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		y := ops.Full(in[0].Graph(), tensor.Float64, 1.5, 1)
		one := ops.Slice(in[1], 1, 0, 1)
		return G.Nodes{
			distributions.CRPS(distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[0]}, Components: distributions.Normal{Loc: in[1], Scale: in[2]}}, y),
			distributions.CRPS(distributions.Normal{Loc: ops.Reshape(one, 1), Scale: ops.Reshape(ops.Slice(in[2], 1, 0, 1), 1)}, y),
		}
	})
	within(t, "score", out[0][0], out[1][0], 1e-15)
}

// Scores have gradients at the location, where there are kinks inside, and far off; there is none of a StudentT without a mean.
func TestCRPSEdges(t *testing.T) {
	in := []array{{data: []float64{0, 0, 0, 0, .9}, shape: []int{5}}, {data: []float64{1, 1, 1, 1e-3, 1}, shape: []int{5}}}
	y := []float64{0, 1e8, -1e8, 30, 0}
	for name, of := range map[string]func(in G.Nodes) distributions.Distribution{
		"normal":   func(in G.Nodes) distributions.Distribution { return distributions.Normal{Loc: in[0], Scale: in[1]} },
		"laplace":  func(in G.Nodes) distributions.Distribution { return distributions.Laplace{Loc: in[0], Scale: in[1]} },
		"logistic": func(in G.Nodes) distributions.Distribution { return distributions.Logistic{Loc: in[0], Scale: in[1]} },
		"student t": func(in G.Nodes) distributions.Distribution {
			return distributions.StudentT{DF: ops.AddConst(in[1], 1), Loc: in[0], Scale: in[1]}
		},
	} {
		out := mustEval(t, tensor.Float64, append(in, array{data: y, shape: []int{5}}), func(in G.Nodes) G.Nodes {
			score := distributions.CRPS(of(in), in[2])
			grads, err := graph.Gradient(ops.Sum(score), in...)
			if err != nil {
				t.Fatal(err)
			}
			return append(G.Nodes{score}, grads...)
		})
		for k, v := range out {
			for i, x := range v {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Errorf("%s: output %d, row %d is %v", name, k, i, x)
				}
			}
		}
		if math.Abs(out[1][1]+1) > 1e-15 || math.Abs(out[3][2]+1) > 1e-15 {
			t.Errorf("%s: far gradients are %v and %v", name, out[1], out[3])
		}
	}
	df := []array{{data: []float64{1, .5, -1, math.NaN()}, shape: []int{4}}}
	for i, v := range mustEval(t, tensor.Float64, df, one(func(in G.Nodes) *G.Node {
		zero := ops.MulConst(in[0], 0)
		return distributions.CRPS(distributions.StudentT{DF: in[0], Loc: zero, Scale: ops.AddConst(zero, 1)}, zero)
	}))[0] {
		if !math.IsNaN(v) {
			t.Errorf("the score of %v degrees of freedom is %v", df[0].data[i], v)
		}
	}
}

// withValues is what f is of d, whose parameters are bound to their nodes, at y of n rows.
func withValues(t *testing.T, d distributions.Distribution, y []float64, n int, f func(d distributions.Distribution, y *G.Node) *G.Node) []float64 {
	t.Helper()
	var in []array
	distributions.Map(d, func(p *G.Node) *G.Node {
		in = append(in, array{data: floats(p.Value()), shape: p.Shape()})
		return p
	})
	shape := []int{n, len(y) / n}
	if len(y) == n {
		shape = shape[:1]
	}
	return mustEval(t, tensor.Float64, append(in, array{data: y, shape: shape}), func(in G.Nodes) G.Nodes {
		k := 0
		made := distributions.Map(d, func(*G.Node) *G.Node { k++; return in[k-1] })
		return G.Nodes{f(made, in[len(in)-1])}
	})[0]
}
