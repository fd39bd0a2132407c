package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// run is the notebook.
func run(ctx context.Context, o options, out io.Writer) error {
	start := time.Now()
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	var r results
	models, err := runClouds(ctx, o, &r, folder, out)
	if err != nil {
		return err
	}
	r.Seconds.Clouds = time.Since(start).Seconds()
	if err := folder.Part(r); err != nil {
		return err
	}
	d, err := runDigits(ctx, o, &r, out)
	if err != nil {
		return err
	}
	r.Seconds.Digits = time.Since(start).Seconds() - r.Seconds.Clouds
	r.Claims = table().Say(r)
	fmt.Fprintf(out, "\n%s\n", r.Claims.Of(lossesClaim.Name))
	if err := drawAll(ctx, o.out, models, d, r); err != nil {
		return err
	}
	r.Seconds.Total = time.Since(start).Seconds()
	r.Seconds.Figures = r.Seconds.Total - r.Seconds.Digits - r.Seconds.Clouds
	if err := folder.Finish(r); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nseconds  clouds %.1f  digits %.1f  figures %.1f  total %.1f\nfigures and results.json are in %s\n",
		r.Seconds.Clouds, r.Seconds.Digits, r.Seconds.Figures, r.Seconds.Total, o.out)
	return nil
}

// runClouds trains on two mixtures of the clouds and deploys each network on the other. The folder has what is finished.
func runClouds(ctx context.Context, o options, r *results, folder output.Folder, out io.Writer) (models []*training.Model, err error) {
	r.Rows.Train, r.Rows.Test = o.rows, max(o.rows*2/5, minRows)
	mixes := []float64{.5, .1}
	var tests []data.Set
	for _, p := range mixes {
		name := fmt.Sprintf("%.0f:%.0f", 100-100*p, 100*p)
		train := mix(o.seed, "train "+name, p, o.rows)
		tests = append(tests, mix(o.seed, "test "+name, p, r.Rows.Test))
		m, h, err := fitBinary(ctx, o, train, losses.NLL{}, name, out)
		if err != nil {
			return nil, err
		}
		models = append(models, m)
		if p != mixes[0] {
			continue
		}
		same, g, err := fitBinary(ctx, o, train, losses.BinaryCrossEntropy{}, name+" cross-entropy", out)
		if err != nil {
			return nil, err
		}
		c := &r.CrossEntropy
		c.TrainedNLL, c.TrainedBCE, c.WeightDifference = h[len(h)-1].Loss, g[len(g)-1].Loss, weightDifference(m, same)
		if err := c.compareLosses(ctx, m, tests[0], exact(tests[0].X, p)); err != nil {
			return nil, err
		}
		if err := folder.Part(r); err != nil {
			return nil, err
		}
	}
	r.CrossEntropy.print(out, r.Rows.Test)
	for i, m := range models {
		p := priors{Train: mixes[i], Deploy: mixes[1-i]}
		if err := p.deploy(ctx, m, tests[i], tests[1-i]); err != nil {
			return nil, err
		}
		p.print(out)
		r.Priors = append(r.Priors, p)
	}
	return models, nil
}

// fitBinary trains a network on points. It computes in float64: the equality of the losses is then seen to the last digits.
func fitBinary(ctx context.Context, o options, train data.Set, loss losses.Loss, name string, out io.Writer) (*training.Model, training.History, error) {
	const epochs = 20
	m := &training.Model{Net: binary{}, Dtype: tensor.Float64}
	t := training.Trainer{Loss: loss, BatchSize: 250, Solver: &training.Adam{Rate: training.Cosine(3e-3, epochs, 0)}, Seed: o.seed,
		Progress: &training.Progress{Out: out, Label: name}}
	t, err := checkpoint.Of(o.checkpoint, t, strings.NewReplacer(":", "-", " ", "-").Replace(name))
	if err != nil {
		return nil, nil, err
	}
	h, err := t.Fit(ctx, m, train, epochs)
	return m, h, err
}
