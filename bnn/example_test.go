package bnn_test

import (
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

// sineRows is n rows of a sine on [-1, 1] with a little noise, and nothing beyond.
func sineRows(n int) data.Set {
	r := rand.New(rand.NewPCG(1, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n)}
	for i := range n {
		x := 2*r.Float64() - 1
		s.X.Set(i, 0, x)
		s.Y[i] = math.Sin(3*x) + .1*r.NormFloat64()
	}
	return s
}

// A network that knows what it has not seen: where there is data the noise is all of the uncertainty, outside of it the
// draws of the weights disagree.
func Example() {
	train := sineRows(400)
	model := training.Model{Net: bnn.Variational{Net: deep{Width: 20}}}
	fit := training.Trainer{
		Loss:   losses.ELBO{Rows: train.Rows()}, // the number of rows weighs the divergence from the prior
		Solver: &training.Adam{Rate: training.Cosine(2e-2, 300, 0)},
		Seed:   1,
	}
	if _, err := fit.Fit(ctx, &model, train, 300); err != nil {
		log.Fatal(err)
	}
	x := mat.NewDense(2, 1, []float64{0, 4})
	q, err := model.Predict(ctx, x, training.Draws(500)) // the mixture over 500 networks
	if err != nil {
		log.Fatal(err)
	}
	seen, unseen := math.Sqrt(q.Epistemic()[0]), math.Sqrt(q.Epistemic()[1])
	fmt.Printf("at 0 the noise is %.1f, the networks' disagreement %.2f\n", math.Sqrt(q.Aleatoric()[0]), seen)
	fmt.Println("at 4 they disagree more than twice as much:", unseen > 2*seen)
	// Output:
	// at 0 the noise is 0.1, the networks' disagreement 0.01
	// at 4 they disagree more than twice as much: true
}

// Weights choose their distributions by path: here the last layer is Bayesian, under a sparse prior, and the divergence of
// each tensor says how.
func ExampleDivergences() {
	train := sineRows(100)
	model := training.Model{Net: bnn.Variational{
		Net:       linear{SD: .1},
		Prior:     bnn.LaplacePrior{Scale: .5},
		Posterior: bnn.MeanField{SD: layers.Constant(.1)},
		Only:      []string{"head/*"},
	}}
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: train.Rows()}}).Fit(ctx, &model, train, 0); err != nil {
		log.Fatal(err)
	}
	report, err := bnn.Divergences(&model, 1, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report[1].Path, report[1].Sampled)
	fmt.Printf("%.4f nats\n", report[1].KL) // loc 0, sd .1: .1 sqrt(2/pi)/.5 - log .1 - (1 + log 2 pi)/2
	// Output:
	// head/bias false
	// 1.0432 nats
}
