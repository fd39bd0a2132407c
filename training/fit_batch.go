package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// batch is the loss over a number of rows, cut into shards, which run in rounds.
type batch struct {
	at     []int     // first row of each shard, and the end
	order  []int     // the place of each shard
	places []*place  // those of a round, for each size of shard
	sums   []gradSum // of the places' gradients, by draw; empty until the first step
	errs   []error

	job job
	do  func(k int) // computes shard k of the round; made once, for a function made in a step is allocated
}

// place is what shards leave behind, one in each round, and the programs that compute them.
type place struct {
	programs *pool
	out      *graph.Outputs
	loss     G.Value
	grads    []gradient
	updates  []G.Value // new values of the states
}

// newPlace makes memory for what a program of the pool leaves.
func newPlace(p *pool) *place {
	s := p.take()
	defer p.put(s)
	l := &place{programs: p, out: s.program.NewOutputs()}
	s.program.Into(l.out)
	l.loss, l.grads = s.program.Value(s.loss), s.gradients()
	for _, u := range s.updates {
		l.updates = append(l.updates, s.program.Value(u.Value))
	}
	return l
}

// job is what compute is called with.
type job struct {
	rows  *rows
	at    []int
	noise noise
	first int // shard of the round
}

// noise is what the noise of a step is a function of.
type noise struct {
	seed       uint64
	step, draw int
}

// compute runs the shards over the given rows, a round after the other on all cores, and adds the gradients that each
// round leaves to sum, unless that is nil. It returns the mean loss, and the sum of the squares of the gradients.
func (b *batch) compute(r *rows, c *crew.Crew, at []int, of noise, sum gradSum) (loss, squares float64, err error) {
	for lo, n := 0, len(b.order); lo < n; lo += maxShards {
		hi := min(lo+maxShards, n)
		b.job = job{r, at, of, lo}
		c.Run(hi-lo, b.do)
		if err := errors.Join(b.errs[:hi-lo]...); err != nil {
			return 0, 0, err
		}
		for _, k := range b.order[lo:hi] {
			loss += graph.Float(b.places[k].loss)
		}
		if sum != nil {
			squares = sum.sum(c, turn{lists: b.order[lo:hi], first: lo == 0, last: hi == n})
		}
	}
	return loss, squares, nil
}

// shard computes shard k of the round.
func (b *batch) shard(k int) {
	at := b.places[b.order[b.job.first+k]]
	s := at.programs.take()
	b.errs[k] = b.run(s, b.job.first+k)
	at.programs.put(s)
}

// run computes shard k of the batch by a program of its place.
func (b *batch) run(s *shard, k int) error {
	j, lo, hi := &b.job, b.at[k], b.at[k+1]
	j.rows.gather(s, j.at[lo:hi], len(j.at))
	s.program.Into(b.places[b.order[k]].out)
	return s.run(j.noise, lo)
}

// finiteStates refuses new values of states that are infinite or no numbers: predictions would be made with them.
func (b *batch) finiteStates() error {
	first := b.places[0]
	for i, u := range first.programs.like.updates {
		if top := float64s.Peak(first.updates[i]); math.IsInf(top, 1) || math.IsNaN(top) {
			return fmt.Errorf("state %s would become %v in %v, and predictions with it: scale what is normalized there, or compute in float64", u.Path, top, first.updates[i].Dtype())
		}
	}
	return nil
}

// update stores the new values of the states, of which only a batch of one shard has any.
func (b *batch) update(p *layers.Params) {
	first := b.places[0]
	for i, u := range first.programs.like.updates {
		copy(graph.Bytes(p.Get(u.Path)), graph.Bytes(first.updates[i]))
	}
}

// gradients makes room for the gradients by the parameters of the given paths.
func gradients(p *layers.Params, paths []string) *layers.Params {
	grads := &layers.Params{}
	for _, path := range paths {
		v := p.Get(path)
		grads.Set(path, ops.NewValue(v.Dtype(), v.Shape()).(*tensor.Dense))
	}
	return grads
}
