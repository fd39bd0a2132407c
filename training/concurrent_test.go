package training_test

import (
	"sync"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pooled is a net of Gorgonia's own convolution, rectifier and pooling, which keep a mask and count their calls.
type pooled struct{}

func (pooled) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	image := ops.Reshape(ops.MatMul(x, s.Param("image", layers.LecunNormal, 2, 16), false, false), n, 1, 4, 4)
	y, err := G.Conv2d(image, s.Param("conv", layers.LecunNormal, 2, 1, 3, 3), tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1})
	build.Throw("convolution", err)
	y, err = G.Rectify(y)
	build.Throw("rectifier", err)
	y, err = G.MaxPool2D(y, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})
	build.Throw("pooling", err)
	y = s.Call("out", layers.Dense{Units: 1}, ops.Reshape(y, n, 8))
	return distributions.Deterministic{Loc: ops.Reshape(y, n)}
}

// Several models of Gorgonia's own operations are fitted and asked at the same time, as the members of an ensemble are,
// and each is what it is alone: run with the race detector.
func TestNativeNetsConcurrently(t *testing.T) {
	s := line(120, .3, 1)
	mean := func(seed uint64) []float64 {
		m := &training.Model{Net: pooled{}}
		if _, err := (training.Trainer{Loss: losses.MSE{}, Seed: seed}).Fit(ctx, m, s, 2); err != nil {
			t.Error(err)
			return nil
		}
		q, err := m.Predict(ctx, s.X)
		if err != nil {
			t.Error(err)
			return nil
		}
		return q.Mean()
	}
	var together [4][]float64
	var wg sync.WaitGroup
	for k := range together {
		wg.Go(func() { together[k] = mean(uint64(k)) })
	}
	wg.Wait()
	for k, got := range together {
		if d := cmp.Diff(mean(uint64(k)), got); d != "" {
			t.Errorf("model %d among others: %s", k, d)
		}
	}
}
