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
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/figures"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

const (
	rows   = 150 // of the sample
	points = 600 // that a picture's lines have
	mixed  = 100 // draws of the weights
)

// notebook is a run of the five cases.
type notebook struct {
	options
	ctx     context.Context
	out     io.Writer
	train   data.Set
	results results
}

// run is the notebook.
func run(ctx context.Context, o options, out io.Writer) error {
	start := time.Now()
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	n := &notebook{options: o, ctx: ctx, out: out, train: sample(rows)}
	if n.results.Exact, err = solve(n.train); err != nil {
		return err
	}
	for i, c := range []func() (figures.Case, error){n.none, n.aleatoric, n.epistemic, n.both, n.functional} {
		begun := time.Now()
		picture, err := c()
		if err != nil {
			return fmt.Errorf("case %d, %s: %w", i+1, names[i], err)
		}
		picture.X, picture.Y = n.train.X.RawMatrix().Data, n.train.Y
		if err := picture.Draw(folder.Path(names[i] + ".png")); err != nil {
			return err
		}
		if err := folder.Part(n.results); err != nil {
			return err
		}
		fmt.Fprintf(out, "case %d, %-10s %4.1f s\n", i+1, names[i], time.Since(begun).Seconds())
	}
	n.results.Converged, n.results.Seconds = o.converge, time.Since(start).Seconds()
	n.results.Claims = table().Say(n.results)
	if err := n.results.write(out); err != nil {
		return err
	}
	return folder.Finish(n.results)
}

// names are those of the cases, and of their pictures.
var names = [...]string{"none", "aleatoric", "epistemic", "both", "functional"}

// said is what the table says of the cases so far.
func (n *notebook) said(c claims.Claim[results]) string { return table().Say(n.results).Of(c.Name) }

// fit trains a network as the notebook does, or until it converges by a rate that falls from the given one to 0, and returns it with its
// last loss.
func (n *notebook) fit(name string, net training.Net, loss losses.Loss, rate float64) (*training.Model, float64, error) {
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	t := training.Trainer{Loss: loss, BatchSize: 32, Solver: &training.Adam{Rate: training.Constant(.01)}, Seed: n.seed}
	epochs := 1000
	if n.converge {
		epochs = 20_000
	}
	if n.epochs > 0 {
		epochs = n.epochs
	}
	if n.converge {
		t.BatchSize, t.Solver = rows, &training.Adam{Rate: training.Cosine(rate, float64(epochs), 0)}
	}
	t, err := checkpoint.Of(n.checkpoint, t, name)
	if err != nil {
		return nil, 0, err
	}
	h, err := t.Fit(n.ctx, m, n.train, epochs)
	if err != nil {
		return nil, 0, err
	}
	return m, h[len(h)-1].Loss, nil
}

// predict asks m at the points of a picture.
func (n *notebook) predict(m *training.Model, o ...training.PredictOption) (distributions.Posterior, error) {
	return m.Predict(n.ctx, mat.NewDense(points, 1, grid(points)), append(o, training.DrawSeed(n.seed))...)
}

// nll is the mean negative log-likelihood of the sample, in nats a row.
func (n *notebook) nll(m *training.Model) (float64, error) {
	q, err := m.Predict(n.ctx, n.train.X)
	if err != nil {
		return 0, err
	}
	sum := 0.
	for _, l := range q.LogProb(n.train.Y) {
		sum -= l
	}
	return sum / rows, nil
}
