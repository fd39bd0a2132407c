package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
)

// fits are the three trained networks.
type fits struct{ l2, l1, mdn *training.Model }

// run is the notebook.
func run(ctx context.Context, o options, out io.Writer) error {
	start := time.Now()
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	train, test := rows(o.seed, "train", o.rows), rows(o.seed, "test", max(o.rows/5, minRows))
	r := results{Rows: sizes{train.Rows(), test.Rows()}}
	f, err := fit(ctx, o, train, test, &r, folder, out)
	if err != nil {
		return err
	}
	r.Seconds.Train = time.Since(start).Seconds()
	p, err := f.curves(ctx, test, &r)
	if err != nil {
		return err
	}
	r.Claims = table().Say(r)
	r.print(out)
	if err := folder.Part(r); err != nil {
		return err
	}
	if err := drawAll(ctx, o.out, f.mdn, p, train, r); err != nil {
		return err
	}
	r.Seconds.Total = time.Since(start).Seconds()
	r.Seconds.Figures = r.Seconds.Total - r.Seconds.Train
	if err := folder.Finish(r); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nseconds  train %.1f  figures %.1f  total %.1f\nfigures and results.json are in %s\n",
		r.Seconds.Train, r.Seconds.Figures, r.Seconds.Total, o.out)
	return nil
}

// fit trains the networks, the mixture with its divergence measured after each epoch. The folder has what is finished.
func fit(ctx context.Context, o options, train, test data.Set, r *results, folder output.Folder, out io.Writer) (f fits, err error) {
	// The lecture's constant rate of .001 leaves each curve where its last steps threw it, the mean of seeds 1 to 3 .11 off on average:
	// it falls to 0 here, and from .003 on .025. From there the mixture ends .028 nats from the truth, from .001 on .017.
	trainer := func(name string, loss losses.Loss, rate float64) training.Trainer {
		return training.Trainer{Loss: loss, BatchSize: 256, Solver: &training.Adam{Rate: training.Cosine(rate, float64(o.epochs), 0)}, Seed: o.seed,
			Progress: &training.Progress{Out: out, Label: name}}
	}
	f = fits{&training.Model{Net: point}, &training.Model{Net: point}, &training.Model{Net: mdn{16}}}
	h, err := o.fitOne(ctx, trainer("l2", losses.MSE{}, 3e-3), f.l2, train)
	if err != nil {
		return f, err
	}
	r.L2.EpochLoss = h.Losses()
	if err := folder.Part(r); err != nil {
		return f, err
	}
	if h, err = o.fitOne(ctx, trainer("l1", losses.L1{}, 3e-3), f.l1, train); err != nil {
		return f, err
	}
	r.L1.EpochLoss, r.L1.Optimum = h.Losses(), leastL1()
	if err := folder.Part(r); err != nil {
		return f, err
	}
	if err := fitMDN(ctx, o, trainer("mdn", losses.NLL{}, 1e-3), f.mdn, train, test, r, folder); err != nil {
		return f, err
	}
	r.MDN.TestLoss, r.MDN.Optimum = r.KL[o.epochs].NLL, entropy()
	return f, nil
}

// fitOne fits by a trainer whose label is its name.
func (o options) fitOne(ctx context.Context, t training.Trainer, m *training.Model, train data.Set) (training.History, error) {
	t, err := checkpoint.Of(o.checkpoint, t, t.Progress.Label)
	if err != nil {
		return nil, err
	}
	return t.Fit(ctx, m, train, o.epochs)
}

// predictions are the learned curves on an equidistant grid of x.
type predictions struct{ x, mean, median, mode []float64 }

// curves predicts on a grid and compares with the truth.
func (f fits) curves(ctx context.Context, test data.Set, r *results) (p predictions, err error) {
	p.x = grid(281)
	var qs [3]distributions.Posterior
	for i, m := range []*training.Model{f.l2, f.l1, f.mdn} {
		if qs[i], err = m.Predict(ctx, column(p.x)); err != nil {
			return p, err
		}
	}
	p.mean, p.median, p.mode = qs[0].Mean(), qs[1].Mean(), qs[2].Mode()
	r.L2.Deviation, r.L2.Window = deviationOf(p.mean, p.x, mean), window
	r.L2.Error = meanError(r.L2.Deviation.At, r.Rows.Train)
	r.L1.Deviation = deviationOf(p.median, p.x, median)
	r.MDN.Deviation = deviationOf(p.mode, p.x, mode)
	r.L2.From, r.L1.From, r.MDN.From = distancesOf(p.mean, p.x), distancesOf(p.median, p.x), distancesOf(p.mode, p.x)
	if r.L2.TestLoss, err = testLoss(ctx, f.l2, test, func(d float64) float64 { return d * d }); err != nil {
		return p, err
	}
	r.L1.TestLoss, err = testLoss(ctx, f.l1, test, func(d float64) float64 { return max(d, -d) })
	return p, err
}

// testLoss is the mean of loss(y - prediction) over the held-out rows.
func testLoss(ctx context.Context, m *training.Model, test data.Set, loss func(float64) float64) (estimate, error) {
	q, err := m.Predict(ctx, test.X)
	if err != nil {
		return estimate{}, err
	}
	v := q.Mean()
	for i, y := range test.Y {
		v[i] = loss(y - v[i])
	}
	return estimateOf(v), nil
}
