package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
)

// pruningResult is what Bayes by Backprop makes of the cluster masses without its noisiest weights.
type pruningResult struct {
	Rows     int       `json:"rows"`        // trained on
	Decibels []float64 `json:"snr_decibel"` // of each weight, ascending: 20 log10 |mean|/sd
	Share    []float64 `json:"share"`       // of the weights left out
	NLL      []float64 `json:"nll"`         // test rows, nats a cluster
	RMSE     []float64 `json:"rmse"`
}

// shares of the weights that are left out.
var shares = []float64{0, .1, .2, .3, .4, .5, .6, .65, .7, .75, .8, .85, .9, .95, .98}

// prune leaves weights of a fitted network out, those of the lowest signal to noise first.
func prune(ctx context.Context, m *training.Model, test data.Set, rows, draws int) (r pruningResult, err error) {
	ratios, err := bnn.SignalToNoise(m)
	if err != nil {
		return r, err
	}
	for _, v := range ratios.All() {
		for _, ratio := range ops.Data[float64](v) {
			r.Decibels = append(r.Decibels, 20*math.Log10(max(ratio, 1e-6)))
		}
	}
	slices.Sort(r.Decibels)
	r.Rows, r.Share = rows, shares
	r.NLL, err = bnn.PruningCurve(m, shares, func(pruned *training.Model) (float64, error) {
		q, err := pruned.Predict(ctx, test.X, training.Draws(draws))
		if err != nil {
			return 0, err
		}
		r.RMSE = append(r.RMSE, partsOf(q, test.Y).RMSE)
		return -stat.Mean(q.LogProb(test.Y), nil), nil
	})
	return r, err
}

// print says how many weights may go.
func (r pruningResult) print(out io.Writer) {
	fmt.Fprintf(out, "\nBayes by Backprop on %d rows, %d weights, without those of the lowest signal to noise:\n", r.Rows, len(r.Decibels))
	for i, s := range r.Share {
		fmt.Fprintf(out, "  %3.0f%% left out  NLL %8.4f  RMSE %7.4f\n", 100*s, r.NLL[i], r.RMSE[i])
	}
}
