package bnn_test

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// All weights of a network, by Kronecker factors, and its predictions by the tangent in closed form.
func ExampleLaplaceFit_Linearize() {
	train := data.Set{X: mat.NewDense(40, 1, nil), Y: make([]float64, 40)}
	for i := range train.Y {
		x := float64(i)/20 - 1
		train.X.Set(i, 0, x)
		train.Y[i] = math.Sin(3*x) + .1*math.Cos(50*x)
	}
	net := bnn.MAP{Net: bnn.Regression{Layer: layers.MLP{Widths: []int{20, 20, 1}, Activation: layers.Tanh}, Noise: .1}}
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 40}, Seed: 1}).Fit(context.Background(), m, train, 300); err != nil {
		fmt.Println(err)
		return
	}
	fit, err := bnn.Laplace{Curvature: bnn.KroneckerExpand, KeepNoise: true}.Fit(context.Background(), m, train)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := fit.Linearize(context.Background(), mat.NewDense(2, 1, []float64{0, 3}), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	e := q.Epistemic()
	fmt.Println(len(fit.Mean), "weights; more uncertain at 3 than at 0:", e[1] > 10*e[0])
	fmt.Printf("aleatoric sd %.2f\n", math.Sqrt(q.Aleatoric()[0]))
	// Output:
	// 481 weights; more uncertain at 3 than at 0: true
	// aleatoric sd 0.10
}
