package main

import (
	"context"
	"fmt"
	"log"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
)

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
	// How expensive a flat is, and how sure that is: a normal distribution, whose width depends on the features too.
	model := training.Model{Net: nets.Gaussian{}, X: data.Standardize{}, Y: data.Standardize{}}
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
