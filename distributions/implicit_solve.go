package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxQuantileSteps bounds the search: halving the floats between two numbers takes 64 steps, and Newton's every other one.
const maxQuantileSteps = 200

// quantileSearch is the search for one element: F(z) = Phi(noise) lies between lo and hi.
type quantileSearch struct {
	noise, goal float64 // goal: log Phi(-|noise|)
	z, lo, hi   float64
	reach       float64 // the next step beyond all that was seen
	last        float64 // size of the last step
	done        bool
}

// solve returns the z of each noise. An element with a NaN is NaN.
func (s *quantileSolver) solve(noise []float64, params []G.Value) []float64 {
	search := s.begin(noise, params)
	y := ops.NewValue(tensor.Float64, s.shape)
	z := ops.Data[float64](y)
	in := append(slices.Clone(params), y)
	for range maxQuantileSteps {
		busy := false
		for i := range search {
			z[i] = search[i].z
			busy = busy || !search[i].done
		}
		if !busy {
			break
		}
		err := s.at.Run(in, func(out []G.Value) error {
			below, above, density := ops.Data[float64](out[0]), ops.Data[float64](out[1]), ops.Data[float64](out[2])
			for i := range search {
				search[i].step(below[i], above[i], density[i])
			}
			return nil
		})
		if err != nil { // the formulas are those of nodes that were built before
			fill(z, math.NaN())
			break
		}
	}
	return slices.Clone(z)
}

// begin is where each search starts: the mean and as many standard deviations from it as the noise says, or 0.
func (s *quantileSolver) begin(noise []float64, params []G.Value) []quantileSearch {
	search := make([]quantileSearch, len(noise))
	var start [4][]float64
	err := s.start.Run(params, func(out []G.Value) error {
		for k, v := range out {
			start[k] = slices.Clone(ops.Data[float64](v))
		}
		return nil
	})
	at, width, lo, hi := start[0], start[1], start[2], start[3]
	if err != nil {
		fill(noise, math.NaN())
		at, width, lo, hi = noise, noise, noise, noise
	}
	for i, e := range noise {
		q := quantileSearch{noise: e, goal: kernel.LogNormalCDF64(-math.Abs(e)), lo: lo[i], hi: hi[i], last: math.Inf(1)}
		if !(math.Abs(at[i]) <= math.MaxFloat64) {
			at[i] = 0
		}
		if !(width[i] > 0 && width[i] <= math.MaxFloat64) {
			width[i] = max(1, math.Abs(at[i]))
		}
		q.reach = width[i] * (1 + math.Abs(e))
		if q.z = at[i] + width[i]*e; !(q.z > q.lo && q.z < q.hi) {
			q.z = interior(q.lo, q.hi)
		}
		switch {
		case e != e:
			q.z, q.done = e, true
		case math.IsInf(e, -1):
			q.z, q.done = q.lo, true
		case math.IsInf(e, 1):
			q.z, q.done = q.hi, true
		}
		search[i] = q
	}
	return search
}

// step narrows the search by log F, log S and log p at z: g is how far the logarithm of the smaller tail is from its goal, and
// grows with z.
func (q *quantileSearch) step(below, above, density float64) {
	if q.done {
		return
	}
	g, tail := below-q.goal, below
	if q.noise > 0 {
		g, tail = q.goal-above, above
	}
	switch {
	case g != g:
		q.z, q.done = math.NaN(), true
		return
	case g == 0:
		q.done = true
		return
	case g < 0:
		q.lo = q.z
	default:
		q.hi = q.z
	}
	next := q.z - g*math.Exp(tail-density)
	inside := next > q.lo && next < q.hi
	if math.Abs(g) <= 0x1p-52*(1+math.Abs(q.goal)) { // what g itself is rounded to
		if q.done = true; inside {
			q.z = next
		}
		return
	}
	switch {
	case !inside:
		next = q.between()
	case math.IsInf(q.lo, 0) || math.IsInf(q.hi, 0): // a first step of Newton's may go anywhere
		next = min(max(next, q.z-q.reach), q.z+q.reach)
		q.reach *= 4
	case math.Abs(next-q.z) > q.last/2: // it may also crawl, or go round in circles
		next = q.between()
	}
	q.last = math.Abs(next - q.z)
	q.done = q.last <= 0x1p-53*math.Abs(q.z) || next == q.lo || next == q.hi
	q.z = next
}

// between is a number inside the bracket: beyond all that was seen, or the middle, of the floats where the ends differ much.
func (q *quantileSearch) between() float64 {
	q.reach *= 4
	switch {
	case math.IsInf(q.lo, -1) && math.IsInf(q.hi, 1):
		return q.z
	case math.IsInf(q.lo, -1):
		return max(q.hi-q.reach, -math.MaxFloat64)
	case math.IsInf(q.hi, 1):
		return min(q.lo+q.reach, math.MaxFloat64)
	case q.lo > 0 && q.hi > 16*q.lo || q.hi < 0 && q.lo < 16*q.hi || q.lo < 0 && q.hi > 0 || q.lo == 0 || q.hi == 0:
		return middleFloat(q.lo, q.hi)
	}
	return q.lo + (q.hi-q.lo)/2
}

// middleFloat has as many floats below it in [lo, hi] as above.
func middleFloat(lo, hi float64) float64 {
	a, b := floatOrder(lo), floatOrder(hi)
	m := a/2 + b/2 // b - a may overflow
	if m < 0 {
		return -math.Float64frombits(uint64(-m))
	}
	return math.Float64frombits(uint64(m))
}

// floatOrder numbers the floats in their order, 0 for 0.
func floatOrder(x float64) int64 {
	if x < 0 {
		return -int64(math.Float64bits(-x))
	}
	return int64(math.Float64bits(x))
}

// spreadTo repeats x of the given shape over another one.
func spreadTo(x []float64, from, to tensor.Shape) []float64 {
	out := make([]float64, to.TotalSize())
	for i := range out {
		at, left, step := 0, i, 1
		for a := len(to) - 1; a >= 0; a-- {
			k := left % to[a]
			left /= to[a]
			if b := a - len(to) + len(from); b >= 0 {
				if from[b] > 1 {
					at += k * step
				}
				step *= from[b]
			}
		}
		out[i] = x[at]
	}
	return out
}
