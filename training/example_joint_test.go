package training_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// Pairs maps features to a mixture of normal pairs, each with a covariance of its own.
type Pairs struct{ Components int }

func (p Pairs) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32, 32}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	k := p.Components
	each := func(x *G.Node) *G.Node { return ops.Reshape(x, -1, k, x.Shape()[1]/k) } // (n, k, ...)
	loc := each(s.Call("loc", layers.Dense{Units: 2 * k, Bias: layers.Normal(1)}, h))
	scale := each(s.Call("scale", layers.Positive{Units: 2 * k, Floor: 1e-3}, h))
	lean := each(s.Call("lean", layers.Dense{Units: k}, h))
	factor := ops.Concat(-1, ops.Slice(scale, -1, 0, 1), lean, lean, ops.Slice(scale, -1, 1, 2)) // what stands above the diagonal does not count
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: k}, h)},
		Components: distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: ops.Reshape(factor, -1, k, 2, 2)},
	}
}

// Two targets that are x or -x, both the same but for a little noise: each alone has two values, and knowing one gives
// the other.
func ExampleModel_PredictJoint() {
	r := rand.New(rand.NewPCG(3, 0))
	train := data.Set{X: mat.NewDense(4000, 1, nil)}
	for i := range 4000 {
		x := 1 + 2*r.Float64()
		a := math.Copysign(x, r.Float64()-.5) + .1*r.NormFloat64()
		train.X.Set(i, 0, x)
		train.Y = append(train.Y, a, a+.05*r.NormFloat64())
	}
	model := training.Model{Net: Pairs{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 60, 0)}, Seed: 1}
	if _, err := fit.Fit(context.Background(), &model, train, 60); err != nil {
		log.Fatal(err)
	}
	q, err := model.PredictJoint(context.Background(), mat.NewDense(1, 1, []float64{2})) // p(a, b | x = 2)
	if err != nil {
		log.Fatal(err)
	}
	b, err := q.Marginal(1)
	if err != nil {
		log.Fatal(err)
	}
	left, err := q.Condition(0, []float64{-2}) // p(b | x = 2, a = -2)
	if err != nil {
		log.Fatal(err)
	}
	known, err := left.Marginal(0)
	if err != nil {
		log.Fatal(err)
	}
	cov := q.Covariance()[0]
	fmt.Println(q)
	fmt.Printf("correlation %.1f, highest modes of b %.0f\n", cov.At(0, 1)/math.Sqrt(cov.At(0, 0)*cov.At(1, 1)), slices.Sorted(slices.Values(b.Modes()[0][:2])))
	fmt.Printf("b where a is -2: %.1f, surer than before: %v\n", known.Mean()[0], known.StdDev()[0] < b.StdDev()[0]/4)
	// Output:
	// joint of 1 row of 2 numbers, MixtureSameFamily of MultivariateNormalTriL
	// correlation 1.0, highest modes of b [-2 2]
	// b where a is -2: -2.0, surer than before: true
}
