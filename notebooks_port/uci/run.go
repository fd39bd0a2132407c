package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/deepprob/deepprob/internal/parallel"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// run is the program. results.json is written after each method, so that an interrupted run leaves what it has.
func run(ctx context.Context, o options, out io.Writer) error {
	start := time.Now()
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	r, err := kept(o)
	if err != nil {
		return err
	}
	for _, name := range o.sets {
		if err := r.score(ctx, o, name, folder, out); err != nil {
			return err
		}
	}
	r.print(out, o)
	if err := folder.Finish(r); err != nil {
		return err
	}
	if err := save(folder.Path("uci.png"), o, r); err != nil {
		return err
	}
	if err := saveMarkdown(o, r); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%.0f s; uci.png, results.json and results.md are in %s\n", time.Since(start).Seconds(), o.out)
	return nil
}

// score adds a set's scores by all methods, but for those that are there.
func (r results) score(ctx context.Context, o options, name string, folder output.Folder, out io.Writer) error {
	p, err := read(o.data, name)
	if err != nil {
		return err
	}
	if r[name] == nil {
		r[name] = map[string]summary{}
	}
	for _, m := range o.methods {
		began := time.Now()
		if r[name][m].Setting == o.setting(p) {
			continue
		}
		scores, err := allSplits(ctx, o, p, m)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", name, m, err)
		}
		s := summarize(scores)
		s.Setting, s.Whole = o.setting(p), wholeNumbers(p.set.Y)
		r[name][m] = s
		if o.verbose {
			printSplits(out, scores)
		}
		fmt.Fprintln(out, line(name, m, s, len(scores), time.Since(began)))
		if err := folder.Part(r); err != nil {
			return err
		}
	}
	return nil
}

// allSplits scores a method on the splits of a problem, one a core at a time.
func allSplits(ctx context.Context, o options, p problem, m string) ([]score, error) {
	n := o.setting(p).Splits
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	scores := make([]score, n)
	parallel.Each(n, func(k int) {
		if ctx.Err() != nil {
			return
		}
		var err error
		if scores[k], err = methods[m](ctx, newTask(o, p, k, m)); err != nil {
			cancel(fmt.Errorf("split %d: %w", k+1, err))
		}
	})
	return scores, context.Cause(ctx)
}
