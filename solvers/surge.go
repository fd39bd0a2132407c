package solvers

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/watch"
	"gorgonia.org/gorgonia"
)

// surge is what a step can do at most. With m an element of the running mean of gradients, or of steps, that the solver keeps
// as the moment of that number, and w a weight,
//
//	|m'| <= keep |m| + gain,  |w'| <= (1 + decay) |w| + push + pull |m'|.
//
// The bounds are loose by many orders of magnitude, which costs nothing: they stand against the largest float. So a step that
// cannot overflow, which is every one of a fit that goes well, is known beforehand by a few operations, and only another is
// made with a copy to go back to.
type surge struct {
	moment     int // -1: the solver keeps none
	keep, gain float64
	push, pull float64
	decay      float64
	largest    float64 // of the numbers that the loops multiply by
}

// reach is what no weight, and no element of the moment, is larger than after the last step of a run.
type reach struct {
	weight, moment float64
	known          bool
}

// Forget says that others may have changed the weights since the last step, as the caller of a Trainer may between two
// epochs. Step says so itself.
func (u *updates) Forget() { u.reach.known = false }

// within reports whether a step is sure to stay within the floats, and notes how far it may come.
func (u *updates) within(s surge) bool {
	if u.reach.known && u.follow(s) {
		return true
	}
	u.measure(s.moment)
	return u.follow(s)
}

func (u *updates) follow(s surge) bool {
	m := s.keep*u.reach.moment + s.gain
	w := (1+s.decay)*u.reach.weight + s.push + s.pull*m
	if !(max(m, w, s.pull, s.largest) <= u.limit()) { // also if one is NaN
		return false
	}
	u.reach.weight, u.reach.moment = w, m
	return true
}

// limit is a quarter of the largest number of the narrowest type: what is left is for rounding.
func (u *updates) limit() float64 {
	if slices.ContainsFunc(u.slots, func(s slot) bool { return single(s.dtype) }) {
		return math.MaxFloat32 / 4
	}
	return math.MaxFloat64 / 4
}

// measure finds bounds from the numbers themselves.
func (u *updates) measure(moment int) {
	u.reach = reach{known: true}
	for i := range u.slots {
		u.reach.weight += float64s.SumSquares(u.slots[i].value, 1)
		if moment >= 0 {
			u.reach.moment += float64s.SumSquares(u.slots[i].moments[moment], 1)
		}
	}
	u.reach.weight, u.reach.moment = math.Sqrt(u.reach.weight), math.Sqrt(u.reach.moment)
}

// normOf is the norm of the gradients if it is not known.
func (u *updates) normOf(norm float64) float64 {
	if !math.IsNaN(norm) {
		return norm
	}
	sum := 0.
	for i := range u.slots {
		sum += float64s.SumSquares(u.slots[i].grad, 1)
	}
	return math.Sqrt(sum)
}

// narrowest is x as the narrowest of the parameters' types has it: 0 if it is too small for it.
func (u *updates) narrowest(x float64) float64 {
	if slices.ContainsFunc(u.slots, func(s slot) bool { return single(s.dtype) }) {
		return float64(float32(x))
	}
	return x
}

// moveWatched makes a step that may overflow, and takes it back if it does.
func (u *updates) moveWatched(name string, c Cores) error {
	var all []gorgonia.Value
	for i := range u.slots {
		all = append(append(all, u.slots[i].value), u.slots[i].moments...)
	}
	w := watch.New(all)
	u.moveEach(c)
	u.Forget()
	for i := range u.slots {
		s := &u.slots[i]
		for _, v := range append([]gorgonia.Value{s.value}, s.moments...) {
			if bad, yes := watch.NonFinite(v); yes {
				w.Restore()
				rate := u.rate
				u.rate = u.before
				return refused(name, "the update at rate %.3g makes %s %v, so it was not made: lower the rate, or limit the gradient's norm (Trainer.MaxNorm, ClipGlobalNorm)", rate, s.label(i), bad)
			}
		}
	}
	return nil
}
