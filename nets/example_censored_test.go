package nets_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// An instrument reads nothing below 0, which is more than half of what there is: 3x with noise of 1. What it does not see it says in a
// second column of the target, and the prediction is about the truth.
func ExampleCensored() {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 2000
	train := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := 2*r.Float64() - 1
		train.X.Set(i, 0, x)
		if y := 3*x + r.NormFloat64(); y > 0 {
			train.Y = append(train.Y, y, distributions.Observed)
		} else {
			train.Y = append(train.Y, 0, distributions.LeftCensored)
		}
	}
	ctx, model := context.Background(), training.Model{Net: nets.Censored{Of: nets.Gaussian{}}}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(ctx, mat.NewDense(2, 1, []float64{-.5, .5}))
	if err != nil {
		log.Fatal(err)
	}
	for i, m := range q.Mean() {
		fmt.Println(math.Abs(m-[]float64{-1.5, 1.5}[i]) < .2)
	}
	// Output:
	// true
	// true
}
