package nets_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// plane is n rows of two targets that y makes of x from -1 to 1.
func plane(n int, y func(x float64, r *rand.Rand) (a, b float64)) data.Set {
	r := rand.New(rand.NewPCG(1, 2))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := 2*r.Float64() - 1
		a, b := y(x, r)
		s.X.Set(i, 0, x)
		s.Y = append(s.Y, a, b)
	}
	return s
}

// The noise of the second target is half that of the first: knowing the one tells something of the other.
func ExampleMultivariateNormal() {
	train := plane(2000, func(x float64, r *rand.Rand) (a, b float64) {
		noise := r.NormFloat64()
		return x + noise, 2*x + noise/2 + .5*r.NormFloat64()
	})
	ctx, model := context.Background(), training.Model{Net: nets.MultivariateNormal{Dim: 2}}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.PredictJoint(ctx, mat.NewDense(1, 1, []float64{0})) // p(a, b | x = 0)
	if err != nil {
		log.Fatal(err)
	}
	b, err := q.Marginal(1)
	if err != nil {
		log.Fatal(err)
	}
	given, err := q.Condition(0, []float64{2}) // p(b | a = 2, x = 0)
	if err != nil {
		log.Fatal(err)
	}
	known, err := given.Marginal(0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("b is %.0f with sd %.1f; where a is 2 it is %.0f with sd %.1f\n", math.Abs(b.Mean()[0]), b.StdDev()[0], known.Mean()[0], known.StdDev()[0])
	// Output: b is 0 with sd 0.7; where a is 2 it is 1 with sd 0.5
}

// Two targets on one of two spots, which x moves apart.
func ExampleNormalVectors() {
	train := plane(2000, func(x float64, r *rand.Rand) (a, b float64) {
		side := math.Copysign(2+x, r.Float64()-.5)
		return side + .1*r.NormFloat64(), side + .1*r.NormFloat64()
	})
	ctx, model := context.Background(), training.Model{Net: nets.Mixture{Components: 2, Of: nets.NormalVectors{Dim: 2}}}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.PredictJoint(ctx, mat.NewDense(1, 1, []float64{1}))
	if err != nil {
		log.Fatal(err)
	}
	logp := q.LogProbs([][]float64{{3, 3}})[0][0] - q.LogProbs([][]float64{{3, -3}})[0][0]
	fmt.Println("both targets are on one side:", logp > 100)
	// Output: both targets are on one side: true
}
