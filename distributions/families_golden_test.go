package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// forGoldens runs f on every case of every family.
func forGoldens(t *testing.T, f func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution)) {
	for name, make := range scalarFamilies {
		t.Run(name, func(t *testing.T) {
			params, cases := loadFamily(t, name)
			for _, g := range cases {
				t.Run(fmt.Sprint(g.params), func(t *testing.T) { f(t, params, g, make) })
			}
		})
	}
}

// Log-densities to 1e-10 max(1, |log p|); cdf, and their logarithms as those of probabilities, to 1e-10 beside the rounding of
// y: two ulps of it times the hazard, since the argument and what is subtracted from it are rounded.
func TestFamilyDensities(t *testing.T) {
	forGoldens(t, func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution) {
		y := plainNumbers(g.Y)
		n := len(y)
		out := mustEval(t, tensor.Float64, append(g.inputs(n), vec(y...)), func(in G.Nodes) G.Nodes {
			d, y := make(in[:n0(g)]), in[n0(g)]
			return G.Nodes{d.LogProb(y), distributions.CDF(d, y), distributions.LogCDF(d, y), distributions.LogSurvival(d, y)}
		})
		for i := range n {
			at := fmt.Sprintf("(%v)", y[i])
			logp, lc, ls := float64(g.LogProb[i]), float64(g.LogCDF[i]), float64(g.LogSurvival[i])
			within(t, "log-prob"+at, out[0][i], logp, 1e-10*max(1, math.Abs(logp)))
			within(t, "cdf"+at, out[1][i], float64(g.CDF[i]), float64(g.CDF[i])*(1e-10+g.rounding(params, i, lc)))
			within(t, "log-cdf"+at, out[2][i], lc, probabilityError(lc)+g.rounding(params, i, lc))
			within(t, "log-survival"+at, out[3][i], ls, probabilityError(ls)+g.rounding(params, i, ls))
		}
	})
}

// probabilityError is 1e-10 of a logarithm, and of the probability that it is next to 0, where the logarithm is that.
func probabilityError(log float64) float64 { return 1e-10 * min(math.Abs(log), max(1, math.Abs(log))) }

// rounding is what two ulps of the largest of y and the locations are to the logarithm of a probability.
func (g familyGolden) rounding(params []string, i int, log float64) float64 {
	size := math.Abs(float64(g.Y[i]))
	for k, p := range params {
		if p == "loc" || p == "low" {
			if v := math.Abs(g.params[k][0]); v < 1e300 {
				size = max(size, v)
			}
		}
	}
	hazard := math.Exp(float64(g.LogProb[i]) - log)
	if !(hazard*size < 1e300) {
		return 0
	}
	return 0x1p-51 * size * hazard
}

func n0(g familyGolden) int { return len(g.params) }

// Gradients of the log-density by every parameter and by y to 1e-7, beside the rounding of y times their own slope.
func TestFamilyGradients(t *testing.T) {
	forGoldens(t, func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution) {
		y := plainNumbers(g.Y)
		n := len(y)
		names := params
		if g.Grad["y"] != nil {
			names = append(slices.Clone(params), "y")
		}
		out := mustEval(t, tensor.Float64, append(g.inputs(n), vec(y...)), func(in G.Nodes) G.Nodes {
			grads, err := graph.Gradient(ops.Sum(make(in[:n0(g)]).LogProb(in[n0(g)])), in[:len(names)]...)
			if err != nil {
				t.Fatal(err)
			}
			return grads
		})
		for k, name := range names {
			for i := range n {
				got := out[k][i*len(out[k])/n : (i+1)*len(out[k])/n]
				for e, v := range got {
					what := fmt.Sprintf("d/d%s[%d](%v)", name, e, y[i])
					switch want := g.Grad[name][i]; {
					case want != nil:
						within(t, what, v, (*want)[e], 1e-7*max(1, math.Abs((*want)[e])))
					case math.IsNaN(v):
						t.Errorf("%s is NaN", what)
					}
				}
			}
		}
	})
}

