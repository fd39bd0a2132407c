package main

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

const (
	points = 1000 // of the pool
	start  = 10   // labels that all methods begin with
	batch  = 5    // labels bought in a round
	steps  = 500  // of each training
	draws  = 50   // of the weights
	cells  = 32   // along each side of the square, for tests and maps
)

// binary maps a point to the Bernoulli of its class.
type binary struct{}

func (binary) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{64, 64, 1}, Activation: layers.ReLU}, x)
	return distributions.Bernoulli{Logits: ops.Reshape(h, x.Shape()[0])}
}

// learner is one method at work from one seed.
type learner struct {
	method
	seed  uint64
	pool  data.Set
	known []int // rows of the pool with their labels bought, in that order
}

func newLearner(m method, seed uint64) *learner {
	first := rng.New(seed, "activelearning/first", 0, 0).Perm(points)[:start]
	return &learner{method: m, seed: seed, pool: pool(seed, points), known: first}
}

// learn trains a new network on what is known, all rows a step. A network that went on from the last round's would lean to the labels
// that it has known longest.
func (l *learner) learn(ctx context.Context, round int) (*training.Model, error) {
	train := l.pool.Take(l.known)
	m := &training.Model{Net: bnn.MCDropout{Net: binary{}, Rate: .1, LengthScale: .5, Except: []string{"body/dense_0/*"}}}
	t := training.Trainer{
		Loss: losses.ELBO{Rows: train.Rows()}, BatchSize: train.Rows(), Cores: 1, // each run has a core
		Solver: &training.Adam{Rate: training.Cosine(1e-2, steps, 0)}, Seed: rng.Split(l.seed, fmt.Sprint("activelearning/", round)),
	}
	_, err := t.Fit(ctx, m, train, steps)
	return m, err
}

// predict mixes the same draws for all rows that are asked in a round.
func (l *learner) predict(ctx context.Context, m *training.Model, x *mat.Dense) (distributions.Posterior, error) {
	return m.Predict(ctx, x, training.Draws(draws), training.DrawSeed(l.seed))
}

// snapshot is what a learner knew and did not know at a time.
type snapshot struct {
	known       data.Set
	information []float64 // mutual information on the lattice, nats
}

// run buys labels in rounds, is judged before each and at the end, and takes snapshots after the rounds that are named.
func (l *learner) run(ctx context.Context, rounds int, keep ...int) (c curve, shots []snapshot, err error) {
	square := lattice(cells)
	for round := 0; ; round++ {
		m, err := l.learn(ctx, round)
		if err != nil {
			return c, nil, err
		}
		q, err := l.predict(ctx, m, square)
		if err != nil {
			return c, nil, err
		}
		c.judge(len(l.known), q, square)
		for _, k := range keep {
			if k == round {
				shots = append(shots, snapshot{l.pool.Take(l.known), q.MutualInformation()})
			}
		}
		if round == rounds {
			return c, shots, nil
		}
		if q, err = l.predict(ctx, m, l.pool.X); err != nil {
			return c, nil, err
		}
		l.known = append(l.known, best(l.worth(q, l.seed, round), l.known, batch)...)
	}
}
