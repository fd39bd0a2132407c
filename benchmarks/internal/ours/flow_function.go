package ours

import (
	"runtime"
	"sync"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// block is how many rows are asked about at a time: what a network makes of them stays in the processor's caches.
const block = 1000

// computing is the flow as functions in float32, as the opponents are: of rows and their targets, or of rows and the key of noise. Blocks
// of rows are shared between as many goroutines as there are cores.
func (t Team) computing(c harness.Case) (harness.Contender, error) {
	m, err := t.shared(c)
	if err != nil {
		return nil, err
	}
	set := t.Vectors.Head(c.Batch)
	f := function(c, m)
	var blocks [][]G.Value
	for from := 0; from < c.Batch; from += block {
		n := min(block, c.Batch-from)
		x := set.X.RawMatrix().Data[from*mock.Features : (from+n)*mock.Features]
		in := []G.Value{floats(x, n, mock.Features), floats(set.Y[from*mock.Targets:(from+n)*mock.Targets], n, mock.Targets)}
		if c.Kind == harness.FlowDraws {
			in[1] = tensor.New(tensor.WithBacking([]int64{1, 0, 0, int64(from)}))
		}
		blocks = append(blocks, in)
	}
	do := func() error { return onCores(f, m.Params, blocks) }
	return harness.Timed{Do: do}, do()
}

// function is the log-density of rows at their targets, or a draw of each row from the key of noise.
func function(c harness.Case, m *training.Model) *layers.Function {
	return layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		d := m.Net.Forward(s, in[0])
		if c.Kind == harness.FlowDensity {
			return d.LogProb(in[1])
		}
		return distributions.Sample(d, ops.Normal(in[1], "noise", tensor.Float32, in[0].Shape()[0], mock.Targets))
	})
}

// onCores applies f to all blocks.
func onCores(f *layers.Function, p *layers.Params, blocks [][]G.Value) (err error) {
	var wait sync.WaitGroup
	var once sync.Once
	next := make(chan []G.Value)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for in := range next {
				if _, failed := f.Apply(p, in...); failed != nil {
					once.Do(func() { err = failed })
				}
			}
		})
	}
	for _, in := range blocks {
		next <- in
	}
	close(next)
	wait.Wait()
	return err
}
