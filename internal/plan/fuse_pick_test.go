package plan_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A pick from a log-softmax that nothing else reads computes what it picks, with the same bits on all cores; the gradient, which
// reads it, keeps it whole.
func TestPickAlone(t *testing.T) {
	const n = 20_000
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, k := range []int{2, 4, 5, 8, 9} {
			g := G.NewGraph()
			x, y := build.Input(g, dt, "x", n, k), build.Input(g, dt, "y", n)
			logp := ops.LogSoftmax(x)
			picked := ops.Pick(logp, y)
			alone := plan.New(G.Nodes{picked}, nil, native.Ops{Strict: true})
			both := plan.New(G.Nodes{picked, logp}, nil, native.Ops{Strict: true})
			labels := make([]float64, n)
			for i := range labels {
				labels[i] = float64(i % (k + 1)) // one of them is no class
			}
			v := graphtest.ValueOf(dt, graphtest.Edges(1, n*k))
			if err := v.(*tensor.Dense).Reshape(n, k); err != nil {
				t.Fatal(err)
			}
			run := func(p *plan.Plan, times int) (out []float64) {
				m := p.Machine()
				m.Cores = p == alone
				m.Vals[p.Slot[x]], m.Vals[p.Slot[y]] = v, graphtest.ValueOf(dt, labels)
				for range times {
					out = graphtest.Computed(t, m)
				}
				return out
			}
			graphtest.Same(t, "pick", run(alone, 6), run(both, 1))
			narrow := 0
			if k <= 8 && kernel.CPULevel() != kernel.Generic {
				narrow = 1
			}
			if a, b := alone.Took["pick"], both.Took["pick"]; a != narrow || b != 0 {
				t.Errorf("%v, rows of %d: taken %d and %d times, want %d and 0", dt, k, a, b, narrow)
			}
		}
	}
}
