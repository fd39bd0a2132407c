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

// TestGoldens compares with 60-digit values. 1e-10 is relative to a density (so absolute on its logarithm up to 1 and
// relative beyond) and to a cdf. For Beta with a+b above 1e5 the terms of the log-density are as large as lgamma(a+b),
// and two of their roundings are allowed.
func TestGoldens(t *testing.T) {
	goldens := loadGoldens(t)
	for _, f := range goldenFamilies {
		t.Run(f.name, func(t *testing.T) {
			g := goldens[f.name]
			in := goldenInputs(g, f.params)
			np := len(f.params)
			q := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
				d, y := f.make(in[:np]), in[np]
				out := G.Nodes{d.LogProb(y), distributions.CDF(d, y), distributions.Mean(d), distributions.Variance(d)}
				if g.Entropy != nil {
					out = append(out, distributions.Entropy(d))
				}
				return out
			})
			for i, y := range g.Y {
				row := fmt.Sprintf("row %d (y = %v): ", i, y)
				abs := roundings(f.name, g, i)
				near := func(what string, got float64, want number, least float64) {
					t.Helper()
					within(t, row+what, got, float64(want), max(1e-10*max(least, math.Abs(float64(want))), abs*least))
				}
				near("log-prob", q[0][i], g.LogProb[i], 1)
				near("cdf", q[1][i], g.CDF[i], 0)
				near("mean", q[2][i], g.Mean[i], 0)
				near("variance", q[3][i], g.Variance[i], 0)
				if g.Entropy != nil {
					near("entropy", q[4][i], g.Entropy[i], 1)
				}
			}
		})
	}
}

// TestGradientGoldens compares the gradients of the log-density with the chain rule in 60 digits. 1e-10 is relative
// beyond 1; for a narrow Normal two roundings of z^2/Scale are allowed, as that minus 1/Scale is the gradient.
func TestGradientGoldens(t *testing.T) {
	goldens := loadGoldens(t)
	for _, f := range goldenFamilies {
		t.Run(f.name, func(t *testing.T) {
			g := goldens[f.name]
			np := len(f.params)
			names := f.params
			if g.Grad["y"] != nil {
				names = append(names[:np:np], "y")
			}
			got := mustEval(t, tensor.Float64, goldenInputs(g, f.params), func(in G.Nodes) G.Nodes {
				grads, err := graph.Gradient(ops.Sum(f.make(in[:np]).LogProb(in[np])), in[:len(names)]...)
				if err != nil {
					t.Fatal(err)
				}
				return grads
			})
			for j, name := range names {
				for i, want := range g.Grad[name] {
					for c, w := range want {
						w := float64(w)
						within(t, fmt.Sprintf("row %d (y = %v): d/d%s[%d]", i, g.Y[i], name, c), got[j][i*len(want)+c], w, max(1e-10*max(1, math.Abs(w)), gradRoundings(f.name, g, i)))
					}
				}
			}
		})
	}
}

func goldenInputs(g golden, params []string) []array {
	var in []array
	for _, p := range params {
		in = append(in, columns(g.Params[p], false))
	}
	y := make([]float64, len(g.Y))
	for i, v := range g.Y {
		y[i] = float64(v)
	}
	return append(in, vec(y...))
}

// roundings is two units in the last place of a Beta's largest term.
func roundings(family string, g golden, i int) float64 {
	if family != "beta" {
		return 0
	}
	l, _ := math.Lgamma(float64(g.Params["alpha"][i][0] + g.Params["beta"][i][0]))
	return 0x1p-51 * math.Abs(l)
}

func gradRoundings(family string, g golden, i int) float64 {
	if family != "normal" {
		return 0
	}
	scale := float64(g.Params["scale"][i][0])
	z := float64(g.Grad["loc"][i][0]) * scale
	return 0x1p-51 * (1 + z*z) / scale
}
