package distributions_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
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

// numbers is one number or a list in a golden file.
type numbersJSON []number

func (n *numbersJSON) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]number)(n))
	}
	*n = make(numbersJSON, 1)
	return json.Unmarshal(b, &(*n)[0])
}

// countCase is one parameter set of a family.
type countCase map[string]json.RawMessage

func (c countCase) list(t *testing.T, name string) (v []number) {
	t.Helper()
	if err := json.Unmarshal(c[name], &v); err != nil {
		t.Fatal(name, err)
	}
	return v
}

// Log-masses, probabilities and tails, moments, modes, entropies and gradients are mpmath's: to 1e-10 of themselves, gradients to
// 1e-7 beside the largest of the case.
func TestCountGoldens(t *testing.T) {
	b, err := os.ReadFile("../testdata/families.json")
	if err != nil {
		t.Fatal(err)
	}
	var goldens map[string]struct {
		Params []string
		Cases  []countCase
	}
	if err := json.Unmarshal(b, &goldens); err != nil {
		t.Fatal(err)
	}
	for name, make := range countFamilies {
		g, ok := goldens[name]
		if !ok {
			t.Errorf("no golden values of %s", name)
		}
		for k, c := range g.Cases {
			t.Run(fmt.Sprint(name, " ", k), func(t *testing.T) {
				var in []array
				for _, p := range g.Params {
					var v numbersJSON
					if err := json.Unmarshal(c[p], &v); err != nil {
						t.Fatal(err)
					}
					in = append(in, columns([][]number{v}, p == "cutpoints" || name == "categorical"))
				}
				c.points(t, in, make)
				c.moments(t, in, make)
				c.gradients(t, in, g.Params, make)
			})
		}
	}
}

func (c countCase) points(t *testing.T, in []array, make func(p G.Nodes) distributions.Distribution) {
	y := c.list(t, "y")
	in = append(in, columns([][]number{y}, true))
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		d, y := make(in[:len(in)-1]), in[len(in)-1]
		return G.Nodes{d.LogProb(y), distributions.CDF(d, y), distributions.LogCDF(d, y), distributions.LogSurvival(d, y)}
	})
	for k, name := range []string{"logprob", "cdf", "logcdf", "logsurvival"} {
		for i, want := range c.list(t, name) {
			w := float64(want)
			tol := 1e-10 * math.Abs(w)
			if k == 0 {
				tol = 1e-10 * max(1, math.Abs(w))
			}
			within(t, fmt.Sprintf("%s at %v", name, y[i]), out[k][i], w, tol)
		}
	}
}

func (c countCase) moments(t *testing.T, in []array, make func(p G.Nodes) distributions.Distribution) {
	for name, f := range map[string]func(d distributions.Distribution) *G.Node{
		"mean": distributions.Mean, "variance": distributions.Variance, "mode": distributions.Mode, "entropy": distributions.Entropy,
	} {
		out, err := evalNodes(tensor.Float64, in, one(func(p G.Nodes) *G.Node { return f(make(p)) }))
		if err != nil {
			if !strings.Contains(err.Error(), "in closed form") {
				t.Error(err)
			}
			continue
		}
		if string(c[name]) == "null" {
			continue
		}
		var want number
		if err := json.Unmarshal(c[name], &want); err != nil {
			t.Fatal(name, err)
		}
		within(t, name, out[0][0], float64(want), 1e-10*math.Abs(float64(want)))
	}
}

func (c countCase) gradients(t *testing.T, in []array, names []string, make func(p G.Nodes) distributions.Distribution) {
	var grads map[string][]*numbersJSON
	if err := json.Unmarshal(c["grad"], &grads); err != nil {
		t.Fatal(err)
	}
	for i, y := range c.list(t, "y") {
		at := append(append([]array{}, in...), vec(float64(y)))
		out := mustEval(t, tensor.Float64, at, func(in G.Nodes) G.Nodes {
			p := in[:len(in)-1]
			g, err := graph.Gradient(ops.Sum(make(p).LogProb(in[len(in)-1])), p...)
			if err != nil {
				t.Fatal(err)
			}
			return g
		})
		for k, name := range names {
			want := grads[name]
			if want == nil || want[i] == nil {
				continue
			}
			for e, w := range *want[i] {
				within(t, fmt.Sprintf("gradient by %s, element %d, at %v", name, e, y), out[k][e], float64(w), 1e-7*max(1, math.Abs(float64(w))))
			}
		}
	}
}
