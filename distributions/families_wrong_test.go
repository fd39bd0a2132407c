package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Where TFP 0.25 or scipy 1.17 are wrong: values from mpmath, of which the name says what theirs is.
func TestWhereOthersAreWrong(t *testing.T) {
	type dist = distributions.Distribution
	for _, c := range []struct {
		name, family string
		at           []float64
		y            float64
		ask          func(d dist, y *G.Node) *G.Node
		want         float64
	}{
		{"TFP: the cdf of Laplace is 0 below -37", "laplace", []float64{0, 1}, -40, distributions.CDF, 2.1241771276457944977e-18},
		{"TFP: Cauchy overflows beyond 1e154", "cauchy", []float64{0, 1}, 1e200, distributions.LogProb, -922.17876708346767378},
		{"TFP: tails of Cauchy", "cauchy", []float64{0, 1}, -1e200, distributions.CDF, 3.1830988618379067154e-201},
		{"TFP: Normal cancels at a narrow scale", "normal", []float64{-3, 0x1p-27}, -3 - 0x1p-25, distributions.LogProb, -8 + 27*math.Ln2 - .91893853320467274178},
		{"scipy: norm.cdf(-38) is 0", "normal", []float64{0, 1}, -38, distributions.CDF, 2.88542836006878431e-316},
		{"TFP: log-survivals by log1p(-cdf)", "gumbel", []float64{0, 1}, 100, distributions.LogSurvival, -100},
		{"TFP: log-survivals by log1p(-cdf), of a Normal", "normal", []float64{0, 1}, 40, distributions.LogSurvival, -804.60844201375378817},
		{"TFP: the mode of Weibull for k < 1", "weibull", []float64{.5, 2}, 0, ofAll(distributions.Mode), 0},
		{"TFP: the entropy of a half-open TruncatedNormal is NaN", "truncatednormal", []float64{0, 1, 30, inf}, 0, ofAll(distributions.Entropy), -2.4034104116333688},
		{"TFP: so is its variance", "truncatednormal", []float64{0, 1, -inf, -40}, 0, ofAll(distributions.Variance), 6.226683785913888e-4},
		{"TFP: quantiles of far windows are infinite", "truncatednormal", []float64{0, 1, 30, inf}, 0, distributions.Sample, 30.02307046782731},
		{"scipy and TFP: gammas of large shapes", "gamma", []float64{2e6, 1}, 1957000, distributions.LogCDF, -473.3189127120504},
		{"scipy: halfnorm.ppf is 9e-5 off at 1e-12", "halfnormal", []float64{1}, -7.034483825301132, distributions.Sample, 1.2533141373155e-12},
		{"scipy: tails of skewnorm", "skewnormal", []float64{0, 1, 2}, -30, distributions.LogCDF, -2260.2504313527143},
		{"TFP: quantiles of Beta at tiny shapes", "beta", []float64{.01, .02}, -1.5, distributions.Sample, 1.1952862399089996e-100},
		{"scipy: halfnorm takes the log of what underflows", "halfnormal", []float64{1}, 50, distributions.LogSurvival, -1254.13821395885996},
		{"scipy: so does pareto", "pareto", []float64{1e4, 1}, 1e9, distributions.LogSurvival, -207232.65836946412},
	} {
		t.Run(c.name, func(t *testing.T) {
			var in []array
			for _, v := range append(c.at, c.y) {
				in = append(in, vec(v))
			}
			out := mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node { return c.ask(scalarFamilies[c.family](in[:len(c.at)]), in[len(c.at)]) }))
			within(t, c.name, out[0][0], c.want, 1e-10*math.Abs(c.want)+5e-324)
		})
	}
}

// ofAll asks what does not depend on y.
func ofAll(f func(d distributions.Distribution) *G.Node) func(d distributions.Distribution, y *G.Node) *G.Node {
	return func(d distributions.Distribution, y *G.Node) *G.Node { return ops.Add(f(d), ops.MulConst(y, 0)) }
}

// scipy says that the mean of a StudentT with DF <= 1 is infinite; there is none.
func TestStudentTWithoutMean(t *testing.T) {
	out := mustEval(t, tensor.Float64, []array{vec(.5, 1, 1.5, 2, 3), vec(1, 1, 1, 1, 1), vec(2, 2, 2, 2, 2)}, func(in G.Nodes) G.Nodes {
		d := scalarFamilies["studentt"](in)
		return G.Nodes{distributions.Mean(d), distributions.Variance(d)}
	})
	for i, want := range [][2]float64{{math.NaN(), math.NaN()}, {math.NaN(), math.NaN()}, {1, inf}, {1, inf}, {1, 12}} {
		for k, w := range want {
			if got := out[k][i]; got != w && !(math.IsNaN(got) && math.IsNaN(w)) {
				t.Errorf("row %d, moment %d: %v, want %v", i, k+1, got, w)
			}
		}
	}
}

// A skew normal is drawn of two numbers by a formula whose gradients are plain, m draws a row too.
func TestSkewNormalSamples(t *testing.T) {
	noise := []float64{.5, -2, -1, 0, 2, 1, -.3, .7}
	out := mustEval(t, tensor.Float64, []array{vec(1, -2), vec(2, .5), vec(3, -1), arr(noise, 2, 2, 2)}, func(in G.Nodes) G.Nodes {
		z := distributions.Sample(scalarFamilies["skewnormal"](in[:3]), in[3])
		g, err := graph.Gradient(ops.Sum(z), in[:3]...)
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{z}, g...)
	})
	slope := make([]float64, 2)
	for i, p := range [][3]float64{{1, 2, 3}, {-2, .5, -1}} {
		for j := range 2 {
			u, v, q := math.Abs(noise[4*i+2*j]), noise[4*i+2*j+1], math.Sqrt(1+p[2]*p[2])
			within(t, "draw", out[0][2*i+j], p[0]+p[1]*(p[2]*u+v)/q, 1e-14)
			slope[i] += p[1] * (u - p[2]*v) / (q * q * q)
		}
		within(t, "d/dloc", out[1][i], 2, 1e-14)
		within(t, "d/dshape", out[3][i], slope[i], 1e-14)
	}
}

// Draws of a circle are turned into [-pi, pi], and lie about Loc as noise says.
func TestVonMisesSamples(t *testing.T) {
	out := mustEval(t, tensor.Float64, []array{vec(0, 0, 3, -9), vec(1, 4, 50, 2), vec(.25, 0, 2, -1)}, func(in G.Nodes) G.Nodes {
		d := scalarFamilies["vonmises"](in[:2])
		z := distributions.Sample(d, in[2])
		g, err := graph.Gradient(ops.Sum(z), in[:2]...)
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{z, distributions.CDF(d, z), distributions.Mode(d)}, g...)
	})
	for i := range 4 {
		if z := out[0][i]; !(math.Abs(z) <= math.Pi) {
			t.Errorf("row %d: draw %v", i, z)
		}
		within(t, "d/dloc", out[3][i], 1, 0)
	}
	within(t, "cdf of the draw", out[1][0], .5987063256829237, 1e-12)
	within(t, "median", out[0][1], 0, 1e-15)
	within(t, "mode", out[2][3], 4*math.Pi-9-2*math.Pi, 1e-14)
}