// Moments, modes and entropies to 1e-10, variances to 1e-9.
func TestFamilyMoments(t *testing.T) {
	forGoldens(t, func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution) {
		var has []string
		out := mustEval(t, tensor.Float64, g.inputs(1), func(in G.Nodes) (all G.Nodes) {
			has, all = momentNodes(make(in))
			return all
		})
		want := map[string]*number{"mode": g.Mode, "entropy": g.Entropy, "mean": g.Mean, "variance": g.Variance}
		for k, what := range has {
			if want[what] == nil {
				continue
			}
			w := float64(*want[what])
			tol := 1e-10 * math.Abs(w)
			switch what {
			case "entropy":
				tol = 1e-10 * max(1, math.Abs(w))
			case "variance":
				tol *= 10
			case "mean": // of an angle, or in a window, which is a difference of numbers of its size
				if v := g.Variance; (slices.Equal(params, []string{"loc", "concentration"}) || slices.Equal(params, []string{"loc", "scale", "low", "high"})) && v != nil {
					tol = max(tol, 1e-15*math.Sqrt(float64(*v)))
				}
			}
			if !math.IsNaN(w) || !math.IsNaN(out[k][0]) {
				within(t, what, out[k][0], w, tol)
			}
		}
	})
}

// momentNodes is what d has in closed form of mode, entropy, mean and variance.
func momentNodes(d distributions.Distribution) (has []string, all G.Nodes) {
	add := func(name string, n *G.Node) { has, all = append(has, name), append(all, n) }
	if d, ok := d.(distributions.HasMode); ok {
		add("mode", d.Mode())
	}
	if d, ok := d.(distributions.HasEntropy); ok {
		add("entropy", d.Entropy())
	}
	if d, ok := d.(distributions.HasMean); ok {
		add("mean", d.Mean())
	}
	if d, ok := d.(distributions.HasVariance); ok {
		add("variance", d.Variance())
	}
	return has, all
}

// Samples at fixed noise and their derivatives by each parameter, out to 30 sigma on both sides.
func TestFamilySamples(t *testing.T) {
	forGoldens(t, func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution) {
		if _, own := make(someNodes(t, len(params))).(distributions.HasNoiseShape); own || len(g.Noise) == 0 || slices.Equal(params, []string{"loc", "concentration"}) {
			return // a skew normal takes two numbers, and draws of a circle go around it: see TestSkewNormalSamples, TestVonMisesSamples
		}
		n := len(g.Noise)
		out := mustEval(t, tensor.Float64, append(g.inputs(n), vec(plainNumbers(g.Noise)...)), func(in G.Nodes) G.Nodes {
			z := distributions.Sample(make(in[:n0(g)]), in[n0(g)])
			grads, err := graph.Gradient(ops.Sum(z), in[:n0(g)]...)
			if err != nil {
				t.Fatal(err)
			}
			return append(G.Nodes{z}, grads...)
		})
		for i := range n {
			at, want := fmt.Sprintf("(%v)", g.Noise[i]), float64(g.Sample[i])
			within(t, "sample"+at, out[0][i], want, 1e-10*math.Abs(want)+0x1p-50*g.largest())
			for k, name := range params {
				want := float64(g.DSample[name][i])
				within(t, "d sample/d"+name+at, out[k+1][i], want, 1e-6*math.Abs(want)+1e-12)
			}
		}
	})
}

// largest is the largest finite parameter, to whose ulps a sample is rounded.
func (g familyGolden) largest() (size float64) {
	for _, p := range g.params {
		if v := math.Abs(p[0]); len(p) == 1 && v < 1e300 {
			size = max(size, v)
		}
	}
	return size
}

// someNodes are n vectors of a graph that never runs.
func someNodes(t *testing.T, n int) (in G.Nodes) {
	t.Helper()
	g := G.NewGraph()
	for i := range n {
		in = append(in, G.NewVector(g, tensor.Float64, G.WithShape(1), G.WithName(fmt.Sprint("p", i))))
	}
	return in
}
