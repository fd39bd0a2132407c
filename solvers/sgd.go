package solvers

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"gorgonia.org/gorgonia"
)

// SGD is stochastic gradient descent: w = w - Rate g, where with Momentum the trace
//
//	m = g + Momentum m
//	w = w - Rate m               (Polyak 1964)
//	w = w - Rate (g + Momentum m)  with Nesterov, as in Sutskever et al. (2013), section 2
//
// takes the place of g, which becomes zero after the step as under Gorgonia's own solvers. It equals optax.sgd to
// rounding: the trace is of gradients, not of steps, so a change of Rate acts at once on all of it. Steps after the
// first allocate nothing. The zero value is ready to use, as a pointer; one SGD serves one set of parameters.
type SGD struct {
	Rate     Schedule // nil is Constant(1e-2)
	Momentum float64  // in [0, 1); 0 keeps no trace
	Nesterov bool     // no effect without Momentum

	updates
}

var (
	_ Paced    = (*SGD)(nil)
	_ Stateful = (*SGD)(nil)

	sgdRecipe      = recipe{name: "sgd", rate: 1e-2}
	momentumRecipe = recipe{name: "sgd", moments: []string{"trace"}, rate: 1e-2}
)

// Step updates every parameter once and zeroes the gradients. An error leaves all of them as they were.
func (s *SGD) Step(params []gorgonia.ValueGrad) error {
	return s.thenZero(s.StepOn(nil, params, math.NaN()))
}

// StepOn is Step for a Trainer, see Team.
func (s *SGD) StepOn(c Cores, params []gorgonia.ValueGrad, norm float64) error {
	_, err := fraction(sgdRecipe.name, "Momentum", s.Momentum, 0)
	if err != nil {
		return err
	}
	if _, err = s.begin(s.recipe(), s.Rate, params, norm); err != nil {
		return err
	}
	if s.move == nil {
		s.move = s.moveBySGD
	}
	return s.moveAll(sgdRecipe.name, c, s.surge(norm))
}

// surge is at most the rate times the gradient, or times its trace.
func (s *SGD) surge(norm float64) surge {
	norm = s.normOf(norm)
	if s.Momentum == 0 {
		return surge{moment: -1, push: s.rate * norm, largest: s.rate}
	}
	b := surge{keep: s.Momentum, gain: norm, pull: s.rate, largest: s.rate}
	if s.Nesterov {
		b.push = s.rate * norm
	}
	return b
}

// State returns a copy of what the solver carries to its next step: the moment "trace" (m) if there is Momentum.
func (s *SGD) State() State { return s.state(s.recipe()) }

// SetState makes the next step follow a state of another SGD, which had Momentum if and only if this one has.
func (s *SGD) SetState(st State) error { return s.setState(s.recipe(), st) }

func (s *SGD) recipe() recipe {
	if s.Momentum == 0 {
		return sgdRecipe
	}
	return momentumRecipe
}

func (s *SGD) moveBySGD(p *slot, lo, hi int) {
	if single(p.dtype) {
		sgdLoop(p, lo, hi, float32(s.rate), float32(s.Momentum), s.Nesterov)
	} else {
		sgdLoop(p, lo, hi, s.rate, s.Momentum, s.Nesterov)
	}
}

func sgdLoop[T float32 | float64](p *slot, lo, hi int, rate, momentum T, nesterov bool) {
	w, g := numbers[T](p.value, lo, hi), numbers[T](p.grad, lo, hi)
	switch {
	case momentum == 0:
		kernel.SGD(w, g, rate)
	case nesterov: // against the trace as the next step would decay it
		kernel.Nesterov(w, numbers[T](p.moments[0], lo, hi), g, rate, momentum)
	default:
		kernel.Momentum(w, numbers[T](p.moments[0], lo, hi), g, rate, momentum)
	}
}
