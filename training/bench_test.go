package training_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// lecture is the network of the cluster masses, 14-128-128-64 and a head.
type lecture struct{ kind string }

func (l lecture) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	if l.kind == "mse" {
		return training.Point(layers.Dense{Units: 1}).Forward(s.Sub("head"), h)
	}
	q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 16}, h)}}
	if l.kind == "beta" {
		positive := layers.Positive{Units: 16, Floor: 1}
		q.Components = distributions.Beta{Alpha: s.Call("alpha", positive, h), Beta: s.Call("beta", positive, h)}
	} else {
		q.Components = distributions.Normal{Loc: s.Call("loc", layers.Dense{Units: 16}, h), Scale: s.Call("scale", layers.Positive{Units: 16, Floor: 1e-3}, h)}
	}
	return q
}

// BenchmarkStep is one training step with Adam, everything included: shuffling, gathering, both passes, the update.
func BenchmarkStep(b *testing.B) {
	const n = 20_000
	x, y := make([]float64, 14*n), make([]float64, n)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	rng.New(1, "y", 0, 0).Uniform64(y, 0)
	s := data.Set{X: mat.NewDense(n, 14, x), Y: y}
	for _, kind := range []string{"mse", "normal", "beta"} {
		for _, batch := range []int{1, 100, 1000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", kind, batch), func(b *testing.B) {
				m := &training.Model{Net: lecture{kind}}
				tr := training.Trainer{Loss: lossOf(kind), BatchSize: batch}
				set := s
				if batch == 1 {
					set = s.Head(2000)
				}
				steps, first := 0, true
				for e, err := range tr.Epochs(ctx, m, set, 1_000_000) {
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

// wide is a network of mostly products of w columns.
type wide struct{ w int }

func (l wide) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{l.w, l.w, l.w / 2}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	return training.Point(layers.Dense{Units: 1}).Forward(s.Sub("head"), h)
}

// BenchmarkWideStep is the share of the peak that the products of a step reach.
func BenchmarkWideStep(b *testing.B) {
	const n, batch = 4000, 100
	x, y := make([]float64, 14*n), make([]float64, n)
	rng.New(1, "x", 0, 0).Normal64(x, 0)
	s := data.Set{X: mat.NewDense(n, 14, x), Y: y}
	for _, w := range []int{256, 512, 1024} {
		b.Run(fmt.Sprint(w), func(b *testing.B) {
			steps, first := 0, true
			for e, err := range (training.Trainer{Loss: losses.MSE{}, BatchSize: batch}).Epochs(ctx, &training.Model{Net: wide{w}}, s, 1_000_000) {
				switch {
				case err != nil:
					b.Fatal(err)
				case first:
					b.ResetTimer()
					first = false
					continue
				}
				if steps += e.Steps; steps >= b.N {
					break
				}
			}
			flops := 2 * batch * float64(14*w*2+w*w*3+w*w/2*3+w/2*3)
			b.ReportMetric(flops*float64(steps)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(steps), "us/step")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func lossOf(kind string) losses.Loss {
	if kind == "mse" {
		return losses.MSE{}
	}
	return losses.NLL{Clip: 1e-5}
}
