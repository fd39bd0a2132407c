package bnn_test

import (
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// cluster is 14-128-128-64-2 with a normal of its own scale in each row.
type cluster struct{}

func (cluster) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	parts := ops.Split(s.Call("head", layers.Dense{Units: 2}, h), 1, 1, 1)
	n := x.Shape()[0]
	return distributions.Normal{
		Loc:   ops.Reshape(parts[0], n),
		Scale: ops.AddConst(ops.Softplus(ops.Reshape(parts[1], n)), 1e-3),
	}
}

func features(n int) data.Set {
	x, y := make([]float64, 14*n), make([]float64, n)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	rng.New(1, "y", 0, 0).Uniform64(y, 0)
	return data.Set{X: mat.NewDense(n, 14, x), Y: y}
}

var benched = []struct {
	name string
	net  training.Net
}{
	{"dropout", bnn.MCDropout{Net: cluster{}, Rate: .1, Except: []string{"body/dense_0"}}},
}

// BenchmarkStep is one training step of batch 100 with Adam, everything included.
func BenchmarkStep(b *testing.B) {
	s := features(20_000)
	for _, c := range benched {
		b.Run(c.name, func(b *testing.B) {
			m := &training.Model{Net: c.net}
			steps, first := 0, true
			for e, err := range (training.Trainer{Loss: losses.ELBO{Rows: 20_000}}).Epochs(ctx, m, s, 1_000_000) {
				switch {
				case err != nil:
					b.Fatal(err)
				case first: // compiled and warm
					b.ResetTimer()
					first = false
					continue
				}
				if steps += e.Steps; steps >= b.N {
					break
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(steps), "µs/step")
		})
	}
}

// BenchmarkPredict is mean and both variances of 61,000 rows under 100 draws.
func BenchmarkPredict(b *testing.B) {
	s := features(61_000)
	for _, c := range benched {
		b.Run(c.name, func(b *testing.B) {
			m := &training.Model{Net: c.net}
			head := s.Head(100)
			if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 100}}).Fit(ctx, m, head, 1); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				q, err := m.Predict(ctx, s.X, training.Draws(100))
				if err != nil {
					b.Fatal(err)
				}
				q.Mean()
				q.Epistemic()
			}
		})
	}
}
