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

// farFamilies are a family each, of two components: one of ordinary parameters, and one of a small width or a large power, where what is formed on the
// way overflows first. The distance in widths is a float32 for each target.
var farFamilies = map[string]struct {
	of     func(in G.Nodes) distributions.Distribution
	params [][]float64 // the two components'
}{
	"Normal":    {func(in G.Nodes) distributions.Distribution { return distributions.Normal{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, 1e-8}}},
	"LogNormal": {func(in G.Nodes) distributions.Distribution { return distributions.LogNormal{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, 1e-7}}},
	"Laplace":   {func(in G.Nodes) distributions.Distribution { return distributions.Laplace{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, 1e-7}}},
	"AsymmetricLaplace": {func(in G.Nodes) distributions.Distribution {
		return distributions.AsymmetricLaplace{Loc: in[0], Scale: in[1], Asymmetry: in[2]}
	}, [][]float64{{0, 1}, {1, 1e-7}, {2, 30}}},
	"Cauchy": {func(in G.Nodes) distributions.Distribution { return distributions.Cauchy{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, 1e-7}}},
	"StudentT": {func(in G.Nodes) distributions.Distribution {
		return distributions.StudentT{DF: in[0], Loc: in[1], Scale: in[2]}
	}, [][]float64{{3, 1e6}, {0, 1}, {1, 1e-7}}},
	"Logistic": {func(in G.Nodes) distributions.Distribution { return distributions.Logistic{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, 1e-7}}},
	"Gumbel":   {func(in G.Nodes) distributions.Distribution { return distributions.Gumbel{Loc: in[0], Scale: in[1]} }, [][]float64{{0, 1}, {1, .01}}},
	"SkewNormal": {func(in G.Nodes) distributions.Distribution {
		return distributions.SkewNormal{Loc: in[0], Scale: in[1], Shape: in[2]}
	}, [][]float64{{0, 1}, {1, 1e-8}, {-2, 30}}},
	"Exponential": {func(in G.Nodes) distributions.Distribution { return distributions.Exponential{Rate: in[0]} }, [][]float64{{1, 1e7}}},
	"Gamma": {func(in G.Nodes) distributions.Distribution {
		return distributions.Gamma{Concentration: in[0], Rate: in[1]}
	}, [][]float64{{2, .1}, {1, 1e7}}},
	"InverseGamma": {func(in G.Nodes) distributions.Distribution {
		return distributions.InverseGamma{Concentration: in[0], Scale: in[1]}
	}, [][]float64{{2, .1}, {1, 1e7}}},
	"Beta": {func(in G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: in[0], Beta: in[1]} }, [][]float64{{2, 1e6}, {3, 1e6}}},
	"Kumaraswamy": {func(in G.Nodes) distributions.Distribution {
		return distributions.Kumaraswamy{Alpha: in[0], Beta: in[1]}
	}, [][]float64{{2, 50}, {3, 1e6}}},
	"Uniform":    {func(in G.Nodes) distributions.Distribution { return distributions.Uniform{Low: in[0], High: in[1]} }, [][]float64{{0, 1}, {1, 1.5}}},
	"HalfNormal": {func(in G.Nodes) distributions.Distribution { return distributions.HalfNormal{Scale: in[0]} }, [][]float64{{1, 1e-8}}},
	"HalfCauchy": {func(in G.Nodes) distributions.Distribution { return distributions.HalfCauchy{Scale: in[0]} }, [][]float64{{1, 1e-7}}},
	"TruncatedNormal": {func(in G.Nodes) distributions.Distribution {
		return distributions.TruncatedNormal{Loc: in[0], Scale: in[1], Low: in[2], High: in[3]}
	}, [][]float64{{0, 1}, {1, 1e-8}, {-1, 0}, {1, 1e30}}},
	"Weibull": {func(in G.Nodes) distributions.Distribution {
		return distributions.Weibull{Concentration: in[0], Scale: in[1]}
	}, [][]float64{{2, 50}, {1, .01}}},
	"Pareto": {func(in G.Nodes) distributions.Distribution {
		return distributions.Pareto{Concentration: in[0], Scale: in[1]}
	}, [][]float64{{2, 1e6}, {1, 1e-7}}},
	"VonMises": {func(in G.Nodes) distributions.Distribution {
		return distributions.VonMises{Loc: in[0], Concentration: in[1]}
	}, [][]float64{{0, 1}, {1, 1e6}}},
	"Binomial": {func(in G.Nodes) distributions.Distribution {
		return distributions.Binomial{Total: in[0], Logits: in[1]}
	}, [][]float64{{9, 5}, {0, 80}}},
	"NegativeBinomial": {func(in G.Nodes) distributions.Distribution {
		return distributions.NegativeBinomial{Rate: in[0], Concentration: in[1]}
	}, [][]float64{{2, 1e-10}, {1, 1e12}}},
	"Poisson":   {func(in G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: in[0]} }, [][]float64{{2, 1e-7}}},
	"Geometric": {func(in G.Nodes) distributions.Distribution { return distributions.Geometric{Logits: in[0]} }, [][]float64{{2, 80}}},
	"Bernoulli": {func(in G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: in[0]} }, [][]float64{{2, 80}}},
	"Truncated": {func(in G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Normal{Loc: in[0], Scale: in[1]}, Low: in[2]}
	}, [][]float64{{0, 1}, {1, 1e-8}, {-1, 0}}},
	"Transformed": {func(in G.Nodes) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Normal{Loc: in[0], Scale: in[1]}, Bijector: distributions.Exp{}}
	}, [][]float64{{0, 1}, {1, 1e-7}}},
	"SinhArcsinh": {func(in G.Nodes) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Normal{Loc: in[0], Scale: in[1]}, Bijector: distributions.SinhArcsinh{Skewness: in[2], Tailweight: in[3]}}
	}, [][]float64{{0, 1}, {1, .6}, {0, 1}, {1, .1}}},
	"Softplus": {func(in G.Nodes) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Normal{Loc: in[0], Scale: in[1]}, Bijector: distributions.Softplus{}}
	}, [][]float64{{0, 1}, {1, 1e-8}}},
	"Hurdle": {func(in G.Nodes) distributions.Distribution {
		return distributions.Hurdle{Logits: in[0], Base: distributions.Weibull{Concentration: in[1], Scale: in[2]}}
	}, [][]float64{{0, 1}, {2, 50}, {1, .01}}},
	"ZeroInflated": {func(in G.Nodes) distributions.Distribution {
		return distributions.ZeroInflated{Logits: in[0], Base: distributions.Poisson{Rate: in[1]}}
	}, [][]float64{{0, 1}, {2, 1e-7}}},
}

