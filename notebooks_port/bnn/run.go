package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// run is the program.
func run(ctx context.Context, o options, out io.Writer) (err error) {
	start := time.Now()
	var r results
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	train, test, err := load(ctx, o, out)
	if err != nil {
		return err
	}
	prior, of, err := drawPriors(ctx, o, train)
	if err != nil {
		return err
	}
	if err := learnUnder(ctx, o, train, test, &of); err != nil {
		return err
	}
	r.Prior = of
	r.Prior.print(out)
	if err := folder.Part(r); err != nil {
		return err
	}

	rows, last := toy(o.seed, toyRows), time.Now()
	if r.Toy, err = toyRegression(ctx, o, rows, out); err != nil {
		return err
	}
	r.Seconds.Toy = lap(&last)
	if err := folder.Part(r); err != nil {
		return err
	}
	if r.Clusters, err = clusters(ctx, o, train, test, out); err != nil {
		return err
	}
	r.Seconds.Clusters = lap(&last)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := drawAll(o, r, prior, rows); err != nil {
		return err
	}
	r.Seconds.Figures = lap(&last)
	r.Seconds.Total = time.Since(start).Seconds()
	if err := folder.Finish(r); err != nil {
		return err
	}
	s := r.Seconds
	fmt.Fprintf(out, "\nseconds  toy %.1f  clusters %.1f  figures %.1f  total %.1f\nfigures and results.json are in %s\n", s.Toy, s.Clusters, s.Figures, s.Total, o.out)
	return nil
}

// lap is the seconds since last, which becomes now.
func lap(last *time.Time) float64 {
	now := time.Now()
	s := now.Sub(*last).Seconds()
	*last = now
	return s
}
