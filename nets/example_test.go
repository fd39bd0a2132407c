package nets_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// made is n rows of x from -1 to 1 and what y makes of it.
func made(n int, y func(x float64, r *rand.Rand) float64) data.Set {
	r := rand.New(rand.NewPCG(1, 2))
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n)}
	for i := range n {
		x := 2*r.Float64() - 1
		s.X.Set(i, 0, x)
		s.Y[i] = y(x, r)
	}
	return s
}

// fitted fits a network and predicts at some x.
func fitted(net training.Net, loss losses.Loss, train data.Set, x ...float64) distributions.Posterior {
	ctx, model := context.Background(), training.Model{Net: net}
	fit := training.Trainer{Loss: loss, Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(ctx, mat.NewDense(len(x), 1, x))
	if err != nil {
		log.Fatal(err)
	}
	return q
}

// The noise is .1 at -1 and .9 at 1.
func ExampleGaussian() {
	train := made(2000, func(x float64, r *rand.Rand) float64 { return 3*x + (.5+.4*x)*r.NormFloat64() })
	q := fitted(nets.Gaussian{}, losses.NLL{}, train, -.8, .8)
	fmt.Printf("means %.1f, standard deviations %.1f\n", q.Mean(), q.StdDev())
	// Output: means [-2.4 2.4], standard deviations [0.2 0.8]
}

// One row in twenty is off by ten: the line is found as if there were none.
func ExampleStudentT() {
	train := made(2000, func(x float64, r *rand.Rand) float64 {
		y := 3*x + .2*r.NormFloat64()
		if r.Float64() < .05 {
			y += 10
		}
		return y
	})
	q := fitted(nets.StudentT{}, losses.NLL{}, train, -.5, .5)
	fmt.Printf("medians %.1f\n", q.Quantile(.5))
	// Output: medians [-1.5 1.5]
}

// The target is x+2 or -x-2; body and family are any.
func ExampleMixture() {
	train := made(2000, func(x float64, r *rand.Rand) float64 { return math.Copysign(x+2, r.Float64()-.5) + .1*r.NormFloat64() })
	q := fitted(nets.Mixture{
		Body:       layers.MLP{Widths: []int{32}, Last: layers.Tanh},
		Components: 4,
		Of:         nets.NormalComponents{Floor: .01},
	}, losses.NLL{}, train, .5)
	fmt.Printf("%.1f\n", q.HPD(.95)[0])
	// Output: [{-2.7 -2.3} {2.3 2.7}]
}

// A target in [0, 1] may be of Betas.
func ExampleBetaComponents() {
	train := made(2000, func(x float64, r *rand.Rand) float64 { return 1 / (1 + math.Exp(-3*x-.5*r.NormFloat64())) })
	q := fitted(nets.Mixture{Components: 2, Of: nets.BetaComponents{}}, losses.NLL{Clip: 1e-5}, train, 0, .5)
	fmt.Printf("medians %.1f in %.0f\n", q.Quantile(.5), q.Support()[0])
	// Output: medians [0.5 0.8] in {0 1}
}

// The logarithm of the odds is 3x.
func ExampleBernoulli() {
	train := made(4000, func(x float64, r *rand.Rand) float64 {
		if r.Float64() < 1/(1+math.Exp(-3*x)) {
			return 1
		}
		return 0
	})
	q := fitted(nets.Bernoulli{}, losses.NLL{}, train, -.3, 0, .3)
	fmt.Printf("%.1f\n", q.Mean())
	// Output: [0.3 0.5 0.7]
}

// One in ten labels is wrong, whatever x.
func ExampleCategorical() {
	train := made(4000, func(x float64, r *rand.Rand) float64 {
		if r.Float64() < .15 {
			return math.Floor(3 * r.Float64()) // a third of which are right by chance
		}
		return math.Floor((x + 1) * 1.5)
	})
	q := fitted(nets.Categorical{Classes: 3}, losses.NLL{}, train, -.8, 0)
	p, err := q.Probs()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("class 0 with %.1f, class 1 with %.1f\n", p[0][0], p[1][1])
	// Output: class 0 with 0.9, class 1 with 0.9
}

// An exponential of a mean that grows with x: no shape is assumed, and the prediction has a density all the same.
func ExampleQuantiles() {
	train := made(4000, func(x float64, r *rand.Rand) float64 { return (x + 2) * r.ExpFloat64() })
	q := fitted(nets.Quantiles{}, losses.Pinball{}, train, -.5, .5)
	fmt.Printf("medians %.0f, 90%% quantiles %.0f, mass below 0 %.1f\n", q.Quantile(.5), q.Quantile(.9), q.CDF([]float64{0, 0}))
	// Output: medians [1 2], 90% quantiles [3 6], mass below 0 [0.0 0.0]
}
