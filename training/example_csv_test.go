package training_test

import (
	"context"
	"fmt"
	"log"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Price maps features to a normal distribution, whose width depends on them too.
type Price struct{}

func (Price) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32}, Last: layers.Tanh}, x)
	one := func(n *G.Node) *G.Node { return ops.Reshape(n, x.Shape()[0]) } // (n, 1) -> (n)
	return distributions.Normal{
		Loc:   one(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: one(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-3}, h)),
	}
}

// From a CSV file to intervals, and how many of the held-out targets they hold.
func Example_intervals() {
	table, err := data.ReadCSV("../testdata/quickstart/flats.csv")
	if err != nil {
		log.Fatal(err)
	}
	flats, err := table.Set([]string{"area", "age"}, "price")
	if err != nil {
		log.Fatal(err)
	}
	train, test, err := flats.Split(400, 1)
	if err != nil {
		log.Fatal(err)
	}
	model := training.Model{Net: Price{}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 100, 0)}, Seed: 1}
	if _, err := fit.Fit(context.Background(), &model, train, 100); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(context.Background(), test.X)
	if err != nil {
		log.Fatal(err)
	}
	inside := 0
	for _, p := range q.CDF(test.Y) { // of the central 90% intervals
		if .05 <= p && p <= .95 {
			inside++
		}
	}
	fmt.Printf("the 90%% intervals hold %.0f%% of %d held-out prices\n", 100*float64(inside)/float64(test.Rows()), test.Rows())
	// Output: the 90% intervals hold 88% of 200 held-out prices
}
