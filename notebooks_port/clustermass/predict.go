package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/figures"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/training"
)

// predictions are what the two networks say of the test rows.
type predictions struct {
	priors
	posterior distributions.Posterior // under the prior of the training rows
	flat      distributions.Posterior // under the flat one
	modes     [][]float64             // of the flat one, for each estimate of the training prior
	estimates report.Estimates
	shown     []figures.Cluster
}

func predict(ctx context.Context, o options, mse, mdn *training.Model, train, test data.Set) (*predictions, error) {
	estimated, err := estimatePriors(o, train.Y)
	if err != nil {
		return nil, err
	}
	point, err := mse.Predict(ctx, test.X)
	if err != nil {
		return nil, err
	}
	p := &predictions{priors: estimated}
	if p.posterior, err = mdn.Predict(ctx, test.X); err != nil {
		return nil, err
	}
	for i, prior := range p.all {
		swapped, err := distributions.SwapPrior(p.posterior, prior.Prior, p.target)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", prior.name, err)
		}
		p.modes = append(p.modes, swapped.Mode())
		if i == 0 {
			p.flat = swapped
		}
	}
	p.estimates = report.Estimates{MSE: point.Mean(), MDNMean: p.posterior.Mean(), FlatMean: p.flat.Mean(), FlatMode: p.modes[0]}
	p.shown = p.clusters(test.Y, 13.6, 13.9, 14.2, 14.5, 14.8, 15.05)
	return p, nil
}

// judge fills in and prints how good the predictions are.
func (p *predictions) judge(r *report.Results, truth []float64, out io.Writer) (err error) {
	sum := 0.
	for i, y := range truth {
		d := p.estimates.MSE[i] - y
		sum += d * d
	}
	r.MSE.TestRMSE = math.Sqrt(sum / float64(len(truth)))
	var outside int
	r.MDN.TestNLL, outside = report.MeanNLL(p.posterior.LogProb(truth))
	if r.Bias, err = report.BiasBins(truth, p.estimates); err != nil {
		return err
	}
	r.Prior = p.all[0].name
	for i, prior := range p.all {
		if err := r.Modes.Add(prior.name, truth, p.modes[i]); err != nil {
			return err
		}
	}
	if r.Coverage, err = report.CoverageOf(p.posterior.CDF(truth)); err != nil {
		return err
	}
	fmt.Fprintf(out, "\ntest rows %d   RMSE of the MSE network %.4f dex   NLL of the MDN %.4f nats a row\n", len(truth), r.MSE.TestRMSE, r.MDN.TestNLL)
	if outside > 0 {
		fmt.Fprintf(out, "%d test rows lie outside [%g, %g], where the posterior is 0; the NLL leaves them out\n", outside, catalogue.MinMass, catalogue.MaxMass)
	}
	if bins := len(p.histogram.Mass); bins < priorBins {
		fmt.Fprintf(out, "the histogram of the training prior has %d bins instead of %d, some of which would be empty\n", bins, priorBins)
	}
	if p.target != flat {
		fmt.Fprintf(out, "the flat prior is on [%.4g, %.4g] instead of [%g, %g]: the training masses end there\n", p.target.Min, p.target.Max, flat.Min, flat.Max)
	}
	for _, w := range p.flat.Warnings() {
		fmt.Fprintln(out, "warning:", w)
	}
	fmt.Fprintln(out)
	if err := r.Bias.WriteText(out); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if err := r.Modes.WriteText(out); err != nil {
		return err
	}
	for _, c := range p.shown {
		r.Shown = append(r.Shown, report.Shown{Truth: c.Truth, Mean: c.Mean, Mode: c.Mode, HPD: c.HPD})
	}
	r.Claims = table().Say(*r)
	for _, name := range []string{removedClaim.Name, heavyClaim.Name} {
		if s := r.Claims.Of(name); s != "" {
			fmt.Fprintln(out, s)
		}
	}
	return nil
}
