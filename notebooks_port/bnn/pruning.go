package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
)

// pruningResult is what Bayes by Backprop makes of the cluster masses without its noisiest weights.
type pruningResult struct {
	Rows     int       `json:"rows"`        // trained on
	Decibels []float64 `json:"snr_decibel"` // of each weight, ascending: 20 log10 |mean|/sd
	Share    []float64 `json:"share"`       // of the weights left out
	NLL      []float64 `json:"nll"`         // test rows, nats a cluster
	RMSE     []float64 `json:"rmse"`

	// The same of the weights whose mean is smallest.
	NLLBySize  []float64 `json:"nll_by_magnitude"`
	RMSEBySize []float64 `json:"rmse_by_magnitude"`
}

// shares of the weights that are left out.
var shares = []float64{0, .1, .2, .3, .4, .5, .6, .7, .8, .9, .98}

// prune leaves weights of a fitted network out, those of the lowest signal to noise first; then those of the smallest mean, to compare.
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
	if r.NLL, r.RMSE, err = pruningCurve(ctx, bnn.SignalToNoise, m, test, draws); err != nil {
		return r, err
	}
	r.NLLBySize, r.RMSEBySize, err = pruningCurve(ctx, bnn.Magnitudes, m, test, draws)
	return r, err
}

// pruningCurve is the loss and the error without each of the shares.
func pruningCurve(ctx context.Context, rank func(*training.Model) (*layers.Params, error), m *training.Model, test data.Set, draws int) (nll, rmse []float64, err error) {
	for _, share := range shares {
		pruned, err := bnn.PruneBy(rank, m, share)
		if err != nil {
			return nil, nil, err
		}
		q, err := pruned.Predict(ctx, test.X, training.Draws(draws))
		if err != nil {
			return nil, nil, err
		}
		p := partsOf(q, test.Y)
		nll, rmse = append(nll, p.NLL), append(rmse, p.RMSE)
	}
	return nll, rmse, nil
}

// print says how many weights may go.
func (r pruningResult) print(out io.Writer) {
	fmt.Fprintf(out, "\nBayes by Backprop on %d rows, %d weights, left out by their signal to noise, and by their magnitude:\n", r.Rows, len(r.Decibels))
	for i, s := range r.Share {
		fmt.Fprintf(out, "  %3.0f%% left out  NLL %8.4f  RMSE %7.4f   NLL %8.4f  RMSE %7.4f\n", 100*s, r.NLL[i], r.RMSE[i], r.NLLBySize[i], r.RMSEBySize[i])
	}
}
