package convert_test

import (
	"context"
	"fmt"
	"log"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// A mixture density network that was trained in PyTorch answers here. The struct says what its forward does.
func Example() {
	body := layers.MLP{Widths: []int{16, 16}, Activation: layers.Tanh, Last: layers.Tanh}
	model := training.Model{Net: nets.Mixture{Body: body, Components: 3}, Dtype: tensor.Float64}
	if err := convert.Prepare(&model, 5, 1); err != nil {
		log.Fatal(err)
	}
	params, table, err := convert.FromTorch("../testdata/convert/torch_mdn_f64.safetensors", model.Params)
	if err != nil {
		log.Fatal(err)
	}
	model.Params = params
	fmt.Println(table)

	q, err := model.Predict(context.Background(), mat.NewDense(1, 5, []float64{.5, -1, 0, 1, .2}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.3f, 68%% from %.3f to %.3f\n", q.Mean()[0], q.Quantile(.16)[0], q.Quantile(.84)[0])
	// Output:
	// torch_mdn_f64.safetensors (PyTorch)
	// in the file    shape     type  axes  here                 shape     note
	// body.0.bias    (16,)     F64         body/dense_0/bias    (16,)
	// body.0.weight  (16, 5)   F64   1,0   body/dense_0/kernel  (5, 16)
	// body.2.bias    (16,)     F64         body/dense_1/bias    (16,)
	// body.2.weight  (16, 16)  F64   1,0   body/dense_1/kernel  (16, 16)
	// loc.bias       (3,)      F64         loc/bias             (3,)
	// loc.weight     (3, 16)   F64   1,0   loc/kernel           (16, 3)
	// logits.bias    (3,)      F64         logits/bias          (3,)
	// logits.weight  (3, 16)   F64   1,0   logits/kernel        (16, 3)
	// scale.bias     (3,)      F64         scale/bias           (3,)
	// scale.weight   (3, 16)   F64   1,0   scale/kernel         (16, 3)
	// -                                    target/mean          (1,)      kept
	// -                                    target/sd            (1,)      kept
	//
	// mean -0.432, 68% from -0.575 to -0.352
}
