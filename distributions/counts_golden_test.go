package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// countFamilies tells how the discrete families of testdata/families.json are made of their parameters, each (1) or (1, k).
var countFamilies = map[string]func(p G.Nodes) distributions.Distribution{
	"bernoulli":   func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} },
	"poisson":     func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} },
	"geometric":   func(p G.Nodes) distributions.Distribution { return distributions.Geometric{Logits: p[0]} },
	"categorical": func(p G.Nodes) distributions.Distribution { return distributions.Categorical{Logits: p[0]} },
	"binomial":    func(p G.Nodes) distributions.Distribution { return distributions.Binomial{Total: p[0], Logits: p[1]} },
	"negativebinomial": func(p G.Nodes) distributions.Distribution {
		return distributions.NegativeBinomial{Rate: p[0], Concentration: p[1]}
	},
	"orderedlogistic": func(p G.Nodes) distributions.Distribution {
		return distributions.OrderedLogistic{Loc: p[0], Cutpoints: p[1]}
	},
	"zeroinflatedpoisson": func(p G.Nodes) distributions.Distribution {
		return distributions.ZeroInflated{Logits: p[0], Base: distributions.Poisson{Rate: p[1]}}
	},
	"hurdlepoisson": func(p G.Nodes) distributions.Distribution {
		return distributions.Hurdle{Logits: p[0], Base: distributions.Poisson{Rate: p[1]}}
	},
}

// Log-masses, probabilities and tails, moments, modes, entropies and gradients are mpmath's: to 1e-10 of themselves, gradients to
// 1e-7.
func TestCountGoldens(t *testing.T) {
	for name, make := range countFamilies {
		params, cases := loadFamily(t, name)
		for _, g := range cases {
			t.Run(fmt.Sprint(name, " ", g.params), func(t *testing.T) {
				c := countCase{familyGolden: g, names: params, make: make, wide: name == "categorical", truncated: name == "hurdlepoisson"}
				c.points(t)
				c.moments(t)
				c.gradients(t)
			})
		}
	}
}

// countCase is one parameter set of a family.
type countCase struct {
	familyGolden
	names     []string
	make      func(p G.Nodes) distributions.Distribution
	wide      bool // the parameters have a last axis, as cutpoints have
	truncated bool // at 0, so that masses are divided by P(Base > 0)
}

// rows are the parameters, each repeated for n rows.
func (c countCase) rows(n int) (in []array) {
	for k, p := range c.params {
		a := array{shape: []int{n}, data: slices.Repeat(p, n)}
		if c.wide || c.names[k] == "cutpoints" {
			a.shape = []int{n, len(p)}
		}
		in = append(in, a)
	}
	return in
}

func (c countCase) points(t *testing.T) {
	in := append(c.rows(1), arr(plainNumbers(c.Y), 1, len(c.Y)))
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		d, y := c.make(in[:len(in)-1]), in[len(in)-1]
		return G.Nodes{d.LogProb(y), distributions.CDF(d, y), distributions.LogCDF(d, y), distributions.LogSurvival(d, y)}
	})
	for k, want := range [][]number{c.LogProb, c.CDF, c.LogCDF, c.LogSurvival} {
		for i, w := range want {
			size := math.Abs(float64(w))
			if k == 0 {
				size = max(1, size)
			}
			within(t, fmt.Sprintf("%s at %v", []string{"log-prob", "cdf", "log-cdf", "log-survival"}[k], c.Y[i]), out[k][i], float64(w), 1e-10*size)
		}
	}
}

func (c countCase) moments(t *testing.T) {
	for k, f := range []func(d distributions.Distribution) *G.Node{distributions.Mean, distributions.Variance, distributions.Mode, distributions.Entropy} {
		name, want := []string{"mean", "variance", "mode", "entropy"}[k], []*number{c.Mean, c.Variance, c.Mode, c.Entropy}[k]
		out, err := evalNodes(tensor.Float64, c.rows(1), one(func(p G.Nodes) *G.Node { return f(c.make(p)) }))
		if err != nil {
			if !strings.Contains(err.Error(), "in closed form") {
				t.Error(err)
			}
			continue
		}
		if want == nil {
			continue
		}
		tol := 1e-10 * math.Abs(float64(*want))
		if name == "variance" && c.truncated { // E Y^2 of what is above 0, less its square, each right to some ulps
			tol += 8 * 0x1p-52 * (float64(*c.Mean)*float64(*c.Mean) + float64(*want))
		}
		if name == "entropy" && c.truncated { // the entropy above 0 over P(Base > 0), less its logarithm, each right to some ulps
			tol += 8 * 0x1p-52 * math.Abs(math.Log(-math.Expm1(-c.params[1][0])))
		}
		within(t, name, out[0][0], float64(*want), tol)
	}
}

func (c countCase) gradients(t *testing.T) {
	n := len(c.Y)
	out := mustEval(t, tensor.Float64, append(c.rows(n), vec(plainNumbers(c.Y)...)), func(in G.Nodes) G.Nodes {
		p := in[:len(in)-1]
		g, err := graph.Gradient(ops.Sum(c.make(p).LogProb(in[len(in)-1])), p...)
		if err != nil {
			t.Fatal(err)
		}
		return g
	})
	for k, name := range c.names {
		for i, want := range c.Grad[name] {
			if want == nil || name == "total" { // a whole number has no derivative
				continue
			}
			for e, w := range *want {
				got := out[k][i*len(*want)+e]
				within(t, fmt.Sprintf("gradient by %s, element %d, at %v", name, e, c.Y[i]), got, w, 1e-7*max(1, math.Abs(w)))
			}
		}
	}
}
