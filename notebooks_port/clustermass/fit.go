package main

import (
	"cmp"
	"context"
	"io"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/massnet"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
)

// fitBoth trains the two networks, and writes what is known after each.
func fitBoth(ctx context.Context, o options, folder output.Folder, r *report.Results, c *clock, train data.Set, out io.Writer) (mse, mdn *training.Model, err error) {
	mse, h, err := fitPoint(ctx, o, train, out)
	if err != nil {
		return nil, nil, err
	}
	r.MSE.EpochLoss = h.Losses()
	r.Seconds.TrainMSE = c.lap()
	if err := folder.Part(r.Full()); err != nil {
		return nil, nil, err
	}
	mdn, h, err = fitMDN(ctx, o, train, out)
	if err != nil {
		return nil, nil, err
	}
	r.MDN.EpochLoss = h.Losses()
	r.Seconds.TrainMDN = c.lap()
	return mse, mdn, folder.Part(r.Full())
}

// fitPoint trains the network that predicts a number.
func fitPoint(ctx context.Context, o options, train data.Set, out io.Writer) (*training.Model, training.History, error) {
	m := &training.Model{Net: point, X: data.Standardize{}, Y: data.Range{Min: catalogue.MinMass, Max: catalogue.MaxMass}}
	t := training.Trainer{
		Loss:      losses.MSE{},
		BatchSize: 100,
		Solver:    &training.Adam{Rate: training.Step(1e-3, 2, 1e-4)},
		Average:   1, // the notebook keeps the last step's weights, whose medians at high mass scatter by .02 dex
		Seed:      o.seed,
		Progress:  &training.Progress{Out: out, Label: "mse"},
	}
	t, err := checkpoint.Of(o.checkpoint, t, "mse")
	if err != nil {
		return nil, nil, err
	}
	h, err := t.Fit(ctx, m, train, 5)
	return m, h, err
}

// fitMDN trains the network that predicts a distribution, or several of them.
func fitMDN(ctx context.Context, o options, train data.Set, out io.Writer) (*training.Model, training.History, error) {
	epochs := cmp.Or(o.epochs, mdnEpochs)
	net, loss, rate := o.mixture(epochs)
	m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Range{Min: catalogue.MinMass, Max: catalogue.MaxMass}}
	t := training.Trainer{
		Loss:      loss,
		BatchSize: 100,
		Seed:      o.seed,
		Progress:  &training.Progress{Out: out, Label: "mdn"},
	}
	t, err := checkpoint.Of(o.checkpoint, t, "mdn")
	if err != nil {
		return nil, nil, err
	}
	if o.members > 1 {
		h, err := fitMembers(ctx, o.members, t, rate, m, train, epochs, out)
		return m, h, err
	}
	t.Solver = &training.Adam{Rate: rate}
	h, err := t.Fit(ctx, m, train, epochs)
	return m, h, err
}

// mdnEpochs is how long the notebook trains its mixture density network.
const mdnEpochs = 10

// mixture is the network that is asked for, its loss and its rate over so many epochs.
func (o options) mixture(epochs int) (training.Net, losses.Loss, training.Schedule) {
	random := o.start != "quantiles"
	if o.components == "normal" {
		// The notebook has Betas only. Normals are calibrated worse at a rate that stays at 1e-4: from one seed to another
		// their 50% intervals then hold .47 to .52 of the truths.
		return massnet.Normals{Components: 16, Random: random}, losses.NLL{}, training.Cosine(1e-3, float64(epochs), 0)
	}
	return massnet.Betas{Components: 16, Random: random}, losses.NLL{Clip: 1e-5}, training.Step(1e-3, float64(epochs)/2, 1e-4) // a Beta's density is 0 or infinite at its ends
}
