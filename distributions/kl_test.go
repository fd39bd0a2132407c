package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shapedConstant is a node of a graph of its own with a value.
func shapedConstant(shape []int, v ...float64) *G.Node {
	return G.NewTensor(G.NewGraph(), tensor.Float64, len(shape), G.WithShape(shape...), G.WithName("constant"), G.WithValue(arr(v, shape...).value(tensor.Float64)))
}

// divergence is KL(p, q) of distributions of constants, with noise.
func divergence(p, q distributions.Distribution, noise ...array) (value, stderr []float64, how distributions.How, err error) {
	in := append([]array(nil), noise...)
	for _, d := range []distributions.Distribution{p, q} {
		for _, n := range distributions.Parameters(d) {
			in = append(in, array{n.Node.Shape(), n.Node.Value().Data().([]float64)})
		}
	}
	out, err := evalNodes(tensor.Float64, in, func(nodes G.Nodes) G.Nodes {
		var e *G.Node
		if len(noise) > 0 {
			e = nodes[0]
		}
		k, seen := len(noise), map[*G.Node]*G.Node{}
		own := func(n *G.Node) *G.Node { // a node that both have stays one
			k++
			if seen[n] == nil {
				seen[n] = nodes[k-1]
			}
			return seen[n]
		}
		a := distributions.Map(p, own)
		d := distributions.KL(a, distributions.Map(q, own), e)
		how = d.How
		sum := G.Nodes{d.Value}
		if d.StdErr != nil {
			sum = append(sum, d.StdErr)
		}
		all := ops.Sum(nodes[0]) // whatever is not used must be
		for _, n := range nodes[1:] {
			all = ops.Add(all, ops.Sum(n))
		}
		return append(sum, all)
	})
	if err != nil {
		return nil, nil, how, err
	}
	if len(out) == 3 {
		stderr = out[1]
	}
	return out[0], stderr, how, nil
}

type families map[string]func(v ...float64) distributions.Distribution

// pairFamilies are those of the goldens.
var pairFamilies = func() families {
	c := func(v float64) *G.Node { return distributions.Constant(v) }
	return families{
		"normal": func(v ...float64) distributions.Distribution {
			return distributions.Normal{Loc: c(v[0]), Scale: c(v[1])}
		},
		"lognormal": func(v ...float64) distributions.Distribution {
			return distributions.LogNormal{Loc: c(v[0]), Scale: c(v[1])}
		},
		"laplace": func(v ...float64) distributions.Distribution {
			return distributions.Laplace{Loc: c(v[0]), Scale: c(v[1])}
		},
		"cauchy": func(v ...float64) distributions.Distribution {
			return distributions.Cauchy{Loc: c(v[0]), Scale: c(v[1])}
		},
		"gumbel": func(v ...float64) distributions.Distribution {
			return distributions.Gumbel{Loc: c(v[0]), Scale: c(v[1])}
		},
		"logistic": func(v ...float64) distributions.Distribution {
			return distributions.Logistic{Loc: c(v[0]), Scale: c(v[1])}
		},
		"exponential": func(v ...float64) distributions.Distribution { return distributions.Exponential{Rate: c(v[0])} },
		"halfnormal":  func(v ...float64) distributions.Distribution { return distributions.HalfNormal{Scale: c(v[0])} },
		"halfcauchy":  func(v ...float64) distributions.Distribution { return distributions.HalfCauchy{Scale: c(v[0])} },
		"gamma": func(v ...float64) distributions.Distribution {
			return distributions.Gamma{Concentration: c(v[0]), Rate: c(v[1])}
		},
		"inversegamma": func(v ...float64) distributions.Distribution {
			return distributions.InverseGamma{Concentration: c(v[0]), Scale: c(v[1])}
		},
		"beta": func(v ...float64) distributions.Distribution {
			return distributions.Beta{Alpha: c(v[0]), Beta: c(v[1])}
		},
		"weibull": func(v ...float64) distributions.Distribution {
			return distributions.Weibull{Concentration: c(v[0]), Scale: c(v[1])}
		},
		"pareto": func(v ...float64) distributions.Distribution {
			return distributions.Pareto{Concentration: c(v[0]), Scale: c(v[1])}
		},
		"uniform": func(v ...float64) distributions.Distribution {
			return distributions.Uniform{Low: c(v[0]), High: c(v[1])}
		},
		"vonmises": func(v ...float64) distributions.Distribution {
			return distributions.VonMises{Loc: c(v[0]), Concentration: c(v[1])}
		},
		"poisson":   func(v ...float64) distributions.Distribution { return distributions.Poisson{Rate: c(v[0])} },
		"geometric": func(v ...float64) distributions.Distribution { return distributions.Geometric{Logits: c(v[0])} },
		"bernoulli": func(v ...float64) distributions.Distribution { return distributions.Bernoulli{Logits: c(v[0])} },
		"binomial": func(v ...float64) distributions.Distribution {
			return distributions.Binomial{Total: c(v[0]), Logits: c(v[1])}
		},
		"categorical": func(v ...float64) distributions.Distribution {
			return distributions.Categorical{Logits: shapedConstant([]int{1, len(v)}, v...)}
		},
		"negativebinomial": func(v ...float64) distributions.Distribution {
			return distributions.NegativeBinomial{Rate: c(v[0]), Concentration: concentrations[v[1]]}
		},
	}
}()

