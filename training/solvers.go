package training

import (
	"github.com/deepprob/deepprob/solvers"
	"gorgonia.org/gorgonia"
)

// The solvers, schedules and clipping of package solvers, under the names that a Trainer's settings are written with.
type (
	Adam       = solvers.Adam
	AdamW      = solvers.AdamW
	SGD        = solvers.SGD
	RMSProp    = solvers.RMSProp
	Paced      = solvers.Paced
	Stateful   = solvers.Stateful
	State      = solvers.State
	ParamState = solvers.ParamState
	Schedule   = solvers.Schedule

	// ScheduleFunc is a plain function as a Schedule, which a file can hold only by a registered name.
	ScheduleFunc = solvers.ScheduleFunc
)

// Constant is solvers.Constant: one rate at all times.
func Constant(rate float64) Schedule { return solvers.Constant(rate) }

// Step is solvers.Step: rate first before time after and rate then from there on, and more such pairs.
func Step(first, after, then float64, more ...float64) Schedule {
	return solvers.Step(first, after, then, more...)
}

// Exponential is solvers.Exponential: initial factor^(t/every).
func Exponential(initial, factor, every float64) Schedule {
	return solvers.Exponential(initial, factor, every)
}

// Staircase is solvers.Staircase: initial factor^floor(t/every).
func Staircase(initial, factor, every float64) Schedule {
	return solvers.Staircase(initial, factor, every)
}

// Cosine is solvers.Cosine: from initial to final over duration along half a cosine.
func Cosine(initial, duration, final float64) Schedule {
	return solvers.Cosine(initial, duration, final)
}

// Linear is solvers.Linear: from initial to final over duration on a straight line.
func Linear(initial, duration, final float64) Schedule {
	return solvers.Linear(initial, duration, final)
}

// Polynomial is solvers.Polynomial: from initial to final over duration along a power.
func Polynomial(initial, duration, final, power float64) Schedule {
	return solvers.Polynomial(initial, duration, final, power)
}

// WarmUp is solvers.WarmUp: a linear rise from 0 over duration, and then another schedule.
func WarmUp(duration float64, then Schedule) Schedule { return solvers.WarmUp(duration, then) }

// ClipGlobalNorm is solvers.ClipGlobalNorm: it scales all gradients together down to a norm, and returns what it was.
func ClipGlobalNorm(params []gorgonia.ValueGrad, limit float64) (norm float64, err error) {
	return solvers.ClipGlobalNorm(params, limit)
}

// GlobalNorm is solvers.GlobalNorm: the root of the sum of the squares of all gradients.
func GlobalNorm(params []gorgonia.ValueGrad) (float64, error) { return solvers.GlobalNorm(params) }
