package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
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
			alone, err := graph.Compile(picked)
			if err != nil {
				t.Fatal(err)
			}
			both, err := graph.Compile(picked, logp)
			if err != nil {
				t.Fatal(err)
			}
			labels := make([]float64, n)
			for i := range labels {
				labels[i] = float64(i % (k + 1)) // one of them is no class
			}
			v := valueOf(dt, edges(1, n*k))
			if err := v.(*tensor.Dense).Reshape(n, k); err != nil {
				t.Fatal(err)
			}
			for _, p := range []*graph.Program{alone, both} {
				p.UseCores(p == alone)
				if err := p.Let(x, v); err != nil {
					t.Fatal(err)
				}
				if err := p.Let(y, valueOf(dt, labels)); err != nil {
					t.Fatal(err)
				}
			}
			mustRun(t, both)
			want := numbers(graph.Results(both)[0])
			for range 6 {
				mustRun(t, alone)
				same(t, "pick", numbers(graph.Results(alone)[0]), want)
			}
			narrow := 0
			if k <= 8 && kernel.CPULevel() != kernel.Generic {
				narrow = 1
			}
			if a, b := graph.Taken(alone)["pick"], graph.Taken(both)["pick"]; a != narrow || b != 0 {
				t.Errorf("%v, rows of %d: taken %d and %d times, want %d and 0", dt, k, a, b, narrow)
			}
		}
	}
}
