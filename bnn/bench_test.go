package bnn_test

import (
	"fmt"
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

// lecture is 14-128-128-64-2, a normal for the mass of a cluster.
type lecture struct{}

func (lecture) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	out := ops.Split(s.Call("head", layers.Dense{Units: 2}, h), 1, 1, 1)
	n := x.Shape()[0]
	return distributions.Normal{
		Loc:   ops.Reshape(out[0], n),
		Scale: ops.AddConst(ops.Softplus(ops.Reshape(out[1], n)), 1e-3),
	}
}

func clusters(n int) data.Set {
	x, y := make([]float64, 14*n), make([]float64, n)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	rng.New(1, "y", 0, 0).Uniform64(y, 0)
	return data.Set{X: mat.NewDense(n, 14, x), Y: y}
}

// BenchmarkStep is one training step with Adam, everything included. plain is the same network without distributions.
func BenchmarkStep(b *testing.B) {
	const n = 20_000
	s := clusters(n)
	for _, c := range []struct {
		name string
		net  training.Net
		loss losses.Loss
	}{
		{"plain", lecture{}, losses.NLL{}},
		{"shared", whole(bnn.Variational{Net: lecture{}}), losses.ELBO{Rows: n}},
		{"mixture", whole(bnn.Variational{Net: lecture{}, Prior: bnn.ScaleMixture{}}), losses.ELBO{Rows: n}},
		{"local", whole(bnn.Variational{Net: lecture{}, Estimator: bnn.LocalReparametrization}), losses.ELBO{Rows: n}},
		{"dropout", bnn.MCDropout{Net: lecture{}, Rate: .1, Except: []string{"body/dense_0/*"}}, losses.ELBO{Rows: n}},
		{"flipout", whole(bnn.Variational{Net: lecture{}, Estimator: bnn.Flipout}), losses.ELBO{Rows: n}},
	} {
		for _, batch := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", c.name, batch), func(b *testing.B) {
				m := &training.Model{Net: c.net}
				steps, first := 0, true
				for e, err := range (training.Trainer{Loss: c.loss, BatchSize: batch}).Epochs(ctx, m, s, 1_000_000) {
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
				b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(steps), "us/step")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// BenchmarkPredict is 100 draws of 61,000 rows, and their mean and epistemic variance.
func BenchmarkPredict(b *testing.B) {
	s := clusters(61_000)
	for name, net := range map[string]training.Net{
		"variational": whole(bnn.Variational{Net: lecture{}}),
		"dropout":     bnn.MCDropout{Net: lecture{}, Rate: .1, Except: []string{"body/dense_0/*"}},
	} {
		b.Run(name, func(b *testing.B) {
			m := &training.Model{Net: net}
			fit(b, training.Trainer{Loss: losses.ELBO{Rows: 1000}}, m, s.Head(1000), 1)
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
