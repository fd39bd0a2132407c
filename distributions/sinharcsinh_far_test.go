package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Where y is infinite, or x overflows, a density after SinhArcsinh is next to nothing, and that of NaN stays what it is.
func TestSinhArcsinhFarOut(t *testing.T) {
	for dt, y := range map[tensor.Dtype][]float64{
		tensor.Float64: {math.Inf(-1), math.Inf(1), -1e307, 1e307, math.NaN()},
		tensor.Float32: {math.Inf(-1), math.Inf(1), -1e37, 1e37, math.NaN()},
	} {
		for _, p := range [][2]float64{{0, 1}, {.5, 1.5}, {-2, .3}, {0, .1}} {
			out := mustEval(t, dt, []array{vec(y...), vec(p[0]), vec(p[1])}, func(in G.Nodes) G.Nodes {
				of := func(v float64) *G.Node { return ops.Full(in[0].Graph(), dt, v, len(y)) }
				d := distributions.Transformed{Base: distributions.Normal{Loc: of(0), Scale: of(1)}, Bijector: distributions.SinhArcsinh{Skewness: in[1], Tailweight: in[2]}}
				return G.Nodes{d.LogProb(in[0])}
			})[0]
			for i, v := range out {
				if y[i] != y[i] && v == v || y[i] == y[i] && !(v < -1e19) {
					t.Errorf("%v, skewness %v, tails %v: the log-density of %v is %v", dt, p[0], p[1], y[i], v)
				}
			}
		}
	}
}
