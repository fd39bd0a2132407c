package main

import (
	"context"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
)

// massEpochs is how long clustermass trains its mixture density network.
const massEpochs = 10

// weigh trains both networks on the catalogue and judges them by its test rows.
func (o options) weigh(ctx context.Context, r *clusters, out io.Writer) error {
	train, test, err := catalogue.Load(ctx, o.catalogue, o.clusters, o.seed, out)
	if err != nil {
		return err
	}
	r.Rows = report.Rows{Train: train.Rows(), Test: test.Rows()}
	bins, err := report.Group(test.Y)
	if err != nil {
		return err
	}
	for k, rows := range bins.Rows {
		if len(rows) >= report.Fewest {
			r.BinCentre, r.Count = append(r.BinCentre, bins.Centre[k]), append(r.Count, len(rows))
		}
	}
	// The mixture's rate is that of clustermass; the flow's falls to 0, which a mixture of Betas needs less.
	if r.MDN, err = o.judge(ctx, "mdn", mdn, training.Step(1e-3, massEpochs/2, 1e-4), train, test, bins, out); err != nil {
		return err
	}
	r.Flow, err = o.judge(ctx, "flow", massFlow, training.Cosine(1e-3, massEpochs, 0), train, test, bins, out)
	return err
}

// judge trains a network and compares what it says of the test rows with their masses, as trained and under a flat prior.
func (o options) judge(ctx context.Context, name string, net training.Net, rate training.Schedule, train, test data.Set, bins report.Bins, out io.Writer) (w weighed, err error) {
	q, err := o.posterior(ctx, name, net, rate, train, test, &w, out)
	if err != nil {
		return w, fmt.Errorf("%s: %w", name, err)
	}
	w.NLL, w.Outside = report.MeanNLL(q.LogProb(test.Y))
	if w.Coverage, err = report.CoverageOf(q.CDF(test.Y)); err != nil {
		return w, err
	}
	flat, err := swapped(q, train.Y, o.seed)
	if err != nil {
		return w, fmt.Errorf("%s: %w", name, err)
	}
	w.Mean, w.FlatMean, w.FlatMode = biasOf(bins, test.Y, q.Mean()), biasOf(bins, test.Y, flat.Mean()), biasOf(bins, test.Y, flat.Mode())
	return w, nil
}

// posterior is what the trained network says of the test rows.
func (o options) posterior(ctx context.Context, name string, net training.Net, rate training.Schedule, train, test data.Set, w *weighed, out io.Writer) (q distributions.Posterior, err error) {
	t, err := checkpoint.Of(o.checkpoint, training.Trainer{
		Loss: losses.NLL{Clip: 1e-5}, BatchSize: 100, Seed: o.seed, Solver: &training.Adam{Rate: rate},
		Progress: &training.Progress{Out: out, Label: name},
	}, name)
	if err != nil {
		return q, err
	}
	m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Range{Min: catalogue.MinMass, Max: catalogue.MaxMass}}
	h, err := t.Fit(ctx, m, train, massEpochs)
	if err != nil {
		return q, err
	}
	w.EpochLoss = h.Losses()
	return m.Predict(ctx, test.X)
}

// swapped is a posterior under a flat prior, where there are training masses, instead of theirs.
func swapped(q distributions.Posterior, masses []float64, seed uint64) (distributions.Posterior, error) {
	prior, err := distributions.FitLogSpline(masses, distributions.LogSplineOptions{Seed: seed})
	if err != nil {
		return q, err
	}
	return distributions.SwapPrior(q, prior, distributions.FlatPrior{Min: max(flatMin, floats.Min(masses)), Max: min(flatMax, floats.Max(masses))})
}

// The flat prior's support, as in clustermass.
const flatMin, flatMax = 13.51, 15.2

// biasOf is the bias of an estimate in the bins with rows enough.
func biasOf(bins report.Bins, truth, estimate []float64) (b bias) {
	medians, errors := bins.Quantiles(truth, estimate, .5)[0], bins.MedianErrors(truth, estimate)
	for k, rows := range bins.Rows {
		if len(rows) >= report.Fewest {
			b.Median, b.Error = append(b.Median, medians[k]), append(b.Error, errors[k])
		}
	}
	return b
}
