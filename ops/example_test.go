package ops_test

import (
	"fmt"
	"log"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The cross-entropy of a softmax layer, and its gradient for the logits: the probabilities minus the one-hot class.
func Example() {
	g := G.NewGraph()
	logits := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 2), G.WithName("logits"))
	class := G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("class"))
	loss := ops.Neg(ops.Sum(ops.Pick(ops.LogSoftmax(logits), class)))
	d, err := graph.Gradient(loss, logits)
	if err != nil {
		log.Fatal(err)
	}

	p, err := graph.Compile(loss, d[0])
	if err != nil {
		log.Fatal(err)
	}
	for n, x := range map[*G.Node][]float64{logits: {2, 0, 1, 1}, class: {0, 1}} {
		if err := p.Let(n, tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(x))); err != nil {
			log.Fatal(err)
		}
	}
	if err := p.RunAll(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("loss %.4f, gradient %.4f\n", p.Value(loss).Data(), p.Value(d[0]).Data())
	// Output: loss 0.8201, gradient [-0.1192 0.1192 0.5000 -0.5000]
}
