package bnn

import (
	"context"

	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/floats"
	G "gorgonia.org/gorgonia"
)

// compile makes the sum of curvatures and the derivatives that it wants.
func (e *still) compile(s *subset, c Curvature) (sum structure, j *jacobian, err error) {
	nll := ops.Neg(e.q.LogProb(e.y))
	kron, targets, more := (*kronecker)(nil), G.Nodes{}, G.Nodes{nll}
	switch c {
	case FullCurvature, DiagonalCurvature:
		for _, slot := range s.slots {
			targets = append(targets, e.pass.Node(slot.path))
		}
		if sum = newDiagonal(s); c == FullCurvature {
			sum = newFull(s)
		}
	default:
		var seen G.Nodes
		if kron, targets, seen, err = newKronecker(e.oneRow, s, c == KroneckerReduce); err != nil {
			return nil, nil, err
		}
		sum, more = kron, append(more, seen...)
	}
	for _, row := range e.info.hessian {
		more = append(more, row...)
	}
	if j, err = e.jacobian(e.info.params, targets, more...); err != nil {
		return nil, nil, err
	}
	j.nll = nll
	if kron != nil {
		err = kron.bind(j)
	}
	return sum, j, err
}

// pour adds the information of all rows and returns the loss.
func (e *still) pour(ctx context.Context, j *jacobian, sum structure) (loss float64, err error) {
	add := e.info.adder(j, sum)
	d := len(e.xs) / len(e.ys)
	for i, y := range e.ys {
		if err := stop.Err(ctx); err != nil {
			return 0, err
		}
		x := e.xs[i*d : (i+1)*d]
		if err := j.run(x, y); err != nil {
			return 0, err
		}
		loss += floats.Sum(j.data(j.nll))
		if e.labels == nil {
			add()
			continue
		}
		for _, label := range e.labels[i] {
			if err := j.run(x, label); err != nil {
				return 0, err
			}
			add()
		}
	}
	return loss, nil
}
