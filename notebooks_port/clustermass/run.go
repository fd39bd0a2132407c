package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
)

// clock measures the parts of the run.
type clock struct{ start, last time.Time }

// lap returns the seconds since the last lap.
func (c *clock) lap() float64 {
	now := time.Now()
	s := now.Sub(c.last).Seconds()
	c.last = now
	return s
}

// run is the notebook.
func run(ctx context.Context, o options, out io.Writer) error {
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	if o.dot != "" {
		if err := output.TryFile("-dot", o.dot); err != nil {
			return err
		}
	}
	c := &clock{start: time.Now(), last: time.Now()}
	r := report.Results{CPU: graph.CPU()}
	fmt.Fprintf(out, "cpu        %s\n", r.CPU)
	train, test, err := catalogue.Load(ctx, o.catalogue, o.rows, o.seed, out)
	if err != nil {
		return err
	}
	r.Rows = report.Rows{Train: train.Rows(), Test: test.Rows()}
	r.Seconds.Data = c.lap()

	mse, mdn, err := fitBoth(ctx, o, folder, &r, c, train, out)
	if err != nil {
		return err
	}
	p, err := predict(ctx, o, mse, mdn, train, test)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.judge(&r, test.Y, out); err != nil {
		return err
	}
	r.Seconds.Predict = c.lap()
	if err := folder.Part(r.Full()); err != nil {
		return err
	}

	if err := draw(o, folder, p, r, train, test); err != nil {
		return err
	}
	if err := drawNetwork(o, mdn); err != nil {
		return err
	}
	r.Seconds.Figures = c.lap()
	r.Seconds.Total = time.Since(c.start).Seconds()
	return finish(folder, r, out)
}

// drawNetwork draws the mixture density network if that was asked for.
func drawNetwork(o options, mdn *training.Model) error {
	if o.dot == "" {
		return nil
	}
	return output.Save(o.dot, func(w io.Writer) error {
		return mdn.WriteDot(w, 100, graph.Dot{Title: "mixture density network: 14 features to log p(log10 M200c)"})
	})
}
