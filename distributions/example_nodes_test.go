package distributions_test

import (
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A mixture of normals as a function of its parameters: the log-density of one target a row, and the mean.
func ExampleMixtureSameFamily() {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		q := distributions.MixtureSameFamily{
			Mixing:     distributions.Categorical{Logits: in[0]},
			Components: distributions.Normal{Loc: in[1], Scale: in[2]},
		}
		return G.Nodes{q.LogProb(in[3]), distributions.Mean(q)}
	})
	two := func(v ...float64) G.Value { return tensor.New(tensor.WithShape(1, 2), tensor.WithBacking(v)) }
	y := tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{0.5}))
	out, err := f.Call(two(0, 0), two(-1, 2), two(1, 0.5), y)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("log p %.4f, mean %.1f\n", out[0].Data(), out[1].Data())
	// Output: log p [-2.6709], mean [0.5]
}

// A Posterior answers questions about the numbers that a network put into a distribution's nodes.
func ExampleNewPosterior() {
	g := G.NewGraph()
	loc := G.NewVector(g, tensor.Float32, G.WithShape(100), G.WithName("loc"))
	scale := G.NewVector(g, tensor.Float32, G.WithShape(100), G.WithName("scale"))
	values := map[*G.Node]G.Value{ // of two rows, while the nodes are those of a batch of 100
		loc:   tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{14, 15})),
		scale: tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{0.25, 0.5})),
	}
	q, err := distributions.NewPosterior(distributions.Normal{Loc: loc, Scale: scale}, func(n *G.Node) G.Value { return values[n] })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.2f, 16%% quantile %.2f\n", q.Mean(), q.Quantile(0.16))
	// Output: mean [14.00 15.00], 16% quantile [13.75 14.50]
}
