package distributions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	G "gorgonia.org/gorgonia"
)

// numbers is a number of a golden file, a list of them, or null.
type numbers []float64

func (n *numbers) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		var each []number
		if err := json.Unmarshal(b, &each); err != nil {
			return err
		}
		for _, v := range each {
			*n = append(*n, float64(v))
		}
		return nil
	}
	var one number
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*n = numbers{float64(one)}
	return nil
}

// A familyGolden is one parameter set of testdata/families.json, described in families.py.
type familyGolden struct {
	params                                            [][]float64
	Y, LogProb, CDF, LogCDF, LogSurvival              []number
	Grad                                              map[string][]*numbers // null where there is none
	Mean, Variance, Mode, Entropy, Skewness, Kurtosis *number
	Quantile, Noise, Sample                           []number
	DSample                                           map[string][]number
}

// loadFamily reads the cases of a family with its parameters in order.
func loadFamily(t *testing.T, name string) (params []string, cases []familyGolden) {
	t.Helper()
	var all map[string]struct {
		Params []string
		Cases  []json.RawMessage
	}
	filetest.ReadJSON(t, "../testdata/families.json", &all)
	for _, raw := range all[name].Cases {
		var g familyGolden
		var at map[string]json.RawMessage
		if err := json.Unmarshal(raw, &g); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &at); err != nil {
			t.Fatal(err)
		}
		for _, p := range all[name].Params {
			var v numbers
			if err := json.Unmarshal(at[p], &v); err != nil {
				t.Fatal(err)
			}
			g.params = append(g.params, v)
		}
		cases = append(cases, g)
	}
	if len(cases) == 0 {
		t.Fatalf("no goldens of %s", name)
	}
	return all[name].Params, cases
}

// inputs are the parameters, each repeated for n rows.
func (g familyGolden) inputs(n int) []array {
	var in []array
	for _, p := range g.params {
		a := array{shape: []int{n}, data: slices.Repeat(p, n)}
		if len(p) > 1 {
			a.shape = []int{n, len(p)}
		}
		in = append(in, a)
	}
	return in
}

func plainNumbers(v []number) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

// scalarFamilies are the families of the golden file by its names.
var scalarFamilies = map[string]func(p G.Nodes) distributions.Distribution{
	"normal":      normalOf,
	"lognormal":   func(p G.Nodes) distributions.Distribution { return distributions.LogNormal{Loc: p[0], Scale: p[1]} },
	"laplace":     func(p G.Nodes) distributions.Distribution { return distributions.Laplace{Loc: p[0], Scale: p[1]} },
	"cauchy":      func(p G.Nodes) distributions.Distribution { return distributions.Cauchy{Loc: p[0], Scale: p[1]} },
	"logistic":    func(p G.Nodes) distributions.Distribution { return distributions.Logistic{Loc: p[0], Scale: p[1]} },
	"gumbel":      func(p G.Nodes) distributions.Distribution { return distributions.Gumbel{Loc: p[0], Scale: p[1]} },
	"exponential": func(p G.Nodes) distributions.Distribution { return distributions.Exponential{Rate: p[0]} },
	"uniform":     func(p G.Nodes) distributions.Distribution { return distributions.Uniform{Low: p[0], High: p[1]} },
	"halfnormal":  func(p G.Nodes) distributions.Distribution { return distributions.HalfNormal{Scale: p[0]} },
	"halfcauchy":  func(p G.Nodes) distributions.Distribution { return distributions.HalfCauchy{Scale: p[0]} },
	"weibull": func(p G.Nodes) distributions.Distribution {
		return distributions.Weibull{Concentration: p[0], Scale: p[1]}
	},
	"pareto": func(p G.Nodes) distributions.Distribution {
		return distributions.Pareto{Concentration: p[0], Scale: p[1]}
	},
	"kumaraswamy": func(p G.Nodes) distributions.Distribution { return distributions.Kumaraswamy{Alpha: p[0], Beta: p[1]} },
	"beta":        betaOf,
	"gamma": func(p G.Nodes) distributions.Distribution {
		return distributions.Gamma{Concentration: p[0], Rate: p[1]}
	},
	"inversegamma": func(p G.Nodes) distributions.Distribution {
		return distributions.InverseGamma{Concentration: p[0], Scale: p[1]}
	},
	"studentt": func(p G.Nodes) distributions.Distribution {
		return distributions.StudentT{DF: p[0], Loc: p[1], Scale: p[2]}
	},
	"skewnormal": func(p G.Nodes) distributions.Distribution {
		return distributions.SkewNormal{Loc: p[0], Scale: p[1], Shape: p[2]}
	},
	"vonmises": func(p G.Nodes) distributions.Distribution {
		return distributions.VonMises{Loc: p[0], Concentration: p[1]}
	},
	"asymmetriclaplace": func(p G.Nodes) distributions.Distribution {
		return distributions.AsymmetricLaplace{Loc: p[0], Scale: p[1], Asymmetry: p[2]}
	},
	"truncatednormal": func(p G.Nodes) distributions.Distribution {
		return distributions.TruncatedNormal{Loc: p[0], Scale: p[1], Low: p[2], High: p[3]}
	},
}
