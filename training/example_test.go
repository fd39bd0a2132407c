package training_test

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
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MDN maps features to a mixture of normals over one target.
type MDN struct{ Components int }

func (m MDN) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32, 32}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	k := m.Components
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: k}, h)},
		Components: distributions.Normal{Loc: s.Call("loc", layers.Locations{Units: k}, h), Scale: s.Call("scale", layers.Scales{Units: k, Floor: 1e-3}, h)},
	}
}

// branches is n rows of a target that has two values for each feature: x or -x, plus a little noise.
func branches(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n), Names: []string{"x"}, Target: "y"}
	for i := range n {
		x := 1 + 2*r.Float64()
		s.X.Set(i, 0, x)
		s.Y[i] = math.Copysign(x, r.Float64()-.5) + .1*r.NormFloat64()
	}
	return s
}

// A mixture density network. The mean of the target is 0 everywhere, which is what a network trained on squared error
// would learn; the posterior knows both branches.
func Example() {
	train := branches(4000, 2)
	model := training.Model{Net: MDN{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(context.Background(), &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(context.Background(), mat.NewDense(1, 1, []float64{2})) // p(y | x = 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.1f, highest modes %.1f, 95%% of the probability in %.1f\n", q.Mean()[0], q.Modes()[0][:2], q.HPD(.95)[0])
	// Output: mean 0.0, highest modes [-2.0 2.0], 95% of the probability in [{-2.2 -1.8} {1.8 2.2}]
}

// The lecture's explicit loop, step by step: init, apply, value and gradient, update.
func Example_explicitLoop() {
	mlp := layers.MLP{Widths: []int{16, 1}, Activation: layers.Tanh}
	model := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return mlp.Forward(s, in[0]) })
	loss := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return ops.Mean(ops.Square(ops.Sub(mlp.Forward(s, in[0]), in[1])))
	})

	x := tensor.New(tensor.WithShape(4, 1), tensor.WithBacking([]float32{-1, -.3, .3, 1}))
	y := tensor.New(tensor.WithShape(4, 1), tensor.WithBacking([]float32{1, .09, .09, 1})) // y = x²

	params, err := model.Init(0, x) // named tensors, from a seed
	if err != nil {
		fmt.Println(err)
		return
	}
	solver := &training.Adam{Rate: training.Constant(.03)}
	for step := range 200 {
		_, grads, err := loss.Train(0, step).ValueAndGrad(params, x, y) // in training mode, for layers that have one
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := solver.Step(params.With(grads)); err != nil { // in place; With moves the states of a BatchNorm
			fmt.Println(err)
			return
		}
	}
	prediction, err := model.Apply(params, x) // a pure function of both
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(params.Names())
	for i, p := range ops.Data[float32](prediction) {
		fmt.Printf("x %4.1f  y %.2f  prediction %.2f\n", ops.Data[float32](x)[i], ops.Data[float32](y)[i], p)
	}
	// Output:
	// [dense_0/kernel dense_0/bias dense_1/kernel dense_1/bias]
	// x -1.0  y 1.00  prediction 1.00
	// x -0.3  y 0.09  prediction 0.09
	// x  0.3  y 0.09  prediction 0.09
	// x  1.0  y 1.00  prediction 1.00
}
