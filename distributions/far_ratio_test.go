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

// powers are families whose density is e^norm Scale^a/y^(a+1) where y is far from Scale.
var powers = []struct {
	name    string
	a, norm float64
	make    func(scale *G.Node) distributions.Distribution
}{
	{"cauchy", 1, -math.Log(math.Pi), func(s *G.Node) distributions.Distribution {
		return distributions.Cauchy{Loc: ops.MulConst(s, 0), Scale: s}
	}},
	{"half cauchy", 1, math.Log(2 / math.Pi), func(s *G.Node) distributions.Distribution { return distributions.HalfCauchy{Scale: s} }},
	{"pareto", 3, math.Log(3), func(s *G.Node) distributions.Distribution {
		return distributions.Pareto{Concentration: ops.AddConst(ops.MulConst(s, 0), 3), Scale: s}
	}},
}

// Densities with the tail of a power, and their gradients, are finite where y/Scale is no float, and right on both sides of 2^60, where
// the formulas change.
func TestRatiosThatAreNoFloats(t *testing.T) {
	for dt, eps := range map[tensor.Dtype]float64{tensor.Float32: 0x1p-23, tensor.Float64: 0x1p-52} {
		scale := []float64{1, 1, 3, 0x1p-100, 0x1p-100, 0x1p-120, 0x1p-126, 0x1p60}
		y := []float64{0x1p60, 0x1.000002p60, 0x1p61, 0x1p-41, 0x1p-30, 0x1p40, 0x1p127, 0x1p127}
		if dt == tensor.Float64 {
			scale, y = append(scale, 0x1p-900, 0x1p-1022), append(y, 0x1p600, 0x1p1023)
		}
		for _, f := range powers {
			got := mustEval(t, dt, []array{vec(scale...), vec(y...)}, func(in G.Nodes) G.Nodes {
				lp := f.make(in[0]).LogProb(in[1])
				g, err := graph.Gradient(ops.Sum(lp), in...)
				if err != nil {
					t.Fatal(err)
				}
				return append(g, lp)
			})
			for i, s := range scale {
				logS, logY := math.Log(s), math.Log(y[i])
				size := (f.a + 1) * (math.Abs(logS) + math.Abs(logY) + 2) // of the logarithms, each off by an ulp at most
				for k, want := range []float64{f.a / s, -(f.a + 1) / y[i], f.norm + f.a*logS - (f.a+1)*logY} {
					bound := 4 * eps * math.Abs(want) // each of a few products and ratios by half of one
					if k == 2 {
						bound = eps * size
					}
					if !(math.Abs(got[k][i]-want) <= bound) {
						t.Errorf("%s, %v, scale %v at %v: quantity %d is %v, want %v", f.name, dt, s, y[i], k, got[k][i], want)
					}
				}
			}
		}
	}
}
