package training

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/float64s"
)

// blame finds what is not finite: among the weights as the rows meet them, in the loss of a row, or in the gradient. What rows
// share may hold infinities that are right, such as a density's limit at an end of its support, so a cause that is known of a row
// comes first, and the weights are innocent of a loss that is finite.
func (r *run) blame(b *batch, loss float64) error {
	err := b.blame(r.explainer())
	if row := (*nonFinite)(nil); errors.As(err, &row) && row.known {
		return err
	}
	if finite := loss-loss == 0; r.shared != nil && !finite {
		if err := r.shared.forward.Finite(); err != nil {
			return r.explainer().of("the weights drawn, or their penalty, are not finite", err)
		}
	}
	if err != nil {
		return err
	}
	if r.shared != nil {
		if err := r.shared.back.Finite(); err != nil {
			return r.explainer().of("the gradient of the weights is not finite", err)
		}
	}
	return r.explainer().overflow(loss)
}

// blame finds the first row with a non-finite loss and says where in the network it came from; nil if every value is
// finite. Programs hold the last round: the batch that compute was last called with is computed again, shard by shard.
func (b *batch) blame(e explainer) error {
	for k, place := range b.order {
		p := b.places[place].programs
		s := p.take()
		err := b.blameShard(s, k, e)
		p.put(s)
		if err != nil {
			return err
		}
	}
	return nil
}

// blameShard computes shard k by a program of its place.
func (b *batch) blameShard(s *shard, k int, e explainer) error {
	if err := b.run(s, k); err != nil {
		return err
	}
	err := s.program.Finite()
	if err == nil {
		return nil
	}
	i := s.badRow()
	if i < 0 {
		return e.of("the gradient is not finite, though the loss is", err)
	}
	return e.row(b.job.rows, b.job.at[b.at[k]+i], s, i, err)
}

// badRow is the first row of the shard whose loss is not finite, -1 if there is none.
func (s *shard) badRow() int {
	v, err := s.program.Peek(s.per)
	if err != nil {
		return -1
	}
	for i := range v.Shape()[0] {
		if l := float64s.At(v, i); math.IsNaN(l) || math.IsInf(l, 0) {
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

// nonFinite is a message about one row at most, and what graph found.
type nonFinite struct {
	text  string
	at    error
	known bool // it is told of a row by what its numbers are
}

func (e *nonFinite) Error() string { return e.text }
func (e *nonFinite) Unwrap() error { return e.at }

// of is an error of no row, as of a gradient.
func (e explainer) of(what string, err error) error {
	at := (*graph.NonFiniteError)(nil)
	if !errors.As(err, &at) {
		return err
	}
	why := cmp.Or(e.weights(at), e.grown(), "a derivative is infinite where the value is finite, as of a root or a logarithm at 0, or too large: add a small number there, lower the rate, or set MaxNorm"+e.atRate())
	return &nonFinite{fmt.Sprintf("%s: %s; it is first %v in %s", what, why, at.Value, at.Site()), at, false}
}

// row is the error of row k of the rows, row i of a shard.
func (e explainer) row(r *rows, k int, s *shard, i int, err error) error {
	at := (*graph.NonFiniteError)(nil)
	if !errors.As(err, &at) {
		return err
	}
	if at.Row == i {
		at.Row = r.from(k) // of the training rows, not of this part of the batch
	}
	known := cmp.Or(e.weights(at), e.scaled(r, k, at), e.labels(s.q), s.why(r, k, i))
	why := cmp.Or(known, e.grown(), e.far(r, k), "an operation outside its domain, or steps that were too large: see which it is, lower the rate, or set MaxNorm"+e.atRate())
	return &nonFinite{fmt.Sprintf("the loss of row %d is not finite (%s): %s; it is first %v in %s", r.from(k), e.describe(r, k), why, at.Value, at.Site()), at, known != ""}
}

// overflow is of a loss or norm that is a sum of finite numbers.
func (e explainer) overflow(loss float64) error {
	return fmt.Errorf("the loss is %v, or the norm of its gradient overflows, though every value is finite: %s", loss,
		cmp.Or(e.grown(), "lower the rate, or set MaxNorm"+e.atRate()))
}
