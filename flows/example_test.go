package flows_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Two numbers on a ring whose radius is x: a density that no head of one bump can have.
func ExampleNSF() {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 4000
	train := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		radius, angle := 1+r.Float64(), 2*math.Pi*r.Float64()
		train.X.Set(i, 0, radius)
		radius += .1 * r.NormFloat64()
		train.Y = append(train.Y, radius*math.Cos(angle), radius*math.Sin(angle))
	}
	ctx, model := context.Background(), training.Model{Net: flows.NSF{Dim: 2}}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(3e-3, 30, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 30); err != nil {
		log.Fatal(err)
	}
	q, err := model.PredictJoint(ctx, mat.NewDense(1, 1, []float64{1.5})) // p(a, b | x = 1.5)
	if err != nil {
		log.Fatal(err)
	}
	near := 0.
	for _, y := range q.Sample(1, 1000)[0] {
		if math.Abs(math.Hypot(y[0], y[1])-1.5) < .3 {
			near += .1
		}
	}
	logs := q.LogProbs([][]float64{{1.5, 0}, {0, -1.5}, {0, 0}})[0]
	fmt.Printf("more than 95%% of the draws are on the ring: %v\n", near > 95)
	fmt.Printf("it is denser than its centre: %v\n", logs[0] > logs[2]+3 && logs[1] > logs[2]+3)
	mode := q.Mode()[0]
	fmt.Printf("the densest point is %.1f from the centre\n", math.Hypot(mode[0], mode[1]))
	// Output:
	// more than 95% of the draws are on the ring: true
	// it is denser than its centre: true
	// the densest point is 1.5 from the centre
}

// A skewed number: its distribution function and its quantiles are exact.
func ExampleNSF_quantiles() {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 4000
	train := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := 2*r.Float64() - 1
		train.X.Set(i, 0, x)
		train.Y = append(train.Y, x+.6*r.ExpFloat64()) // its median is x + .42
	}
	ctx, model := context.Background(), training.Model{Net: flows.NSF{}}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(3e-3, 30, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 30); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(ctx, mat.NewDense(2, 1, []float64{-.5, .5}))
	if err != nil {
		log.Fatal(err)
	}
	median := q.Quantile(.5)
	fmt.Printf("medians %.1f and %.1f\n", median[0], median[1])
	fmt.Printf("P(y <= median) = %.3f\n", q.CDF(median))
	// Output:
	// medians -0.1 and 0.9
	// P(y <= median) = [0.500 0.500]
}
