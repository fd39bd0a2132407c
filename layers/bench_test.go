package layers_test

import (
	"context"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// tenClasses is a network whose output is one of ten classes.
type tenClasses struct{ layer layers.Layer }

func (c tenClasses) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Categorical{Logits: c.layer.Forward(s, x)}
}

// BenchmarkDigits is the training of a network for digits, 421,642 weights, with Adam at batch 100 in float32: ms a step. It
// runs on as many cores as -cpu says.
func BenchmarkDigits(b *testing.B) {
	const rows, batch = 1000, 100
	x, y := make([]float64, rows*784), make([]float64, rows)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	for i := range y {
		y[i] = float64(i % 10)
	}
	conv := func(n int) layers.Layer {
		return layers.Conv2D{Units: n, Size: [2]int{3, 3}, Padding: layers.Same, Activation: layers.ReLU}
	}
	pool := layers.MaxPool{Size: []int{2, 2}}
	net := tenClasses{layers.Sequential{layers.Reshape{28, 28, 1}, conv(32), pool, conv(64), pool, layers.Flatten{}, layers.Dense{Units: 128, Activation: layers.ReLU}, layers.Dense{Units: 10}}}
	m := &training.Model{Net: net}
	fit := training.Trainer{BatchSize: batch, Solver: &training.Adam{Rate: training.Constant(1e-4)}}
	set := data.Set{X: mat.NewDense(rows, 784, x), Y: y, Names: make([]string, 784)}
	best := 0.
	for e, err := range fit.Epochs(context.Background(), m, set, max(b.N, 2)) {
		if err != nil {
			b.Fatal(err)
		}
		if ms := 1e3 * e.Seconds / float64(e.Steps); best == 0 || ms < best {
			best = ms
		}
	}
	b.ReportMetric(best, "best-ms/step")
}
