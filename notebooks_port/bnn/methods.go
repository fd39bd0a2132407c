package main

import (
	"context"
	"math"
	"path/filepath"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// method is a way to make a network Bayesian, or not to.
type method struct {
	key, name string
	draws     int // of the weights, in a prediction; 0: all there are
	fit       func(ctx context.Context, m *training.Model, t task) error
}

// task is what a network is fitted to, and for how long.
type task struct {
	net    training.Net
	train  data.Set
	rate   float64 // to begin with; it falls to 0 along half a cosine
	epochs int
	seed   uint64
	keep   string // the folder of its fit; "": none
}

// in is the task with the folder of a fit that has these names.
func (t task) in(names ...string) task {
	if t.keep != "" {
		t.keep = filepath.Join(t.keep, filepath.Join(names...))
	}
	return t
}

// fit fits by a trainer, and goes on with a fit that is in the task's folder.
func (t task) fit(ctx context.Context, trainer training.Trainer, m *training.Model, rows data.Set) error {
	trainer, err := checkpoint.Of(t.keep, trainer, "fit")
	if err != nil {
		return err
	}
	_, err = trainer.Fit(ctx, m, rows, t.epochs)
	return err
}

// ensemble does so for several networks from a solver that has made no step.
func (t task) ensemble(ctx context.Context, e bnn.Ensemble, m *training.Model, rows data.Set) (err error) {
	if e.Trainer, err = checkpoint.Of(t.keep, e.Trainer, "fit"); err != nil {
		return err
	}
	_, err = e.Fit(ctx, m, rows, t.epochs)
	return err
}

// trainer fits by the given loss.
func (t task) trainer(loss losses.Loss) training.Trainer {
	return training.Trainer{Loss: loss, Solver: t.solver(), Seed: t.seed}
}

func (t task) solver() G.Solver {
	return &training.Adam{Rate: training.Cosine(t.rate, float64(t.epochs), 0)}
}

// elbo fits net by its evidence lower bound.
func (t task) elbo(ctx context.Context, m *training.Model, net training.Net) error {
	m.Net = net
	return t.fit(ctx, t.trainer(losses.ELBO{Rows: t.train.Rows()}), m, t.train)
}

// likelihood is the trainer of a network without a prior: a fifth of its rows chooses the epoch whose weights are kept, or it would
// learn the few rows there are by heart.
func (t task) likelihood() (training.Trainer, data.Set, error) {
	fit, check, err := t.train.Split(t.train.Rows()*4/5, rng.SplitAt(t.seed, "bnn/validation", 0))
	trainer := t.trainer(losses.NLL{})
	trainer.Validation = &check
	return trainer, fit, err
}

// plain fits the network without a prior.
func (t task) plain(ctx context.Context, m *training.Model) error {
	trainer, rows, err := t.likelihood()
	if err != nil {
		return err
	}
	m.Net = t.net
	return t.fit(ctx, trainer, m, rows)
}

// allWeights makes all weights independent normals, as Blundell et al. (2015) do; drawn by row.
func allWeights(net training.Net, prior bnn.Prior) training.Net {
	return bnn.Variational{Net: net, Prior: prior, Posterior: bnn.MeanField{}, Estimator: bnn.LocalReparametrization, Only: []string{"*"}}
}

// predict is what a fitted model says of rows x.
func (h method) predict(ctx context.Context, m *training.Model, x *mat.Dense) (distributions.Posterior, error) {
	if h.draws == 0 {
		return m.Predict(ctx, x)
	}
	return m.Predict(ctx, x, training.Draws(h.draws))
}

// clusterMethods make the network for cluster masses Bayesian. The prior is the same wherever there is one: N(0, 1/fan-in) for weights,
// which gives dropout its length scale. Features are never dropped: the first layer is left as it is.
func clusterMethods(draws int) []method {
	length, first := math.Sqrt(hidden), []string{"body/dense_0/*"}
	return []method{
		{"mdn", "One network", 0, func(ctx context.Context, m *training.Model, t task) error { return t.plain(ctx, m) }},
		{"bbb", "Bayes by Backprop", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, allWeights(t.net, bnn.NormalPrior{FanIn: true}))
		}},
		{"dropout", "MC dropout", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, bnn.MCDropout{Net: t.net, Rate: .1, LengthScale: length, Except: first})
		}},
		{"concrete", "Concrete dropout", draws, func(ctx context.Context, m *training.Model, t task) error {
			return t.elbo(ctx, m, bnn.ConcreteDropout{Net: t.net, LengthScale: length, Except: first})
		}},
		{"ensemble", "Ensemble of 5", 0, func(ctx context.Context, m *training.Model, t task) error {
			trainer, rows, err := t.likelihood()
			if err != nil {
				return err
			}
			m.Net, trainer.Solver = t.net, nil
			return t.ensemble(ctx, bnn.Ensemble{Trainer: trainer, Solver: t.solver()}, m, rows)
		}},
	}
}
