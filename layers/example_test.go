package layers_test

import (
	"fmt"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network for images of 8 x 8 pixels that come as rows of 64 features.
func ExampleConv2D() {
	net := layers.Sequential{
		layers.Reshape{8, 8, 1},
		layers.Conv2D{Units: 4, Size: [2]int{3, 3}, Padding: layers.Same, Activation: layers.ReLU},
		layers.BatchNorm{},
		layers.MaxPool{Size: []int{2, 2}},
		layers.Flatten{},
		layers.Dense{Units: 10},
	}
	model := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return net.Forward(s, in[0]) })
	x := tensor.New(tensor.WithShape(2, 64), tensor.Of(tensor.Float32))
	params, err := model.Init(1, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	for path, v := range params.All() {
		fmt.Println(path, v.Shape())
	}
	y, err := model.Apply(params, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(y.Shape())
	// Output:
	// conv2d_1/kernel (3, 3, 1, 4)
	// conv2d_1/bias (4)
	// batchnorm_2/mean (4)
	// batchnorm_2/var (4)
	// batchnorm_2/scale (4)
	// batchnorm_2/bias (4)
	// dense_5/kernel (64, 10)
	// dense_5/bias (10)
	// (2, 10)
}

// A step of training moves the states of a batch normalization a tenth of the way to the mean 2 and the variance 2 of its
// rows. They come with the gradients; With puts both to use.
func ExampleParams_Updates() {
	loss := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return ops.Mean(ops.Square(s.Call("norm", layers.BatchNorm{}, in[0])))
	})
	x := tensor.New(tensor.WithShape(2, 1), tensor.WithBacking([]float64{1, 3}))
	params, err := loss.Init(1, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, grads, err := loss.Train(1, 0).ValueAndGrad(params, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(grads.Names(), grads.Updates().Names())
	weights := params.With(grads) // for a solver's Step
	fmt.Printf("%d weights, mean %.1f, var %.1f\n", len(weights), params.Get("norm/mean").Data(), params.Get("norm/var").Data())
	// Output:
	// [norm/scale norm/bias] [norm/mean norm/var]
	// 2 weights, mean [0.2], var [1.1]
}
