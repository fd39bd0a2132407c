package training_test

import (
	"fmt"
	"os"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// What is in a model: here of one that has seen its rows and is not fitted yet.
func ExampleModel_Summary() {
	train := data.Set{X: mat.NewDense(4, 2, []float64{30, 400, 50, 600, 70, 800, 90, 1000}), Y: []float64{14, 14.2, 14.4, 14.6}, Names: []string{"Ngal", "sigv"}}
	body := layers.MLP{Widths: []int{64, 32}, Activation: layers.SiLU, Last: layers.Tanh}
	model := training.Model{Net: nets.Mixture{Body: body, Components: 4}, X: data.Standardize{}, Y: data.Range{Min: 13, Max: 15}, Note: "clusters of galaxies"}
	if err := model.FitScalers(train); err != nil {
		fmt.Println(err)
	}
	if err := model.Summary(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// nets.Mixture{Body: layers.MLP{Widths: [64 32], Activation: SiLU, Last: Tanh}, Components: 4}
	//
	// Path          Layer                                               Output   Parameters  Share    Bytes  FLOPs a row
	// ------------------------------------------------------------------------------------------------------------------
	// body          MLP{Widths: [64 32], Activation: SiLU, Last: Tanh}  (n, 32)
	// body/dense_0  Dense{Units: 64, Activation: SiLU}                  (n, 64)         192   7.2%    768 B          384
	// body/dense_1  Dense{Units: 32, Activation: Tanh}                  (n, 32)       2,080  77.9%  8.32 kB        4,160
	// logits        Dense{Units: 4}                                     (n, 4)          132   4.9%    528 B          260
	// target        mean (1,), sd (1,)                                                    2   0.1%      8 B
	// loc           Dense{Units: 4}                                     (n, 4)          132   4.9%    528 B          260
	// scale         Positive{Units: 4, Floor: 0.001}                    (n, 4)          132   4.9%    528 B          268
	// (net)         MixtureSameFamily{Mixing: Categorical, ...}         (n,)                                          12
	//
	// parameters  2,670: 2,668 trained and 2 of states, 10.7 kB
	// FLOPs       5,344 a row, to the parameters of its distribution; a multiply-add is 2, another function of a number 1
	// dtype       float32
	// features    2 by data.Standardize{}: (Ngal - 60)/22.361, (sigv - 700)/223.61
	// targets     1 by data.Range{Min: 13, Max: 15}: (target - 13)/2
	// fitted      not yet: these are first values
	// note        clusters of galaxies
}
