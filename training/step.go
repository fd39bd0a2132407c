package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
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

// sumGrads adds up the shards' gradients, in order.
func (b *batch) sumGrads(grads *layers.Params) {
	k := -1
	for _, grad := range grads.All() {
		k++
		for j, s := range b.shards {
			g := s.program.Value(s.grads[k])
			if grad.Dtype() == tensor.Float64 {
				addTo(ops.Data[float64](grad), ops.Data[float64](g), j == 0)
			} else {
				addTo(ops.Data[float32](grad), ops.Data[float32](g), j == 0)
			}
		}
	}
}

func addTo[T float32 | float64](dst, x []T, first bool) {
	if first {
		copy(dst, x)
		return
	}
	for i, v := range x {
		dst[i] += v
	}
}

// step makes one update from the given rows. The weights change only if the loss and its gradient are finite.
func (r *run) step(at []int) (loss, norm float64, err error) {
	b, err := r.batch(len(at))
	if err != nil {
		return 0, 0, err
	}
	if loss, err = b.compute(r.train, r.crew, at, r.Seed, r.steps); err != nil {
		return 0, 0, err
	}
	b.sumGrads(r.grads)
	if norm, err = ClipGlobalNorm(r.weights, r.MaxNorm); err != nil {
		return 0, 0, err
	}
	if bad := loss + norm; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return 0, 0, b.blame(loss, at)
	}
	if err := r.solver.Step(r.weights); err != nil {
		return 0, 0, fmt.Errorf("solver: %w", err)
	}
	r.steps++
	return loss, norm, nil
}

// blame finds the first shard with a non-finite value and says where it came from.
func (b *batch) blame(loss float64, at []int) error {
	for k, s := range b.shards {
		if err := s.program.Finite(); err != nil {
			return fmt.Errorf("the loss is %v: %w; the rows of this part of the batch are training rows %v", loss, err, at[b.at[k]:b.at[k+1]])
		}
	}
	return fmt.Errorf("the loss is %v, or the norm of its gradient overflows, though every value is finite: lower the rate", loss)
}
