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

// Observation models obey the laws of vectors, with a status among the target's columns.
func TestObservedLaws(t *testing.T) {
	base := func() distributions.Distribution { return logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)} }
	vectors := independent(1)(logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), nodes(.5, 1)})
	for name, c := range map[string]struct {
		d distributions.Distribution
		y []float64
	}{
		"censored":           {distributions.Censored{Base: base()}, []float64{.3, 0, 2, 1, -1, -1}},
		"intervals":          {distributions.Censored{Base: base(), Intervals: true}, []float64{.3, -5, 0, 2, 2.5, 2, -1, 0, -1}},
		"weighted vectors":   {distributions.Weighted{Base: vectors, Weight: nodes(.5, 2, 1)}, []float64{.3, -5, 0, 2, 2.5, 2}},
		"masked vectors":     {distributions.Masked{Base: vectors, Mask: nodes(1, .5, 1)}, []float64{.3, -5, 0, 2, 2.5, 2}},
		"masked elements":    {independent(1)(distributions.Masked{Base: logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), nodes(.5, 1)}, Mask: array2([]float64{1, .5, .5, 1, 1, 1}, 3, 2)}), []float64{.3, -5, 0, 2, 2.5, 2}},
		"censored, weighted": {distributions.Weighted{Base: distributions.Censored{Base: base()}, Weight: nodes(.5, 2, 1)}, []float64{.3, 0, 2, 1, -1, -1}},
	} {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// Each status has its own term, whatever stands in the columns that it does not look at; 60 scales out they are finite, and so
// are all gradients. Another status is NaN.
func TestCensored(t *testing.T) {
	nan := math.NaN()
	y := []float64{1, nan, 0, 60, nan, 1, -60, nan, -1, 59, 60, 2, -1, 1, 2, 1, 1, 3, 1, 1, nan}
	want := []float64{-1.6265233750364456, -60, -60, -59 + math.Log1p(-math.Exp(-1)), math.Log(math.Tanh(.5)), nan, nan} // logistic
	n := len(want)
	out := mustEval(t, tensor.Float64, []array{vec(make([]float64, n)...), arr([]float64{1}), arr(y, n, 3)}, func(in G.Nodes) G.Nodes {
		l := distributions.Censored{Base: logistic{in[0], in[1]}, Intervals: true}.LogProb(in[2])
		short := distributions.Censored{Base: logistic{in[0], in[1]}}.LogProb(ops.Concat(1, ops.Slice(in[2], 1, 0, 1), ops.Slice(in[2], 1, 2, 3)))
		grads, err := graph.Gradient(ops.Sum(l), in[0])
		if err != nil {
			t.Fatal(err)
		}
		return G.Nodes{l, short, grads[0]}
	})
	for i, w := range want {
		if math.IsNaN(w) != math.IsNaN(out[0][i]) || !math.IsNaN(w) && math.Abs(out[0][i]-w) > 1e-14*60 {
			t.Errorf("row %d is %v, want %v", i, out[0][i], w)
		}
		if i < 3 {
			within(t, fmt.Sprintf("row %d without intervals", i), out[1][i], out[0][i], 0)
		}
		if i < 5 && math.IsNaN(out[2][i]) {
			t.Errorf("the gradient of row %d is NaN", i)
		}
	}
	within(t, "the gradient of a right-censored row", out[2][1], 1, 1e-14)
	within(t, "the gradient of a left-censored row", out[2][2], -1, 1e-14)
}

// A weight, or a mask, of 0 takes out what is impossible or missing, and leaves no gradient.
func TestLeftOut(t *testing.T) {
	in := []array{vec(2, 2, 2), vec(3, 3, 3), vec(0, 1, 0), vec(-1, .5, math.NaN())}
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		base := distributions.Beta{Alpha: in[0], Beta: in[1]}
		var all G.Nodes
		for _, d := range []distributions.Distribution{distributions.Masked{Base: base, Mask: in[2]}, distributions.Weighted{Base: base, Weight: in[2]}, base} {
			l := d.LogProb(in[3])
			grads, err := graph.Gradient(ops.Sum(l), in[:2]...)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, l), grads...)
		}
		return all
	})
	for k := range 3 {
		for i := range 3 {
			want := out[6+k][i]
			if i != 1 {
				want = 0
			}
			within(t, fmt.Sprintf("masked, output %d, row %d", k, i), out[k][i], want, 0)
			if i < 2 {
				within(t, fmt.Sprintf("weighted, output %d, row %d", k, i), out[3+k][i], want, 0)
			}
		}
	}
}

// A prediction is about the base, through any number of them; the rest is refused.
func TestObservedPredictions(t *testing.T) {
	base := logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)}
	d := distributions.Weighted{Base: distributions.Masked{Base: distributions.Censored{Base: base}, Mask: nodes(1, 1, 1)}, Weight: nodes(1, 1, 1)}
	if got := distributions.Predicted(d); got != distributions.Distribution(base) {
		t.Errorf("a prediction is about %T", got)
	}
	nothing := func(d distributions.Distribution) func(G.Nodes) distributions.Distribution {
		return func(G.Nodes) distributions.Distribution { return d }
	}
	vectors := func(p G.Nodes) distributions.Distribution {
		return distributions.Censored{Base: independent(1)(distributions.Normal{Loc: p[0], Scale: p[0]})}
	}
	for _, c := range []shapeError{
		{"nil censored", []array{zeros(2)}, nothing(distributions.Censored{}), logProb, []string{"censored", "Base is nil"}},
		{"nil truncated", []array{zeros(2)}, nothing(distributions.Truncated{}), logProb, []string{"truncated", "Base is nil"}},
		{"nil weighted", []array{zeros(2)}, nothing(distributions.Weighted{}), logProb, []string{"Base or Weight is nil"}},
		{"nil masked", []array{zeros(2)}, nothing(distributions.Masked{}), logProb, []string{"Base or Mask is nil"}},
		{"censored vectors", []array{zeros(2, 3), zeros(2, 2)}, vectors, logProb, []string{"distribution of vectors"}},
		{"no status", []array{zeros(2), zeros(2)}, func(p G.Nodes) distributions.Distribution {
			return distributions.Censored{Base: distributions.Normal{Loc: p[0], Scale: p[0]}}
		}, logProb, []string{"must have the distribution's shape (2, 2)"}},
		{"no survival", []array{zeros(2), zeros(2, 2)}, func(p G.Nodes) distributions.Distribution {
			return distributions.Censored{Base: distributions.Deterministic{Loc: p[0]}}
		}, logProb, []string{"no log-survival in closed form"}},
	} {
		t.Run(c.name, c.check)
	}
}