// farTargets are on both sides, from ordinary ones to where no density of float32 is a number.
var farTargets = []float64{-1e30, -1e18, -1e5, -30, -1, -1e-5, -1e-30, 0, 1e-30, 1e-5, .3, 1, 30, 1e5, 1e18, 1e30}

// A mixture's density is finite where that of one component is, and then so are all its slopes: of a component that has none there, or
// whose logarithm overflows, they are 0. So it is of cdfs. The component that has one is a Cauchy's, or of counts a Geometric's, beside each.
func TestMixtureSlopesFarAway(t *testing.T) {
	for name, c := range farFamilies {
		for _, dt := range bothTypes {
			for _, which := range []string{"Mixture", "MixtureSameFamily"} {
				for k, answer := range farAnswers {
					if k > 0 && slices.Contains(farDensities, name) {
						continue
					}
					farSlopes(t, fmt.Sprintf("%s, %s, %v, answer %d", name, which, dt, k), c.of, c.params, which == "Mixture", dt, answer)
				}
			}
		}
	}
}

// farDensities are families whose slopes of log-cdfs are not numbers everywhere: a cdf that no float holds, far from all mass.
var farDensities = []string{"NegativeBinomial", "SkewNormal", "TruncatedNormal"}

// farAnswers are what mixtures have of components.
var farAnswers = []func(d distributions.Distribution, y *G.Node) *G.Node{distributions.LogProb, distributions.LogCDF, distributions.LogSurvival}

func farSlopes(t *testing.T, name string, of func(in G.Nodes) distributions.Distribution, params [][]float64, mixed bool, dt tensor.Dtype, answer func(d distributions.Distribution, y *G.Node) *G.Node) {
	t.Helper()
	n := len(farTargets)
	in := []array{vec(farTargets...), {[]int{n, 2}, slices.Repeat([]float64{0, .5}, n)}}
	if mixed {
		in[1] = array{[]int{n, 3}, slices.Repeat([]float64{0, .5, .1}, n)}
	}
	for _, p := range params {
		if mixed {
			in = append(in, array{[]int{n}, slices.Repeat(p[:1], n)}, array{[]int{n}, slices.Repeat(p[1:], n)})
		} else {
			in = append(in, array{[]int{n, 2}, slices.Repeat(p, n)})
		}
	}
	out := mustEval(t, dt, in, func(in G.Nodes) G.Nodes {
		d := farMixture(in, of, mixed)
		logp := answer(d, in[0])
		grads, err := graph.Gradient(ops.Sum(logp), in[1:]...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return append(G.Nodes{logp}, grads...)
	})
	for i, l := range out[0] {
		if math.IsNaN(l) {
			t.Errorf("%s: the log-density at %v is NaN", name, farTargets[i])
		}
		if l-l != 0 {
			continue
		}
		for k, g := range out[1:] {
			w := len(g) / n
			for j, v := range g[i*w : (i+1)*w] {
				if v-v != 0 {
					t.Errorf("%s: at %v, log-density %v, the slope by input %d[%d] is %v", name, farTargets[i], l, k, j, v)
				}
			}
		}
	}
}

// farMixture is two components of a family, and in a Mixture a third that reaches everywhere.
func farMixture(in G.Nodes, of func(in G.Nodes) distributions.Distribution, mixed bool) distributions.Distribution {
	mixing := distributions.Categorical{Logits: in[1]}
	if !mixed {
		return distributions.MixtureSameFamily{Mixing: mixing, Components: of(in[2:])}
	}
	var a, b G.Nodes
	for k := 2; k < len(in); k += 2 {
		a, b = append(a, in[k]), append(b, in[k+1])
	}
	one := full(in[0], 1)
	var wide distributions.Distribution = distributions.Cauchy{Loc: one, Scale: one}
	s := distributions.SupportOf(of(a))
	switch {
	case s.Kind == distributions.Integers:
		wide = distributions.Geometric{Logits: one}
	case s.AtZero:
		wide = distributions.Hurdle{Logits: one, Base: wide}
	}
	return distributions.Mixture{Mixing: mixing, Components: []distributions.Distribution{of(a), of(b), wide}}
}

func full(like *G.Node, v float64) *G.Node {
	return ops.BroadcastTo(ops.Full(like.Graph(), like.Dtype(), v), like.Shape())
}
