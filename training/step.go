package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// step makes one update from the given rows. The weights change only if the loss and its gradient are finite.
func (r *run) step(at []int) (loss, norm float64, err error) {
	b, err := r.batch(len(at))
	if err != nil {
		return 0, 0, err
	}
	if err := r.objective.begin(r.time(), len(at)); err != nil {
		return 0, 0, err
	}
	squares := 0.
	for k := range r.draws {
		if squares, err = r.draw(b, at, k); err != nil {
			return 0, 0, err
		}
	}
	loss, scales := r.objective.end()
	if r.combine != nil {
		squares = r.combine.sum(r.crew, scales)
	}
	if norm, err = r.clip(squares); err != nil {
		return 0, 0, err
	}
	if bad := loss + norm; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return 0, 0, r.blame(b, loss, at)
	}
	if err := r.solver.Step(r.weights); err != nil {
		return 0, 0, fmt.Errorf("solver: %w", err)
	}
	b.update(r.model.Params)
	r.model.Steps++
	if r.mean != nil {
		r.average()
	}
	return loss, norm, nil
}

// time is how many epochs the model has been fitted.
func (r *run) time() float64 { return float64(r.model.Steps) / float64(r.stepsPerEpoch()) }

// draw computes the loss and its gradient under draw k of the weights, and returns the square of the gradient's norm.
func (r *run) draw(b *batch, at []int, k int) (squares float64, err error) {
	s := r.shared
	if s != nil {
		if err := s.run(r.Seed, r.model.Steps, k); err != nil {
			return 0, err
		}
	}
	mean, err := b.compute(r.train, r.crew, at, r.Seed, r.model.Steps, k)
	if err != nil {
		return 0, err
	}
	if len(b.sums) == 0 {
		b.sums = r.sums(b)
	}
	if s == nil {
		r.objective.add(mean, 0, 0)
		return b.sums[k].sum(r.crew, nil), nil
	}
	b.sums[0].sum(r.crew, nil)
	if err := s.differentiate(r.objective.cross, r.objective.entropy); err != nil {
		return 0, err
	}
	r.objective.add(s.penalty(mean))
	return r.back[k].sum(r.crew, nil), nil
}

// sums prepares the sums of a batch's gradients: into what the shards share, or by draw into the parameters'.
func (r *run) sums(b *batch) (sums []gradSum) {
	var from [][]G.Value
	for _, s := range b.shards {
		var list []G.Value
		for _, g := range s.grads {
			list = append(list, s.program.Value(g))
		}
		from = append(from, list)
	}
	if r.shared != nil {
		return []gradSum{newGradSum(r.shared.learn, from)}
	}
	for _, grads := range r.drawn {
		sums = append(sums, newGradSum(tensorsOf(grads, r.learn), from))
	}
	return sums
}

// tensorsOf lists the tensors of the given paths.
func tensorsOf(p *layers.Params, paths []string) (vs []G.Value) {
	for _, path := range paths {
		vs = append(vs, p.Get(path))
	}
	return vs
}

// blame finds what is not finite: among the weights as the rows meet them, in the loss of a row, or in the gradient.
func (r *run) blame(b *batch, loss float64, at []int) error {
	if r.shared != nil {
		if err := r.shared.forward.Finite(); err != nil {
			return fmt.Errorf("the weights, or their penalty, are not finite: %w", err)
		}
	}
	if err := b.blame(r.train, loss, at); err != nil {
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
// finite.
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
	return nil
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
