package main

import (
	"context"
	"io"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/training"
)

// A remedy is a way to fit few rows so that the intervals hold what they say. The rate is the notebook's over the epochs, or 1e-3
// all the time where something else than its decay calms the weights.
type remedy struct {
	name     string
	random   bool // components start at random, as in the notebook, else at quantiles
	members  int
	epochs   int
	patience int    // of validation by a tenth of the rows; 0: none
	average  int    // last epochs
	holds    string // the components of which the mean is to be within .01 of one half and each seed within .025
}

var remedies = []remedy{
	{name: "one network of random start", random: true, members: 1, epochs: 10},
	{name: "one network", members: 1, epochs: 10},
	{name: "one network of 20 epochs", members: 1, epochs: 20},
	{name: "validation", members: 1, epochs: 60, patience: 5},
	{name: "average", members: 1, epochs: 10, average: 5},
	{name: "ensemble", members: 5, epochs: 10, holds: "normal"},
	{name: "ensemble of 20 epochs", members: 5, epochs: 20, holds: "beta"},
	{name: "ensemble with validation", members: 5, epochs: 60, patience: 5},
	{name: "ensemble of averages", members: 5, epochs: 10, average: 5},
}

// fit trains by the remedy.
func (r remedy) fit(components string, seed uint64, train data.Set) (*training.Model, error) {
	o := options{components: components, start: "quantiles"}
	if r.random {
		o.start = "random"
	}
	net, loss, rate := o.mixture(r.epochs)
	if r.patience+r.average > 0 {
		rate = training.Constant(1e-3)
	}
	t := training.Trainer{Loss: loss, BatchSize: 100, Seed: seed, Average: r.average, Patience: r.patience}
	if r.patience > 0 {
		fit, check, err := train.Split(train.Rows()*9/10, seed)
		if err != nil {
			return nil, err
		}
		train, t.Validation = fit, &check
	}
	m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Range{Min: catalogue.MinMass, Max: catalogue.MaxMass}}
	_, err := fitMembers(context.Background(), r.members, t, rate, m, train, r.epochs, io.Discard)
	return m, err
}

// tried is what a remedy gives over seeds.
type tried struct{ share, errors, nll []float64 }

func (r remedy) try(t *testing.T, components string, seed uint64, all *tried) {
	t.Helper()
	ctx, o := context.Background(), options{rows: 15_000, seed: seed, components: components}
	train, test, err := catalogue.Load(ctx, o.catalogue, o.rows, o.seed, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	m, err := r.fit(components, seed, train)
	if err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(ctx, test.X)
	if err != nil {
		t.Fatal(err)
	}
	in, share := make([]float64, test.Rows()), 0.
	for i, u := range q.CDF(test.Y) {
		if math.Abs(u-.5) <= .25 {
			in[i] = 1
			share += 1 / float64(len(in))
		}
	}
	nll, _ := report.MeanNLL(q.LogProb(test.Y))
	all.share, all.errors, all.nll = append(all.share, share), append(all.errors, report.HostError(test.Y, in)), append(all.nll, nll)
}

// worst is the farthest share from one half.
func (a tried) worst() (d float64) {
	for _, s := range a.share {
		d = math.Max(d, math.Abs(s-.5))
	}
	return d
}

// TestCalibration says what makes central 50% intervals of a mixture trained on 15,000 rows hold half of the truths: each line is the
// mean share over ten seeds, the farthest of one seed, the standard error of one seed's share by the number of hosts of its test
// rows, and the negative log-likelihood. What the notebook has flags for, -start quantiles -members 5 (and -epochs 20 of Betas), is to have a mean
// within .01, and every seed within .025, three standard errors.
//
//	go test ./notebooks_port/clustermass -run Calibration -full -v -timeout 2h
func TestCalibration(t *testing.T) {
	if !*full {
		t.Skip("it trains 500 networks on 15,000 rows, ten minutes or more: use -full")
	}
	for _, components := range []string{"beta", "normal"} {
		for _, r := range remedies {
			t.Run(components+"/"+r.name, func(t *testing.T) {
				var all tried
				for seed := range uint64(10) {
					r.try(t, components, seed+1, &all)
				}
				m := mean(all.share)
				t.Logf("mean %.4f  farthest %.4f  standard error %.4f  NLL %.4f  %.3f", m, all.worst(), mean(all.errors), mean(all.nll), all.share)
				if r.holds == components && (math.Abs(m-.5) > .01 || all.worst() > .025) {
					t.Error("want the mean within .01 of one half and each within .025")
				}
			})
		}
	}
}
