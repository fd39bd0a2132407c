package training

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// mostTrials is how many points a search along a line tries. Ten is many; losses that are infinite halve a step fifty times at most
// before it is lost to rounding.
const mostTrials = 100

// search looks along dir for a point that satisfies the strong Wolfe conditions, and returns it with the length of the step to it
// in units of the given one, at which it begins. If there is none it is the lowest point met, or p. From a point whose loss is not
// finite it turns back: it begins anew at a tenth of the way there, never to go further than half of it.
func (z *minimizer) search(p iterate, dir []float64, unit float64) (lowest iterate, length float64, err error) {
	slope := floats.Dot(dir, p.grad)
	if !(slope < 0) || math.IsInf(slope, -1) || !(unit > 0) || math.IsInf(unit, 1) {
		return p, 0, nil
	}
	lowest = p
	s := wolfe(0)
	op, step := s.Init(p.loss, slope, unit), unit
	for k := 0; k < mostTrials && op != optimize.MajorIteration && op != optimize.NoOperation && step > 0; k++ {
		q, err := z.along(p, dir, step)
		if err != nil {
			return lowest, 0, err
		}
		if math.IsInf(q.loss, 1) {
			s = wolfe(step / 2)
			step /= 10
			op = s.Init(p.loss, slope, step)
			continue
		}
		tried := step
		if op, step, err = s.Iterate(q.loss, floats.Dot(dir, q.grad)); z.lower(q, lowest) {
			lowest, length = q, tried/unit
		}
		if err != nil { // it can go no further, for rounding as a rule
			break
		}
	}
	return lowest, length, nil
}

// wolfe is a search that goes no further than the given step; 0 is no bound. A sufficient decrease is that of scipy, 1e-4: gonum takes
// any.
func wolfe(most float64) *optimize.MoreThuente {
	return &optimize.MoreThuente{DecreaseFactor: 1e-4, CurvatureFactor: .9, MaximumStep: most}
}

// along is the point at so many times dir from p.
func (z *minimizer) along(p iterate, dir []float64, step float64) (iterate, error) {
	x := make([]float64, len(p.x))
	return z.at(floats.AddScaledTo(x, p.x, step, dir))
}
