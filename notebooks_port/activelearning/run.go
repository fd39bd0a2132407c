package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/deepprob/deepprob/internal/parallel"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// run is the notebook.
func run(ctx context.Context, o options, out io.Writer) error {
	begun := time.Now()
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	curves, shots, err := runAll(ctx, o, out)
	if n := finished(curves); err != nil && n > 1 { // of one repeat there is no standard error
		return errors.Join(err, folder.Part(o.sumUp(curves, n, shots)))
	}
	if err != nil {
		return err
	}
	r := o.sumUp(curves, o.repeats, shots)
	r.Claims = table().Say(r)
	if err := curvesPage(r).Save(folder.Path("curves.png")); err != nil {
		return err
	}
	if err := askedPage(shots).Save(folder.Path("asked.png")); err != nil {
		return err
	}
	r.Seconds = time.Since(begun).Seconds()
	if err := folder.Finish(r); err != nil {
		return err
	}
	r.print(out)
	fmt.Fprintf(out, "\n%.1f s; figures and results.json are in %s\n", r.Seconds, o.out)
	return nil
}

// finished is how many repeats all methods have finished, from the first one on.
func finished(curves [][]curve) (n int) {
	for ; n < len(curves[0]); n++ {
		for _, of := range curves {
			if of[n].Labels == nil {
				return n
			}
		}
	}
	return n
}

// sumUp makes results of the first n repeats.
func (o options) sumUp(curves [][]curve, n int, shots [][]snapshot) results {
	r := results{Seed: o.seed, Repeats: n, Labels: curves[0][0].Labels, Best: bestAccuracy(lattice(cells))}
	for i, m := range methods {
		s := scoresOf(m.name, curves[i][:n], curves[len(curves)-1][:n])
		for _, shot := range shots[i] {
			flips, bought := shot.flips()
			s.Asked = append(s.Asked, asked{shot.known.Rows(), bought, flips})
		}
		r.Methods = append(r.Methods, s)
	}
	return r
}

// seedOf is that of repeat k, a hash: those of two runs whose seeds are neighbours have nothing in common.
func (o options) seedOf(k int) uint64 { return rng.SplitAt(o.seed, "activelearning", k) }

// runAll lets every method learn in every repeat, one run on each core at a time: all methods of a repeat from the same seed, so
// that they start from the same points. It returns the curves by method and repeat, and the snapshots of the first repeat by method; with
// an error those that were finished.
func runAll(ctx context.Context, o options, out io.Writer) (curves [][]curve, shots [][]snapshot, err error) {
	curves, shots = make([][]curve, len(methods)), make([][]snapshot, len(methods))
	for i := range curves {
		curves[i] = make([]curve, o.repeats)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var printing sync.Mutex
	parallel.Each(o.repeats*len(methods), func(job int) {
		k, i := job/len(methods), job%len(methods)
		if ctx.Err() != nil {
			return
		}
		begun := time.Now()
		l := newLearner(methods[i], o.seedOf(k))
		done, source, err := o.learn(ctx, l, k)
		if err != nil {
			cancel(fmt.Errorf("%s, repeat %d: %w", l.name, k+1, err))
			return
		}
		c := done.Curve
		curves[i][k] = c
		if k == 0 {
			shots[i] = done.snapshots(l.pool)
		}
		if source == "" {
			source = fmt.Sprintf("%.1f s", time.Since(begun).Seconds())
		}
		printing.Lock()
		defer printing.Unlock()
		fmt.Fprintf(out, "repeat %-3d %-9s accuracy %.3f with %d labels, %s\n", k+1, l.name, c.Accuracy[o.rounds], c.Labels[o.rounds], source)
	})
	if ctx.Err() != nil {
		return curves, shots, context.Cause(ctx)
	}
	return curves, shots, nil
}

// wasted is the share of the labels bought since the start that are coin flips.
func (l *learner) wasted() float64 {
	n := 0.
	for _, i := range l.known[start:] {
		if coin.has(l.pool.X.At(i, 0), l.pool.X.At(i, 1)) {
			n++
		}
	}
	return n / float64(len(l.known)-start)
}

func (r results) print(out io.Writer) {
	last := len(r.Labels) - 1
	fmt.Fprintf(out, "\nwith %d labels, mean ± standard error over %d repeats; the truth itself is right in %.3f\n", r.Labels[last], r.Repeats, r.Best)
	for _, m := range r.Methods {
		a, l, w := m.Accuracy.at(last), m.LogLikelihood.at(last), m.Wasted
		fmt.Fprintf(out, "  %-9s accuracy %.3f ± %.3f  log-likelihood %.3f ± %.3f  coin flips bought %.0f ± %.0f%%\n", m.Method, a.Mean, a.SE, l.Mean, l.SE, 100*w.Mean, 100*w.SE)
	}
	for i, level := range levels {
		fmt.Fprintf(out, "labels to an accuracy of %.2f\n", level)
		for _, m := range r.Methods {
			w := m.Reach[i]
			atLeast, fewer := "", ""
			if w.Repeats < r.Repeats {
				atLeast = "at least "
			}
			if w.Less != (estimate{}) {
				fewer = fmt.Sprintf("; %.1f ± %.1f fewer than random", w.Less.Mean, w.Less.SE)
			}
			fmt.Fprintf(out, "  %-9s %s%.1f ± %.1f, reached in %d repeats%s\n", m.Method, atLeast, w.Labels.Mean, w.Labels.SE, w.Repeats, fewer)
		}
	}
	fmt.Fprintf(out, "%s\n%s\n", r.Claims.Of(fewerClaim.Name), r.Claims.Of(coinsClaim.Name))
}
