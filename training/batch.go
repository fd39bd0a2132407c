package training

import (
	"errors"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// batch is the loss over a number of rows, cut into shards.
type batch struct {
	at     []int // first row of each shard, and the end
	shards []*shard
	sums   []gradSum // of the shards' gradients, by draw; empty until the first step
	errs   []error

	job job
	do  func(k int) // computes shard k of the job; made once, for a function made in a step is allocated
}

// job is what compute is called with.
type job struct {
	rows       *rows
	at         []int
	seed       uint64
	step, draw int
}

// compute runs the shards over the given rows with the noise of (seed, step, draw), on all cores, and returns the mean
// loss.
func (b *batch) compute(r *rows, c *crew.Crew, at []int, seed uint64, step, draw int) (float64, error) {
	b.job = job{r, at, seed, step, draw}
	c.Run(len(b.shards), b.do)
	loss := 0.
	for _, s := range b.shards {
		loss += s.value()
	}
	return loss, errors.Join(b.errs...)
}

// shard computes shard k of the job.
func (b *batch) shard(k int) {
	j, s, lo, hi := &b.job, b.shards[k], b.at[k], b.at[k+1]
	j.rows.gather(s, j.at[lo:hi], len(j.at))
	b.errs[k] = s.run(j.seed, j.step, j.draw, lo)
}

// update stores the new values of the states, of which only a batch of one shard has any.
func (b *batch) update(p *layers.Params) {
	for _, s := range b.shards {
		for _, u := range s.updates {
			copy(graph.Bytes(p.Get(u.Path)), graph.Bytes(s.program.Value(u.Value)))
		}
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
