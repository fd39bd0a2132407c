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

// At its centre a symmetric density bends as it does beside it, 1e-5 of its scale away, where the bend, which is even, is the same to some
// 1e-10: a formula of |y - Loc| has no second derivative there unless it says so.
func TestBendAtTheCentre(t *testing.T) {
	normal := func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0], Scale: p[1]} }
	one := func(p G.Nodes) *G.Node { return ops.AddConst(ops.MulConst(p[0], 0), 1.3) }
	for name, make := range map[string]func(p G.Nodes) distributions.Distribution{
		"normal":   normal,
		"logistic": func(p G.Nodes) distributions.Distribution { return distributions.Logistic{Loc: p[0], Scale: p[1]} },
		"cauchy":   func(p G.Nodes) distributions.Distribution { return distributions.Cauchy{Loc: p[0], Scale: p[1]} },
		"studentt": func(p G.Nodes) distributions.Distribution {
			return distributions.StudentT{DF: one(p), Loc: p[0], Scale: p[1]}
		},
		"skewnormal": func(p G.Nodes) distributions.Distribution {
			return distributions.SkewNormal{Loc: p[0], Scale: p[1], Shape: ops.MulConst(p[0], 0)}
		},
		"vonmises": func(p G.Nodes) distributions.Distribution {
			return distributions.VonMises{Loc: p[0], Concentration: p[1]}
		},
		"sinharcsinh": func(p G.Nodes) distributions.Distribution {
			return distributions.Transformed{Base: normal(p), Bijector: distributions.SinhArcsinh{Tailweight: one(p)}}
		},
	} {
		out := mustEval(t, tensor.Float64, []array{vec(0, 0), vec(.7, .7), vec(0, 7e-6)}, func(in G.Nodes) G.Nodes {
			slopes, err := graph.Gradient(ops.Sum(distributions.LogProb(make(in[:2]), in[2])), in[2])
			if err != nil {
				t.Fatal(err)
			}
			bends, err := graph.Gradient(ops.Sum(slopes[0]), in[2])
			if err != nil {
				t.Fatal(err)
			}
			return bends
		})
		if at, beside := out[0][0], out[0][1]; !(math.Abs(at-beside) <= 1e-8*math.Abs(beside)) {
			t.Errorf("%s bends by %v at its centre, and by %v beside it", name, at, beside)
		}
	}
}
