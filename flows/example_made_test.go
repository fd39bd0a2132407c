package flows_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Three bits of which the last says whether the other two differ: each alone tells nothing of another.
func ExampleMADE() {
	const n = 2000
	train := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		a, b := i%2, i/2%2
		train.Y = append(train.Y, float64(a), float64(b), float64(a^b))
	}
	ctx, model := context.Background(), training.Model{Net: flows.MADE{Dim: 3, Of: nets.Bernoulli{}, Unconditional: true}}
	if _, err := (training.Trainer{Solver: &training.Adam{Rate: training.Constant(1e-2)}, Seed: 1}).Fit(ctx, &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.PredictJoint(ctx, mat.NewDense(1, 1, nil))
	if err != nil {
		log.Fatal(err)
	}
	for _, y := range [][]float64{{0, 1, 1}, {0, 1, 0}} {
		fmt.Printf("p%v = %.2f\n", y, math.Exp(q.LogProb([][]float64{y})[0]))
	}
	given, err := q.Condition(0, []float64{1}) // p(b, a xor b | a = 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("p(0, 1 | 1) = %.2f\n", math.Exp(given.LogProb([][]float64{{0, 1}})[0]))
	// Output:
	// p[0 1 1] = 0.25
	// p[0 1 0] = 0.00
	// p(0, 1 | 1) = 0.50
}
