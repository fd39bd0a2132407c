package density

import (
	"math"
	"slices"
)

// peaks are the heaviest integers of the blocks, along each of which the mass rises and then falls; the lowest of equals. All are climbed
// together: one at a time the calls, not the masses, take a second for thousands of blocks.
func (r *integerRow) peaks() []float64 {
	lo, hi := r.feet()
	var ask, out []float64
	for {
		ask = ask[:0]
		for k := range lo {
			if middle, ok := halfway(lo[k], hi[k]); ok {
				ask = append(ask, middle, following(middle))
			}
		}
		if len(ask) == 0 {
			return lo
		}
		out = slices.Grow(out[:0], len(ask))[:len(ask)]
		r.logMass(ask, out)
		at := 0
		for k := range lo {
			if _, ok := halfway(lo[k], hi[k]); !ok {
				continue
			}
			if out[at] >= out[at+1] {
				hi[k] = ask[at]
			} else {
				lo[k] = ask[at+1]
			}
			at += 2
		}
	}
}

// feet are what is left of each block to climb: of all but a few only the first or the last integer, since the mass falls from the one
// or rises to the other. Where two neighbours weigh the same nothing is said.
func (r *integerRow) feet() (lo, hi []float64) {
	n := len(r.blocks)
	lo, hi = make([]float64, n), make([]float64, n)
	beside, out := make([]float64, 0, 2*n), make([]float64, 2*n)
	for _, b := range r.blocks {
		beside = append(beside, following(b.first), preceding(b.last()))
	}
	r.logMass(beside, out)
	for k, b := range r.blocks {
		lo[k], hi[k] = b.first, b.last()
		switch {
		case !(lo[k] < hi[k]):
		case out[2*k] < b.lo:
			hi[k] = lo[k]
		case out[2*k+1] < b.hi:
			lo[k] = hi[k]
		}
	}
	return lo, hi
}

// crossing is the last integer at or above level on the way from in, which is, with log-mass top, to out, which is not, with log-mass
// foot. Along a block the log-mass is next to a straight line, so the secant comes next to it; every third step
// halves what is left, should the line bend.
func (r *integerRow) crossing(in, out, level, top, foot float64) float64 {
	above, below := top-level, foot-level
	for step := 1; ; step++ {
		middle, ok := halfway(min(in, out), max(in, out))
		if !ok {
			return in
		}
		if at := math.Round(in + (out-in)*(above/(above-below))); step%3 != 0 && at > min(in, out) && at < max(in, out) {
			middle = at
		}
		next := towards(middle, out)
		switch here, there := r.at2(middle, next); {
		case here >= level && there < level:
			return middle
		case here >= level:
			in, above = next, there-level
		default:
			out, below = middle, here-level
		}
	}
}

// at2 is at of two integers, in one call.
func (r *integerRow) at2(a, b float64) (la, lb float64) {
	in, out := [2]float64{a, b}, [2]float64{}
	r.logMass(in[:], out[:])
	return out[0] - r.AtomRow.logMass, out[1] - r.AtomRow.logMass
}

// towards is the next integer that is a float on the way to out.
func towards(y, out float64) float64 {
	if out > y {
		return following(y)
	}
	return preceding(y)
}

// preceding is the integer before, of those that are floats.
func preceding(y float64) float64 { return -following(-y) }
