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

// Two draws of a network's weights that disagree: one row's prediction is the mixture of both.
func ExampleNewMixture() {
	g := G.NewGraph()
	d := distributions.Normal{Loc: G.NewVector(g, tensor.Float32, G.WithShape(100), G.WithName("loc")), Scale: G.NewScalar(g, tensor.Float32, G.WithName("scale"))}
	draw := func(loc, scale float32) func(n *G.Node) G.Value {
		values := map[*G.Node]G.Value{
			d.Loc:   tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{loc})),
			d.Scale: G.NewF32(scale),
		}
		return func(n *G.Node) G.Value { return values[n] }
	}
	q, err := distributions.NewMixture(d, []func(n *G.Node) G.Value{draw(14, 0.25), draw(15, 0.5)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.2f, variance %.5f = %.5f of noise + %.2f of the weights\n", q.Mean(), q.Variance(), q.Aleatoric(), q.Epistemic())
	fmt.Printf("target and weights share %.2f nats of at most 0.69\n", q.MutualInformation())
	// Output:
	// mean [14.50], variance [0.40625] = [0.15625] of noise + [0.25] of the weights
	// target and weights share [0.47] nats of at most 0.69
}
