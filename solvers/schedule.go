package solvers

import (
	"cmp"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/clock"
)

// Schedule is a solver's rate as a function of time: in epochs under a Trainer, in steps otherwise, 0 at the first
// step. It is a pure function, so a resumed run sees the rates of an uninterrupted one. A solver refuses a rate that
// is negative, infinite or NaN; the schedules here are NaN where their arguments make no sense. They follow the
// formulas of optax (constant, piecewise constant, exponential decay, cosine decay, polynomial, linear warm-up) in
// float64 arithmetic of float64 time; optax rounds its step counts to float32, so it is off by up to 1e-6. What happens
// at a time, or after so many periods, happens at the very step: a time over a period counts as a whole number, and a time
// as reached, within 4 units in the last place, because step 3 of 5 is at .6 and .6/.2 is 2.9999999999999996.
type Schedule func(t float64) float64

// Constant is one rate at all times.
func Constant(rate float64) Schedule { return func(float64) float64 { return rate } }

// Step is rate first before time after and rate then from there on: Step(1e-3, 5, 1e-4) is 1e-3 for t < 5. More
// pairs (after, then) may follow in any order; at time t the pair with the latest after <= t counts. It panics if a
// number of the last pair is missing.
func Step(first, after, then float64, more ...float64) Schedule {
	if len(more)%2 != 0 {
		panic("solvers: Step takes a first rate and pairs of time and rate")
	}
	pairs := append([]float64{math.Inf(-1), first, after, then}, more...)
	steps := slices.Collect(slices.Chunk(pairs, 2))
	slices.SortStableFunc(steps, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })
	return func(t float64) float64 {
		rate := first
		for _, s := range steps {
			if clock.Reached(t, s[0]) {
				rate = s[1]
			}
		}
		return rate
	}
}

// Exponential is initial factor^(t/every); NaN unless every > 0 and factor > 0.
func Exponential(initial, factor, every float64) Schedule {
	return exponential(initial, factor, every, func(x float64) float64 { return x })
}

// Staircase is initial factor^floor(t/every), Exponential in jumps; NaN unless every > 0 and factor > 0.
func Staircase(initial, factor, every float64) Schedule {
	return exponential(initial, factor, every, math.Floor)
}

// Cosine falls from initial to final over duration along half a cosine and stays there:
// final + (initial-final) (1 + cos(pi t/duration))/2, Loshchilov and Hutter (2017), equation 5, arXiv:1608.03983. It
// is NaN unless duration > 0.
func Cosine(initial, duration, final float64) Schedule {
	return between(initial, duration, final, halfCosine)
}

// halfCosine is (1 + cos(pi x))/2 without the cancellation near x = 1.
func halfCosine(x float64) float64 {
	c := math.Cos(math.Pi / 2 * x)
	return c * c
}

// Linear goes from initial to final over duration on a straight line and stays there; NaN unless duration > 0.
func Linear(initial, duration, final float64) Schedule {
	return Polynomial(initial, duration, final, 1)
}

// Polynomial is final + (initial-final) (1 - t/duration)^power until duration and final from there on. It is NaN
// unless duration > 0 and power > 0.
func Polynomial(initial, duration, final, power float64) Schedule {
	if !(power > 0) {
		return Constant(math.NaN())
	}
	return between(initial, duration, final, func(x float64) float64 { return math.Pow(1-x, power) })
}

// WarmUp rises linearly from 0 to the initial rate of then over duration, and then follows it from its time 0: at t
// it is then(0) t/duration before duration and then(t-duration) after. As in optax the very first step has rate 0.
// A duration of 0 or less is none; then must not be nil, or the rate is NaN.
func WarmUp(duration float64, then Schedule) Schedule {
	if then == nil {
		return Constant(math.NaN())
	}
	duration = max(duration, 0)
	return func(t float64) float64 {
		if !clock.Reached(t, duration) {
			return then(0) * (t / duration)
		}
		return then(clock.Since(t, duration))
	}
}

func exponential(initial, factor, every float64, round func(float64) float64) Schedule {
	if !(every > 0 && factor > 0) {
		return Constant(math.NaN())
	}
	return func(t float64) float64 { return initial * math.Pow(factor, round(clock.Over(t, every))) }
}

// between is initial where part is 1 and final where it is 0; part is a function of the fraction of time passed.
func between(initial, duration, final float64, part func(float64) float64) Schedule {
	if !(duration > 0) {
		return Constant(math.NaN())
	}
	return func(t float64) float64 {
		if clock.Reached(t, duration) {
			return final
		}
		return final + (initial-final)*part(max(t, 0)/duration)
	}
}
