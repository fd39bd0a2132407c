package bnn_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// A wave seen on [0, 6]: the process knows it there, and far from the rows it knows that it does not.
func ExampleVariationalGP() {
	const rows = 60
	r := rand.New(rand.NewPCG(1, 2))
	set := data.Set{X: mat.NewDense(rows, 1, nil), Y: make([]float64, rows)}
	for i := range rows {
		x := 6 * r.Float64()
		set.X.Set(i, 0, x)
		set.Y[i] = math.Sin(2*x) + .1*r.NormFloat64()
	}
	gp := bnn.VariationalGP{
		Inducing: 12,
		Points: layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
			z := make([]float64, shape[0])
			for i := range z {
				z[i] = 6 * float64(i) / float64(shape[0]-1)
			}
			return z
		}),
	}
	ctx, m := context.Background(), &training.Model{Net: gp}
	t := training.Trainer{Loss: losses.ELBO{Rows: rows}, BatchSize: rows, Solver: &training.Adam{Rate: training.Cosine(.05, 500, 0)}, Seed: 1}
	if _, err := t.Fit(ctx, m, set, 500); err != nil {
		log.Fatal(err)
	}
	q, err := m.Predict(ctx, mat.NewDense(3, 1, []float64{2.36, 3.93, 20}), training.Draws(400))
	if err != nil {
		log.Fatal(err)
	}
	mean, epistemic := q.Mean(), q.Epistemic()
	for i, x := range []string{"trough", "crest", "far away"} {
		fmt.Printf("%-8s mean %4.1f, epistemic sd %.2g\n", x, mean[i], math.Sqrt(epistemic[i]))
	}
	// Output:
	// trough   mean -1.1, epistemic sd 0.047
	// crest    mean  1.0, epistemic sd 0.047
	// far away mean -0.1, epistemic sd 1.1
}
