package main

import (
	"context"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// method is a way to fit the net.
type method struct {
	name string
	fit  func(ctx context.Context, m *training.Model, train data.Set) error
}

// methods are NUTS and what is compared with it.
func methods(effort float64) []method {
	times := func(n int) int { return max(10, int(float64(n)*effort)) }
	prior, epochs := bnn.NormalPrior{FanIn: true}, times(1000)
	elbo := losses.ELBO{Rows: n}
	bound := func(name string, net training.Net) method {
		return method{name, func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = net
			_, err := trainer(epochs, elbo).Fit(ctx, m, train, epochs)
			return err
		}}
	}
	mode := bound("", bnn.MAP{Net: net{}, Prior: prior}).fit
	return []method{
		{"NUTS", func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = net{}
			_, err := bnn.NUTS{Prior: prior, Warmup: times(500), Draws: times(500), MaxDepth: 8}.Fit(ctx, m, train)
			return err
		}},
		bound("Variational", bnn.Variational{Net: net{}}),
		bound("Variational, all weights", bnn.Variational{Net: net{}, Posterior: bnn.MeanField{}, Only: []string{"body/*", "loc/*"}}),
		bound("MCDropout", bnn.MCDropout{Net: net{}}),
		bound("ConcreteDropout", bnn.ConcreteDropout{Net: net{}}),
		{"Ensemble", func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = net{}
			t := trainer(epochs, nil)
			t.Solver = nil
			solver := &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)}
			_, err := bnn.Ensemble{Trainer: t, Solver: solver}.Fit(ctx, m, train, epochs)
			return err
		}},
		{"SWAG", func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = bnn.MAP{Net: net{}, Prior: prior}
			_, err := bnn.SWAG{Trainer: training.Trainer{Loss: elbo, Seed: 1}}.Fit(ctx, m, train, times(2000))
			return err
		}},
		{"Laplace", func(ctx context.Context, m *training.Model, train data.Set) error {
			if err := mode(ctx, m, train); err != nil {
				return err
			}
			_, err := bnn.Laplace{Precision: 20}.Fit(ctx, m, train) // that of the prior
			return err
		}},
		{"SGLD", func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = net{}
			_, err := bnn.SGLD{Prior: prior, Every: 10, Trainer: training.Trainer{Seed: 1}}.Fit(ctx, m, train, times(40_000))
			return err
		}},
		{"SGHMC", func(ctx context.Context, m *training.Model, train data.Set) error {
			m.Net = net{}
			_, err := bnn.SGHMC{Prior: prior, Cycles: 10, Every: 10, Trainer: training.Trainer{Seed: 1}}.Fit(ctx, m, train, times(40_000))
			return err
		}},
	}
}
