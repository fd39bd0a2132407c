package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gradients makes a gradient for each parameter of the given paths.
func gradients(p *layers.Params, paths []string) *layers.Params {
	grads := &layers.Params{}
	for _, path := range paths {
		v := p.Get(path)
		grads.Set(path, ops.NewValue(v.Dtype(), v.Shape()).(*tensor.Dense))
	}
	return grads
}

// batch is the step over a number of rows, cut into shards.
type batch struct {
	at     []int // first row of each shard, and the end
	shards []*shard
	grads  gradSum // nil until the first step
	errs   []error
}

// compute runs the shards over the given rows, on all cores, and returns the mean loss.
func (b *batch) compute(r *rows, c *crew.Crew, at []int, seed uint64, step int) (float64, error) {
	c.Run(len(b.shards), func(k int) {
		s, lo, hi := b.shards[k], b.at[k], b.at[k+1]
		r.gather(s, at[lo:hi], len(at))
		b.errs[k] = s.run(seed, step, lo)
	})
	loss := 0.
	for _, s := range b.shards {
		loss += s.value()
	}
	return loss, errors.Join(b.errs...)
}

// step makes one update from the given rows. The weights change only if the loss and its gradient are finite.
func (r *run) step(at []int) (loss, norm float64, err error) {
	b, err := r.batch(len(at))
	if err != nil {
		return 0, 0, err
	}
	if loss, err = b.compute(r.train, r.crew, at, r.Seed, r.model.Steps); err != nil {
		return 0, 0, err
	}
	if b.grads == nil {
		b.grads = newGradSum(r.grads, b.shards)
	}
	if norm, err = r.clip(b.grads.sum(r.crew)); err != nil {
		return 0, 0, err
	}
	if bad := loss + norm; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return 0, 0, b.blame(r.train, loss, at)
	}
	if err := r.solver.Step(r.weights); err != nil {
		return 0, 0, fmt.Errorf("solver: %w", err)
	}
	r.model.Steps++
	if r.mean != nil {
		r.average()
	}
	return loss, norm, nil
}

// blame finds the first row with a non-finite loss and says where in the network it came from.
func (b *batch) blame(r *rows, loss float64, at []int) error {
	for k, s := range b.shards {
		err := s.program.Finite()
		if err == nil {
			continue
		}
		if i := s.badRow(); i >= 0 {
			row := at[b.at[k]+i]
			if e := (*graph.NonFiniteError)(nil); errors.As(err, &e) && e.Row == i {
				e.Row = r.from(row) // of the training rows, not of this part of the batch
			}
			return fmt.Errorf("the loss of row %d is not finite (%s): %w", r.from(row), r.describe(row), err)
		}
		return fmt.Errorf("the gradient is not finite: %w", err)
	}
	return fmt.Errorf("the loss is %v, or the norm of its gradient overflows, though every value is finite: lower the rate", loss)
}

// badRow is the first row of the shard whose loss is not finite, -1 if there is none.
func (s *shard) badRow() int {
	v, err := s.program.Peek(s.per)
	if err != nil {
		return -1
	}
	for i := range v.Shape()[0] {
		if l := element(v, i); math.IsNaN(l) || math.IsInf(l, 0) {
			return i
		}
	}
	return -1
}

// from is the row of the caller's set that row i was.
func (r *rows) from(i int) int {
	if r.origin != nil {
		return r.origin[i]
	}
	return i
}

// describe writes a row's target in the network's units, where it may have left a support.
func (r *rows) describe(i int) string {
	var y []float64
	for j := range r.targets {
		y = append(y, element(r.y, i*r.targets+j))
	}
	return fmt.Sprintf("target %.6g after scaling", y)
}

func element(v G.Value, i int) float64 {
	if v.Dtype() == tensor.Float64 {
		return ops.Data[float64](v)[i]
	}
	return float64(ops.Data[float32](v)[i])
}
