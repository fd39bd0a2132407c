package training_test

import (
	"context"
	"fmt"
	"log"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Counts that grow by a half with each unit of x: the maximum of the likelihood itself, to all digits, in a few iterations.
func ExampleTrainer_Minimize() {
	train := data.Set{X: mat.NewDense(6, 1, []float64{0, 1, 2, 3, 4, 5}), Y: []float64{2, 3, 4, 8, 10, 15}}
	model := training.Model{Net: nets.Poisson{Body: layers.Sequential{}}, Dtype: tensor.Float64}
	history, err := training.Trainer{}.Minimize(context.Background(), &model, train, training.Minimization{})
	if err != nil {
		log.Fatal(err)
	}
	last := history[len(history)-1]
	fmt.Printf("loss %.10f, %s\n", last.Loss, last.Stopped)

	other := model.Fresh()
	history, err = training.Trainer{}.Minimize(context.Background(), other, train, training.Minimization{Method: training.GaussNewton{}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("loss %.10f by Gauss-Newton steps\n", history[len(history)-1].Loss)
	// Output:
	// loss 1.8165267140, converged: no element of the gradient is above 1.000e-08
	// loss 1.8165267140 by Gauss-Newton steps
}
