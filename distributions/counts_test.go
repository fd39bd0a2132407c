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

// Counts, and what is made of them, obey every law.
func TestCountLaws(t *testing.T) {
	poisson := func() distributions.Distribution { return distributions.Poisson{Rate: nodes(.5, 3.5, 12.2)} }
	for name, c := range map[string]struct {
		d distributions.Distribution
		y []float64
	}{
		"poisson":               {poisson(), []float64{0, 3, 20}},
		"geometric":             {distributions.Geometric{Logits: nodes(-1, 0, 2)}, []float64{0, 3, 5}},
		"binomial":              {distributions.Binomial{Total: nodes(3, 10, 40), Logits: nodes(-1, .3, 2)}, []float64{0, 3, 38}},
		"negative binomial":     {distributions.NegativeBinomial{Rate: nodes(.5, 3.5, 12.2), Concentration: nodes(.7, 20, 2)}, []float64{0, 3, 20}},
		"ordered logistic":      {distributions.OrderedLogistic{Loc: nodes(-1, 0, 2), Cutpoints: array2([]float64{-1, .5, 2}, 3)}, []float64{0, 1, 3}},
		"one cutpoint a row":    {distributions.OrderedLogistic{Loc: nodes(-1, 0, 2), Cutpoints: array2([]float64{-1, .5, 2}, 3, 1)}, []float64{0, 1, 1}},
		"zero-inflated":         {distributions.ZeroInflated{Logits: nodes(-1, 0, 2), Base: poisson()}, []float64{0, 0, 20}},
		"hurdle":                {distributions.Hurdle{Logits: nodes(-1, 0, 2), Base: poisson()}, []float64{0, 2, 20}},
		"zero-inflated classes": {distributions.ZeroInflated{Logits: nodes(-1, 0, 2), Base: distributions.OrderedLogistic{Loc: nodes(-1, 0, 2), Cutpoints: array2([]float64{-1, .5, 2}, 3)}}, []float64{0, 2, 1}},
		"truncated":             {distributions.Truncated{Base: poisson(), Low: nodes(.5, 1.5, 9.5), High: nodes(4.5, 5.5, 20.5)}, []float64{1, 5, 12}},
		"mixture":               {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: distributions.Poisson{Rate: array2([]float64{1, 2, 3, 4, 5, 6}, 3, 2)}}, []float64{1, 5, 12}},
		"two families":          {distributions.Mixture{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: []distributions.Distribution{poisson(), distributions.Geometric{Logits: nodes(-1, 0, 2)}}}, []float64{1, 5, 12}},
	} {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// No digits are lost at rates of 1e15 and totals of 1e18: near the mode log-mass and slope are those of the normal that it comes to,
// whose next terms are 1e-8; far from it the log-mass is mpmath's.
func TestHugeCounts(t *testing.T) {
	const rate, total = 1e15, 1e18
	sd := math.Sqrt(rate)
	out := mustEval(t, tensor.Float64, []array{vec(rate, rate, rate), vec(rate, rate+math.Round(sd), rate/2), vec(total, total, total), vec(0, 0, 0), vec(total/2, total/2+5e8, total/4)}, func(in G.Nodes) G.Nodes {
		poisson := distributions.Poisson{Rate: in[0]}.LogProb(in[1])
		negative := distributions.NegativeBinomial{Rate: in[0], Concentration: ops.MulConst(in[0], 1e9)}.LogProb(in[1])
		binomial := distributions.Binomial{Total: in[2], Logits: in[3]}.LogProb(in[4])
		grads, err := graph.Gradient(ops.Sum(ops.Add(poisson, binomial)), in[0], in[3])
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{poisson, negative, binomial}, grads...)
	})
	peak := func(variance float64) float64 { return -math.Log(2*math.Pi*variance) / 2 }
	for k, want := range [][]float64{
		{peak(rate), peak(rate) - .5, -153426409720045.187}, // mpmath
		{peak(rate), peak(rate) - .5, -153426409720045.187},
		{peak(total / 4), peak(total/4) - .5, -130812035941136979.93},
		{0, 1 / sd, -.5},
		{0, 5e8, -total / 4},
	} {
		for i, w := range want {
			tol := 2e-8 * max(1, math.Abs(w))
			if k == 4 {
				tol += 1 // a count of 5e17 and the next one are one float
			}
			within(t, fmt.Sprintf("output %d, row %d", k, i), out[k][i], w, tol)
		}
	}
}

