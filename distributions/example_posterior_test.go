package distributions_test

import (
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Clusters of small mass are common, so a network trained on them answers too low; under a flat prior the same prediction
// moves up.
func ExampleSwapPrior() {
	g := G.NewGraph()
	loc := G.NewVector(g, tensor.Float64, G.WithShape(1), G.WithName("loc"))
	scale := G.NewVector(g, tensor.Float64, G.WithShape(1), G.WithName("scale"))
	values := map[*G.Node]G.Value{
		loc:   tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{14})),
		scale: tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{0.1})),
	}
	q, err := distributions.NewPosterior(distributions.Normal{Loc: loc, Scale: scale}, func(n *G.Node) G.Value { return values[n] })
	if err != nil {
		fmt.Println(err)
		return
	}
	train := distributions.Histogram{Edges: []float64{13.5, 13.8, 14.1, 14.4, 14.7}, Mass: []float64{800, 400, 200, 100}, Smooth: true}
	flat, err := distributions.SwapPrior(q, train, distributions.FlatPrior{Min: 13.5, Max: 14.7})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.3f to %.3f\n", q.Mean(), flat.Mean())
	fmt.Printf("mode %.3f, 68%% %.3f\n", flat.Mode(), flat.HPD(0.68))
	fmt.Printf("effective sample fraction %.2f\n", flat.EffectiveSampleFraction())
	// Output:
	// mean [14.000] to [14.023]
	// mode [14.023], 68% [[{13.924 14.123}]]
	// effective sample fraction [0.95]
}
