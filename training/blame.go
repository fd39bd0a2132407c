package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// blame finds what is not finite: among the weights as the rows meet them, in the loss of a row, or in the gradient.
func (r *run) blame(b *batch, loss float64) error {
	if r.shared != nil {
		if err := r.shared.forward.Finite(); err != nil {
			return fmt.Errorf("the weights, or their penalty, are not finite: %w", err)
		}
	}
	if err := b.blame(); err != nil {
		return err
	}
	if r.shared != nil {
		if err := r.shared.back.Finite(); err != nil {
			return fmt.Errorf("the gradient of the weights is not finite: %w", err)
		}
	}
	return overflow(loss)
}

// blame finds the first row with a non-finite loss and says where in the network it came from; nil if every value is
// finite. Programs hold the last round: the batch that compute was last called with is computed again, shard by shard.
func (b *batch) blame() error {
	for k, place := range b.order {
		p := b.places[place].programs
		s := p.take()
		err := b.blameShard(s, k)
		p.put(s)
		if err != nil {
			return err
		}
	}
	return nil
}

// blameShard computes shard k by a program of its place.
func (b *batch) blameShard(s *shard, k int) error {
	if err := b.run(s, k); err != nil {
		return err
	}
	err := s.program.Finite()
	if err == nil {
		return nil
	}
	if i := s.badRow(); i >= 0 {
		r, row := b.job.rows, b.job.at[b.at[k]+i]
		if e := (*graph.NonFiniteError)(nil); errors.As(err, &e) && e.Row == i {
			e.Row = r.from(row) // of the training rows, not of this part of the batch
		}
		return fmt.Errorf("the loss of row %d is not finite (%s): %w", r.from(row), r.describe(row), err)
	}
	return fmt.Errorf("the gradient is not finite: %w", err)
}

func overflow(loss float64) error {
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
		y = append(y, r.target(i, j))
	}
	return fmt.Sprintf("target %.6g after scaling", y)
}

func element(v G.Value, i int) float64 {
	if v.Dtype() == tensor.Float64 {
		return ops.Data[float64](v)[i]
	}
	return float64(ops.Data[float32](v)[i])
}
