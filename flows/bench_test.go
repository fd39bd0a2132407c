package flows_test

import (
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// cluster is rows of six numbers given fourteen.
func cluster(rows int) data.Set {
	return data.Set{X: mat.NewDense(rows, 14, normals(1, 14*rows)), Y: normals(2, 6*rows)}
}

// One step of training of a conditional spline flow of six numbers given fourteen, of 100 rows and of 1,000.
func BenchmarkStep(b *testing.B) {
	for name, batch := range map[string]int{"100 rows": 100, "1000 rows": 1000} {
		b.Run(name, func(b *testing.B) {
			m := &training.Model{Net: flows.NSF{Dim: 6}}
			train := cluster(10 * batch)
			tr := training.Trainer{Loss: losses.NLL{}, Seed: 1, BatchSize: batch}
			if _, err := tr.Fit(ctx, m, train, 1); err != nil {
				b.Fatal(err)
			}
			steps := 10
			b.ResetTimer()
			h, err := tr.Fit(ctx, m, train, b.N)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(h.Seconds()/float64(b.N*steps)*1e6, "us/step")
		})
	}
}

// Log-densities and draws of 10,000 rows.
func BenchmarkPredict(b *testing.B) {
	m := &training.Model{Net: flows.NSF{Dim: 6}}
	train := cluster(10000)
	tr := training.Trainer{Loss: losses.NLL{}, Seed: 1, BatchSize: 1000}
	if _, err := tr.Fit(ctx, m, train, 1); err != nil {
		b.Fatal(err)
	}
	q, err := m.PredictJoint(ctx, train.X)
	if err != nil {
		b.Fatal(err)
	}
	y := make([][]float64, q.Rows())
	for i := range y {
		y[i] = train.Y[6*i : 6*i+6]
	}
	b.Run("log-densities", func(b *testing.B) {
		for b.Loop() {
			q.LogProb(y)
		}
	})
	b.Run("draws", func(b *testing.B) {
		for b.Loop() {
			q.Sample(1, 1)
		}
	})
}
