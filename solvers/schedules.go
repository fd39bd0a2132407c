package solvers

import (
	"math"

	"github.com/deepprob/deepprob/internal/clock"
)

// ConstantSchedule is what Constant makes.
type ConstantSchedule struct{ Rate float64 }

// At is the rate.
func (s ConstantSchedule) At(float64) float64 { return s.Rate }

// StepSchedule is what Step makes: First until the changes come, in any order of them. Of those that have come the latest counts,
// and of two at one time the one that stands later.
type StepSchedule struct {
	First   float64
	Changes []Change
}

// Change is a Rate from time After on.
type Change struct{ After, Rate float64 }

// At is the rate at time t.
func (s StepSchedule) At(t float64) float64 {
	rate, latest := s.First, math.Inf(-1)
	for _, c := range s.Changes {
		if c.After >= latest && clock.Reached(t, c.After) {
			rate, latest = c.Rate, c.After
		}
	}
	return rate
}

// ExponentialSchedule is what Exponential makes, and with Stairs what Staircase does.
type ExponentialSchedule struct {
	Initial, Factor, Every float64
	Stairs                 bool
}

// At is the rate at time t.
func (s ExponentialSchedule) At(t float64) float64 {
	if !(s.Every > 0 && s.Factor > 0) {
		return math.NaN()
	}
	periods := clock.Over(t, s.Every)
	if s.Stairs {
		periods = math.Floor(periods)
	}
	return s.Initial * math.Pow(s.Factor, periods)
}

// CosineSchedule is what Cosine makes.
type CosineSchedule struct{ Initial, Duration, Final float64 }

// At is the rate at time t.
func (s CosineSchedule) At(t float64) float64 {
	return between(t, s.Initial, s.Duration, s.Final, halfCosine)
}

// halfCosine is (1 + cos(pi x))/2 without the cancellation near x = 1.
func halfCosine(x float64) float64 {
	c := math.Cos(math.Pi / 2 * x)
	return c * c
}

// PolynomialSchedule is what Polynomial makes, and of Power 1 what Linear does.
type PolynomialSchedule struct{ Initial, Duration, Final, Power float64 }

// At is the rate at time t.
func (s PolynomialSchedule) At(t float64) float64 {
	if !(s.Power > 0) {
		return math.NaN()
	}
	return between(t, s.Initial, s.Duration, s.Final, func(x float64) float64 { return math.Pow(1-x, s.Power) })
}

// WarmUpSchedule is what WarmUp makes.
type WarmUpSchedule struct {
	Duration float64
	Then     Schedule
}

// At is the rate at time t.
func (s WarmUpSchedule) At(t float64) float64 {
	if s.Then == nil {
		return math.NaN()
	}
	duration := max(s.Duration, 0)
	if !clock.Reached(t, duration) {
		return s.Then.At(0) * (t / duration)
	}
	return s.Then.At(clock.Since(t, duration))
}

// between is initial where part is 1 and final where it is 0; part is a function of the fraction of time passed.
func between(t, initial, duration, final float64, part func(float64) float64) float64 {
	switch {
	case !(duration > 0):
		return math.NaN()
	case clock.Reached(t, duration):
		return final
	}
	return final + (initial-final)*part(max(t, 0)/duration)
}