// At an end of the logits, and out of the domain, gradients are numbers and answers NaN.
func TestCountEdges(t *testing.T) {
	out := mustEval(t, tensor.Float32, []array{vec(80, -80, inf, -inf, 1e4, -1e4), vec(0, 3, 0, 0, 0, 0), vec(3, 3, 3, 3, 3, 3)}, func(in G.Nodes) G.Nodes {
		all := G.Nodes{distributions.Geometric{Logits: in[0]}.LogProb(in[1]), distributions.Binomial{Total: in[2], Logits: ops.Neg(in[0])}.LogProb(in[1])}
		for _, n := range all[:2:2] {
			grads, err := graph.Gradient(ops.Sum(ops.Slice(n, 0, 0, 3)), in[0])
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, grads[0])
		}
		return all
	})
	for k, v := range out {
		for i, x := range v {
			if math.IsNaN(x) || i < 3 && math.IsInf(x, 0) {
				t.Errorf("output %d, row %d is %v", k, i, x)
			}
		}
	}
	nan := mustEval(t, tensor.Float64, []array{vec(0, 1), arr([]float64{1, 0, 2, 0, 0, 1}, 2, 3), vec(.5, 2), vec(1, 1)}, func(in G.Nodes) G.Nodes {
		unordered := distributions.OrderedLogistic{Loc: in[0], Cutpoints: in[1]}
		broken := distributions.Binomial{Total: in[2], Logits: in[0]}
		return G.Nodes{unordered.LogProb(in[3]), unordered.CDF(in[3]), unordered.Mean(), unordered.Mode(), ops.Slice(broken.LogProb(in[3]), 0, 0, 1), ops.Slice(broken.CDF(in[3]), 0, 0, 1), ops.Slice(broken.Mean(), 0, 0, 1)}
	})
	for k, v := range nan {
		for i, x := range v {
			if !math.IsNaN(x) {
				t.Errorf("out of the domain, output %d, row %d is %v", k, i, x)
			}
		}
	}
}

// A hurdle before a density is a mass at 0 and the density elsewhere.
func TestHurdleOfDensity(t *testing.T) {
	y := []float64{0, -1, .5, 3}
	out := mustEval(t, tensor.Float64, []array{arr([]float64{.4}), vec(y...)}, func(in G.Nodes) G.Nodes {
		base := transformed(logistic{in[0], ops.AddConst(in[0], 1)}, distributions.Exp{})
		d := distributions.Hurdle{Logits: in[0], Base: base}
		l := d.LogProb(in[1])
		grads, err := graph.Gradient(ops.Sum(ops.Slice(l, 0, 0, 1)), in[0])
		if err != nil {
			t.Fatal(err)
		}
		return G.Nodes{l, base.LogProb(in[1]), distributions.CDF(d, in[1]), distributions.CDF(base, in[1]), distributions.LogSurvival(d, in[1]), grads[0]}
	})
	w := 1 / (1 + math.Exp(-.4))
	for i, v := range y {
		want, mass := math.Log1p(-w)+out[1][i], 0.
		if v == 0 {
			want = math.Log(w)
		}
		if v >= 0 {
			mass = w
		}
		cdf := mass + (1-w)*out[3][i]
		within(t, fmt.Sprint("log-prob at ", v), out[0][i], want, 1e-14)
		within(t, fmt.Sprint("cdf at ", v), out[2][i], cdf, 1e-14)
		within(t, fmt.Sprint("survival at ", v), math.Exp(out[4][i]), 1-cdf, 1e-14)
	}
	within(t, "gradient at 0", out[5][0], 1-w, 1e-14)
}

// Quantiles of 0 and 1 are the first and the last count that may occur, without rounding.
func TestCountsEnds(t *testing.T) {
	for name, c := range map[string]struct {
		d      distributions.Distribution
		lo, hi float64
	}{
		"poisson":             {distributions.Poisson{Rate: constant(3.5)}, 0, inf},
		"large rate":          {distributions.Poisson{Rate: constant(1e12)}, 0, inf},
		"small rate":          {distributions.Poisson{Rate: constant(1e-300)}, 0, inf},
		"geometric":           {distributions.Geometric{Logits: constant(2)}, 0, inf},
		"binomial":            {distributions.Binomial{Total: constant(1e6), Logits: constant(-3)}, 0, 1e6},
		"never":               {distributions.Binomial{Total: constant(9), Logits: constant(-inf)}, 0, 0},
		"always":              {distributions.Binomial{Total: constant(9), Logits: constant(inf)}, 9, 9},
		"negative binomial":   {distributions.NegativeBinomial{Rate: constant(3), Concentration: constant(.2)}, 0, inf},
		"hurdle":              {distributions.Hurdle{Logits: constant(-1), Base: distributions.Poisson{Rate: constant(2)}}, 0, inf},
		"hurdle always above": {distributions.Hurdle{Logits: constant(-inf), Base: distributions.Poisson{Rate: constant(2)}}, 1, inf},
		"truncated":           {distributions.Truncated{Base: distributions.Poisson{Rate: constant(3)}, Low: constant(1.5), High: constant(4.5)}, 2, 4},
	} {
		q := numbersOf(t, c.d)
		if lo, hi := q.Quantile(0)[0], q.Quantile(1)[0]; lo != c.lo || hi != c.hi {
			t.Errorf("%s: from %v to %v, want %v to %v", name, lo, hi, c.lo, c.hi)
		}
	}
}
