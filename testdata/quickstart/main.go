package main

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
	"gorgonia.org/gorgonia"
)

// Net says how expensive a flat is, and how sure that is.
type Net struct{}

func (Net) Forward(s *layers.Scope, x *gorgonia.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{32}, Last: layers.Tanh}, x)
	one := func(n *gorgonia.Node) *gorgonia.Node { return ops.Reshape(n, x.Shape()[0]) } // (rows, 1) to a number a row
	return distributions.Normal{
		Loc:   one(s.Call("loc", layers.Dense{Units: 1}, h)),
		Scale: one(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-3}, h)),
	}
}

func main() {
	table, err := data.ReadCSV("flats.csv") // area,age,price
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
	model := training.Model{Net: Net{}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 100, 0)}, Seed: 1}
	if _, err := fit.Fit(context.Background(), &model, train, 100); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(context.Background(), test.X) // p(price | area, age)
	if err != nil {
		log.Fatal(err)
	}
	low, high, inside := q.Quantile(.05), q.Quantile(.95), 0
	for i, price := range test.Y {
		if low[i] <= price && price <= high[i] {
			inside++
		}
	}
	fmt.Printf("the first costs %.0f to %.0f; the 90%% intervals hold %d of %d\n", low[0], high[0], inside, test.Rows())
}
