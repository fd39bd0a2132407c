package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
)

const (
	points = 1000 // of the pool
	start  = 10   // labels that all methods begin with
	batch  = 5    // labels bought in a round
	warmup = 100  // transitions of the chain before its draws
	draws  = 100  // of the weights
	cells  = 32   // along each side of the square, for tests and maps
)

// binary maps the activations of the hidden layer to the Bernoulli of the class.
type binary struct{}

func (binary) Forward(s *layers.Scope, h *G.Node) distributions.Distribution {
	return distributions.Bernoulli{Logits: ops.Reshape(s.Call("out", layers.Dense{Units: 1}, h), h.Shape()[0])}
}

// learner is one method at work in one repeat.
type learner struct {
	method
	seed   uint64
	pool   data.Set
	hidden waves
	known  []int // rows of the pool with their labels bought, in that order
}

func newLearner(m method, seed uint64) *learner {
	first := rng.New(seed, "activelearning/first", 0, 0).Perm(points)[:start]
	return &learner{method: m, seed: seed, pool: pool(seed, points), hidden: newWaves(seed), known: first}
}

// learn draws the weights from their posterior given what is known, by a new chain.
func (l *learner) learn(ctx context.Context, round int) (*training.Model, bnn.Diagnostics, error) {
	train := l.pool.Take(l.known)
	train.X, train.Names = l.hidden.of(train.X), nil
	m := &training.Model{Net: binary{}}
	chain := bnn.NUTS{Chains: 1, Warmup: warmup, Draws: draws, Seed: rng.Split(l.seed, fmt.Sprint("activelearning/chain/", round))}
	d, err := chain.Fit(ctx, m, train)
	return m, d, err
}

// snapshot is what a learner knew and did not know at a time.
type snapshot struct {
	known       data.Set
	information []float64 // mutual information on the lattice, nats
}

// flips are how many of the labels bought since the start are coin flips.
func (s snapshot) flips() (flips, bought int) {
	for i := start; i < s.known.Rows(); i++ {
		if coin.has(s.known.X.At(i, 0), s.known.X.At(i, 1)) {
			flips++
		}
	}
	return flips, s.known.Rows() - start
}

// run buys labels in rounds, is judged before each and at the end, and takes snapshots after the rounds that are named.
func (l *learner) run(ctx context.Context, rounds int, keep ...int) (c curve, shots []snapshot, err error) {
	square := lattice(cells)
	hiddenSquare, hiddenPool := l.hidden.of(square), l.hidden.of(l.pool.X)
	for round := 0; ; round++ {
		m, d, err := l.learn(ctx, round)
		if err != nil {
			return c, nil, err
		}
		c.RHat = append(c.RHat, stat.Mean(d.RHat, nil))
		c.Divergences += d.Divergences
		q, err := m.Predict(ctx, hiddenSquare)
		if err != nil {
			return c, nil, err
		}
		c.judge(len(l.known), q, square)
		if slices.Contains(keep, round) {
			shots = append(shots, snapshot{l.pool.Take(l.known), q.MutualInformation()})
		}
		if round == rounds {
			return c, shots, nil
		}
		if q, err = m.Predict(ctx, hiddenPool); err != nil {
			return c, nil, err
		}
		l.known = append(l.known, best(l.worth(q, l.seed, round), l.known, batch)...)
	}
}
