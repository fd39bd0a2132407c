package solvers

import "math"

// Schedule is a solver's rate as a function of time: in epochs under a Trainer, in steps otherwise, 0 at the first
// step. At is a pure function, so a resumed run sees the rates of an uninterrupted one. A solver refuses a rate that
// is negative, infinite or NaN; the schedules here are NaN where their fields make no sense. They are structs of exported fields,
// so that a file can hold them. They follow the
// formulas of optax (constant, piecewise constant, exponential decay, cosine decay, polynomial, linear warm-up) in
// float64 arithmetic of float64 time; optax rounds its step counts to float32, so it is off by up to 1e-6. What happens
// at a time, or after so many periods, happens at the very step: a time over a period counts as a whole number, and a time
// as reached, within 4 units in the last place, because step 3 of 5 is at .6 and .6/.2 is 2.9999999999999996.
type Schedule interface {
	At(t float64) float64
}

// ScheduleFunc is a plain function as a Schedule. A file cannot hold it, unless it is registered by a name; nil is NaN.
type ScheduleFunc func(t float64) float64

// At calls the function.
func (f ScheduleFunc) At(t float64) float64 {
	if f == nil {
		return math.NaN()
	}
	return f(t)
}

var (
	_ Schedule = ScheduleFunc(nil)
	_ Schedule = ConstantSchedule{}
	_ Schedule = StepSchedule{}
	_ Schedule = ExponentialSchedule{}
	_ Schedule = CosineSchedule{}
	_ Schedule = PolynomialSchedule{}
	_ Schedule = WarmUpSchedule{}
)

// Constant is one rate at all times, a ConstantSchedule.
func Constant(rate float64) Schedule { return ConstantSchedule{rate} }

// Step is rate first before time after and rate then from there on: Step(1e-3, 5, 1e-4) is 1e-3 for t < 5. More
// pairs (after, then) may follow in any order; at time t the pair with the latest after <= t counts. It is a StepSchedule, and
// panics if a number of the last pair is missing.
func Step(first, after, then float64, more ...float64) Schedule {
	if len(more)%2 != 0 {
		panic("solvers: Step takes a first rate and pairs of time and rate")
	}
	s := StepSchedule{first, []Change{{after, then}}}
	for i := 0; i < len(more); i += 2 {
		s.Changes = append(s.Changes, Change{more[i], more[i+1]})
	}
	return s
}

// Exponential is initial factor^(t/every), an ExponentialSchedule; NaN unless every > 0 and factor > 0.
func Exponential(initial, factor, every float64) Schedule {
	return ExponentialSchedule{Initial: initial, Factor: factor, Every: every}
}

// Staircase is initial factor^floor(t/every), Exponential in jumps; NaN unless every > 0 and factor > 0.
func Staircase(initial, factor, every float64) Schedule {
	return ExponentialSchedule{Initial: initial, Factor: factor, Every: every, Stairs: true}
}

// Cosine falls from initial to final over duration along half a cosine and stays there, a CosineSchedule:
// final + (initial-final) (1 + cos(pi t/duration))/2, Loshchilov and Hutter (2017), equation 5, arXiv:1608.03983. It
// is NaN unless duration > 0.
func Cosine(initial, duration, final float64) Schedule {
	return CosineSchedule{initial, duration, final}
}

// Linear goes from initial to final over duration on a straight line and stays there, a PolynomialSchedule of power 1; NaN unless
// duration > 0.
func Linear(initial, duration, final float64) Schedule {
	return PolynomialSchedule{initial, duration, final, 1}
}

// Polynomial is final + (initial-final) (1 - t/duration)^power until duration and final from there on, a PolynomialSchedule. It is
// NaN unless duration > 0 and power > 0.
func Polynomial(initial, duration, final, power float64) Schedule {
	return PolynomialSchedule{initial, duration, final, power}
}

// WarmUp rises linearly from 0 to the initial rate of then over duration, and then follows it from its time 0, a WarmUpSchedule: at
// t it is then(0) t/duration before duration and then(t-duration) after. As in optax the very first step has rate 0.
// A duration of 0 or less is none; then must not be nil, or the rate is NaN.
func WarmUp(duration float64, then Schedule) Schedule { return WarmUpSchedule{duration, then} }
