package training

import (
	"fmt"

	"gonum.org/v1/gonum/optimize"
)

// LBFGS is the limited-memory quasi-Newton method of Liu and Nocedal (1989), of gonum's optimize, with steps that satisfy the
// strong Wolfe conditions by the search of Moré and Thuente (1994): the method of scipy's L-BFGS-B, without bounds.
type LBFGS struct {
	Memory int // steps that the curvature is taken from; 0: 15
}

func (l LBFGS) begin(z *minimizer) (descent, error) {
	if l.Memory < 0 {
		return nil, fmt.Errorf("LBFGS.Memory is %d: want a positive number, or 0 for 15", l.Memory)
	}
	if l.Memory == 0 {
		l.Memory = 15
	}
	return &quasiNewton{minimizer: z, memory: l.Memory}, nil
}

// quasiNewton is an LBFGS in progress.
type quasiNewton struct {
	*minimizer
	memory int
	of     *optimize.LBFGS // nil before the first step
	dir    []float64
}

// next searches along the method's direction, and if nothing is found there, along the gradient, from which it begins anew.
func (q *quasiNewton) next(p iterate) (lower iterate, step float64, err error) {
	at := &optimize.Location{X: p.x, F: p.loss, Gradient: p.grad}
	if q.of != nil {
		unit := q.of.NextDirection(at, q.dir)
		if lower, step, err = q.search(p, q.dir, unit); err != nil || q.lower(lower, p) {
			return lower, step, err
		}
	}
	q.of, q.dir = &optimize.LBFGS{Store: q.memory}, make([]float64, len(p.x))
	return q.search(p, q.dir, q.of.InitDirection(at, q.dir))
}
