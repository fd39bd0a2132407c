package solvers

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Paced is a solver whose rate follows a Schedule. A Trainer calls SetStepsPerEpoch so that the schedule's time is in
// epochs; without that call it is in steps. Adam, AdamW, SGD and RMSProp are Paced.
type Paced interface {
	gorgonia.Solver

	// SetStepsPerEpoch makes n steps one unit of the schedule's time; n below 1 counts as 1.
	SetStepsPerEpoch(n int)

	// LastRate is the rate of the last step, NaN before the first.
	LastRate() float64
}

// Stateful is a solver that can be saved between two steps and continued by another one of the same kind and
// settings: SetState(State()) changes no bit of what follows. Adam, AdamW, SGD and RMSProp are Stateful.
type Stateful interface {
	gorgonia.Solver
	State() State
	SetState(State) error
}

// updates is what the solvers here share: the clock of the schedule, and the parameters with their moments. The
// first step fixes the parameters; later steps must bring as many, of the same sizes and types, in the same order.
type updates struct {
	steps    int // updates made
	perEpoch int
	rate     float64
	before   float64 // the rate of the step before
	slots    []slot
	reach    reach
	restored *State // set by SetState, bound to the parameters by the next step

	self      *updates // what the functions below are of: a solver may be copied between steps
	stretches []stretch
	move      func(s *slot, lo, hi int) // updates elements lo to hi of a slot; made once
	job       func(k int)               // does so for stretch k; made once
	adamStep  kernel.AdamStep           // the numbers of Adam's last step
}

// slot is one parameter as a solver sees it.
type slot struct {
	name        string // as gorgonia.Namer gives it, "" without
	dtype       tensor.Dtype
	size        int
	value, grad gorgonia.Value   // of the current step
	moments     []gorgonia.Value // one a name in recipe.moments
}

// recipe is what tells one solver's bookkeeping from another's.
type recipe struct {
	name    string
	moments []string
	rate    float64 // for a nil Schedule
	squares bool    // a moment is of the gradient's squares
}

// StepError is why a solver of this package made no step. By itself it names the package; a fit, which does so too, names only
// the solver.
type StepError struct {
	Solver string
	Err    error
}

func (e *StepError) Error() string { return fmt.Sprintf("solvers: %s: %v", e.Solver, e.Err) }
func (e *StepError) Unwrap() error { return e.Err }

// refused is a StepError.
func refused(solver, format string, args ...any) error {
	return &StepError{solver, fmt.Errorf(format, args...)}
}

// SetStepsPerEpoch makes n steps one unit of the schedule's time; n below 1 counts as 1.
func (u *updates) SetStepsPerEpoch(n int) { u.perEpoch = n }

// LastRate is the rate of the last step, NaN before the first.
func (u *updates) LastRate() float64 {
	if u.slots == nil {
		return math.NaN()
	}
	return u.rate
}

// Steps is how many updates it has made.
func (u *updates) Steps() int { return u.steps }

// begin checks everything that can be wrong with a step before the first number changes, and returns its rate. Norm is that
// of all gradients, NaN if it is not known.
func (u *updates) begin(r recipe, s Schedule, params []gorgonia.ValueGrad, norm float64) (float64, error) {
	rate := r.rate
	if t := float64(u.steps) / float64(max(u.perEpoch, 1)); s != nil {
		if rate = s.At(t); !(rate >= 0) || math.IsInf(rate, 1) {
			return 0, refused(r.name, "the schedule's rate is %v at time %v, want a finite rate of at least 0", rate, t)
		}
	}
	if err := u.bind(r, params); err != nil {
		return 0, refused(r.name, "%w", err)
	}
	if r.squares {
		if err := u.squaresFit(norm); err != nil {
			return 0, refused(r.name, "%w", err)
		}
	}
	u.before, u.rate = u.rate, rate
	return rate, nil
}

// bind ties the slots to the values and gradients of this step.
func (u *updates) bind(r recipe, params []gorgonia.ValueGrad) error {
	first := u.slots == nil
	if first {
		u.slots = make([]slot, len(params))
	}
	err := u.fill(first, params)
	if err == nil && first {
		err = u.allocate(r)
	}
	if u.self != u {
		u.self, u.move = u, nil
		u.Forget()
		u.stretch()
	}
	if err != nil && first {
		u.slots = nil
	}
	return err
}

func (u *updates) fill(first bool, params []gorgonia.ValueGrad) error {
	if len(params) != len(u.slots) {
		return fmt.Errorf("the first step had %d parameters, this one has %d: a new set of parameters needs a new solver", len(u.slots), len(params))
	}
	for i, p := range params {
		value, grad, err := valueGrad(i, p)
		if err != nil {
			return err
		}
		s, size := &u.slots[i], value.Shape().TotalSize()
		if first {
			*s = slot{name: nameOf(p), dtype: value.Dtype(), size: size}
		}
		if s.size != size || s.dtype != value.Dtype() {
			return fmt.Errorf("%s had %d values of %v at the first step and has %d of %v now: a new set of parameters needs a new solver",
				label(i, p), s.size, s.dtype, size, value.Dtype())
		}
		s.value, s.grad = value, grad
	}
	return nil
}

func (u *updates) allocate(r recipe) error {
	for i := range u.slots {
		s := &u.slots[i]
		s.moments = make([]gorgonia.Value, len(r.moments))
		for j := range s.moments {
			s.moments[j] = ops.NewValue(s.dtype, s.value.Shape())
		}
	}
	if u.restored == nil {
		return nil
	}
	if err := u.restored.into(r, u.slots); err != nil {
		return err
	}
	u.restored = nil
	return nil
}

// thenZero zeroes the gradients after a step without error, as Gorgonia's solvers do because its machines accumulate into
// them. It comes after every update: gradients of two parameters may be one buffer (p+q), and zeroing it early would
// freeze the second.
func (u *updates) thenZero(err error) error {
	u.Forget() // the loop is the caller's, and so are the weights between two steps
	if err != nil {
		return err
	}
	for i := range u.slots {
		s := &u.slots[i]
		if single(s.dtype) {
			clear(ops.Data[float32](s.grad))
		} else {
			clear(ops.Data[float64](s.grad))
		}
		s.value, s.grad = nil, nil
	}
	return nil
}

// fraction returns x, or the default d for 0, and complains unless it lies in [low, 1).
func fraction(solver, field string, x, d float64) (float64, error) {
	if x == 0 {
		return d, nil
	}
	if !(x > 0 && x < 1) {
		return 0, refused(solver, "%s is %v, want a number between 0 and 1, or 0 for the default %v", field, x, d)
	}
	return x, nil
}

// positive returns x, or the default d for 0, and complains about negative and non-finite numbers.
func positive(solver, field string, x, d float64) (float64, error) {
	if x == 0 {
		return d, nil
	}
	if !(x > 0) || math.IsInf(x, 1) {
		return 0, refused(solver, "%s is %v, want a positive number, or 0 for the default %v", field, x, d)
	}
	return x, nil
}