// concentrations are nodes that two distributions share.
var concentrations = map[float64]*G.Node{2: distributions.Constant(2)}

// without closed form as nodes
var noClosedForm = map[string]bool{"logistic logistic": true, "normal laplace": true, "logistic normal": true, "uniform normal": true, "poisson negativebinomial": true}

// Closed forms are good to 1e-12 of the entropies that they are the difference of, the integrals to 1e-10 of the scale.
func TestBetweenGoldens(t *testing.T) {
	slow.Test(t)
	for _, g := range loadBetween(t).Pairs {
		name := g.P + " " + g.Q
		p, q := pairFamilies[g.P](g.A...), pairFamilies[g.Q](g.B...)
		a, b := numbersOf(t, p), numbersOf(t, q)
		if v, _, how, err := divergence(p, q); err != nil && !noClosedForm[name] {
			t.Errorf("%s: %v", name, err)
		} else if err == nil {
			within(t, name+" closed form, "+how.String(), v[0], float64(g.KL), 1e-12*max(1e-3, float64(g.KL)))
		}
		within(t, name+" KL", a.KL(b)[0], float64(g.KL), 1e-10*max(1, float64(g.KL)))
		within(t, name+" cross-entropy", a.CrossEntropy(b)[0], float64(g.Cross), 1e-10*max(1, math.Abs(float64(g.Cross))))
		within(t, name+" Wasserstein", a.Wasserstein1(b)[0], float64(g.W1), 1e-10*max(1, float64(g.W1)))
		if g.Energy != nil {
			within(t, name+" energy", a.EnergyDistance(b)[0], float64(*g.Energy), 1e-10*max(1, float64(*g.Energy)))
		}
	}
}

// vectorFamilies are those of the goldens.
func vectorOf(family string, p map[string][]float64) distributions.Distribution {
	switch n := len(p["loc"]); family {
	case "diag":
		return distributions.MultivariateNormalDiag{Loc: shapedConstant([]int{1, n}, p["loc"]...), Scale: shapedConstant([]int{1, n}, p["scale"]...)}
	case "tril":
		return distributions.MultivariateNormalTriL{Loc: shapedConstant([]int{1, n}, p["loc"]...), ScaleTriL: shapedConstant([]int{1, n, n}, p["tril"]...)}
	case "lowrank":
		return distributions.MultivariateNormalLowRank{Loc: shapedConstant([]int{1, n}, p["loc"]...), Factor: shapedConstant([]int{1, n, len(p["factor"]) / n}, p["factor"]...), Scale: shapedConstant([]int{1, n}, p["scale"]...)}
	}
	return distributions.Dirichlet{Concentration: shapedConstant([]int{1, len(p["concentration"])}, p["concentration"]...)}
}

func TestVectorKL(t *testing.T) {
	for _, g := range loadBetween(t).Vectors {
		v, _, how, err := divergence(vectorOf(g.P, g.A), vectorOf(g.Q, g.B))
		if err != nil {
			t.Errorf("%s %s: %v", g.P, g.Q, err)
			continue
		}
		within(t, g.P+" "+g.Q+" "+how.String(), v[0], float64(g.KL), 1e-11*max(1, float64(g.KL)))
	}
}

// Of every family the divergence from itself is 0, and from others not below; the closed form is the integral.
func TestKLLaws(t *testing.T) {
	slow.Test(t)
	r := rng.New(3, "kl laws", 0, 0)
	for name, parameters := range map[string]int{"normal": 2, "lognormal": 2, "laplace": 2, "cauchy": 2, "gumbel": 2, "exponential": 1, "halfnormal": 1, "halfcauchy": 1,
		"gamma": 2, "inversegamma": 2, "beta": 2, "weibull": 2, "vonmises": 2, "poisson": 1, "geometric": 1, "bernoulli": 1} {
		for k := range 6 {
			v := make([]float64, 2*parameters)
			r.Uniform64(v, uint64(100*k))
			for j := range v {
				v[j] = math.Exp(2*v[j] - 1)
			}
			p, q := pairFamilies[name](v[:parameters]...), pairFamilies[name](v[parameters:]...)
			self, _, _, err := divergence(p, pairFamilies[name](v[:parameters]...))
			if err != nil {
				t.Fatal(err)
			}
			within(t, fmt.Sprint(name, v, " from itself"), self[0], 0, 1e-14)
			got, _, _, err := divergence(p, q)
			if err != nil {
				t.Fatal(err)
			}
			if got[0] < 0 {
				t.Errorf("%s %v: %v is below 0", name, v, got[0])
			}
			within(t, fmt.Sprint(name, v), got[0], numbersOf(t, p).KL(numbersOf(t, q))[0], 1e-8*max(1, got[0]))
		}
	}
}
