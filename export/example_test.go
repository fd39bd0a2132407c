package export_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"strings"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/export"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// A network is fitted and written as a package of its own, which go build takes like any other:
//
//	q := flats.Predict([]float64{3, 70})
//	fmt.Println(q.Mean(), q.StdDev(), q.Quantile(.05), q.Quantile(.95))
func Example() {
	r := rand.New(rand.NewPCG(1, 1))
	flats := data.Set{X: mat.NewDense(400, 2, nil), Names: []string{"rooms", "area"}, Target: "rent"}
	for i := range 400 {
		rooms, area := float64(1+r.IntN(4)), 20+80*r.Float64()
		flats.X.SetRow(i, []float64{rooms, area})
		flats.Y = append(flats.Y, 200+9*area+50*rooms+area*r.NormFloat64())
	}
	model := training.Model{Net: nets.Gaussian{Body: layers.MLP{Widths: []int{16, 16}, Activation: layers.Tanh, Last: layers.Tanh}}, X: data.Standardize{}, Y: data.Standardize{}}
	if _, err := (training.Trainer{Seed: 1}).Fit(context.Background(), &model, flats, 20); err != nil {
		log.Fatal(err)
	}

	var file bytes.Buffer // os.Create("flats/flats.go")
	if err := export.Go(&file, &model, "flats"); err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(file.String()) {
		for _, start := range []string{"package", "type Posterior", "func Predict", "func (d Normal) Quantile", "func Check", "\tFeatureNames"} {
			if strings.HasPrefix(line, start) {
				fmt.Print(line)
			}
		}
	}
	// Output:
	// package flats
	// 	FeatureNames = [Features]string{"rooms", "area"}
	// func Predict(x []float64) Posterior {
	// func Check(x []float64) error {
	// type Posterior = Normal
	// func (d Normal) Quantile(p float64) float64 { return d.Loc + d.Scale*normalQuantile(p) }
}
