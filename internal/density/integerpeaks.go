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
			if a, b, ok := probes(lo[k], hi[k]); ok {
				ask = append(ask, a, b)
			}
		}
		if len(ask) == 0 {
			return lo
		}
		out = slices.Grow(out[:0], len(ask))[:len(ask)]
		r.logMass(ask, out)
		at := 0
		for k := range lo {
			if a, b, ok := probes(lo[k], hi[k]); ok {
				lo[k], hi[k] = narrowed(lo[k], hi[k], a, b, out[at], out[at+1])
				at += 2
			}
		}
	}
}

// feet are what is left of each block to climb: of all but a few only the first or the last integer, the heavier one, since the mass falls
// from the one or rises to the other. Where it and its neighbour weigh the same nothing is said.
func (r *integerRow) feet() (lo, hi []float64) {
	n := len(r.blocks)
	lo, hi = make([]float64, n), make([]float64, n)
	beside, out := make([]float64, n), make([]float64, n)
	for k, b := range r.blocks {
		if beside[k] = following(b.first); b.hi > b.lo {
			beside[k] = preceding(b.last())
		}
	}
	r.logMass(beside, out)
	for k, b := range r.blocks {
		lo[k], hi[k] = b.first, b.last()
		switch {
		case !(lo[k] < hi[k]) || !(out[k] < max(b.lo, b.hi)):
		case b.hi > b.lo:
			lo[k] = hi[k]
		default:
			hi[k] = lo[k]
		}
	}
	return lo, hi
}

// crossing is the last integer at or above level on the way from in, which is, with log-mass top, to out, which is not, with log-mass
// foot. It looks at fan integers at a time: along a block the log-mass is next to a straight line, so they are about where that has the
// level; should it bend, the next are spread over what is left.
func (r *integerRow) crossing(in, out, level, top, foot float64) float64 {
	above, below := top-level, foot-level
	y, log := make([]float64, 0, fan), make([]float64, fan)
	for astray := false; ; {
		if _, ok := halfway(min(in, out), max(in, out)); !ok {
			return in
		}
		wide, share := math.Abs(out-in), above/(above-below)
		guess := !astray && wide > fan && share >= 0 && share <= 1
		if y = spread(y[:0], in, out); guess {
			y = about(y[:0], in, out, share)
		}
		r.logMass(y, log[:len(y)])
		for j, l := range log[:len(y)] {
			l -= r.AtomRow.logMass
			if !(l >= level) {
				out, below = y[j], l-level
				break
			}
			in, above = y[j], l-level
		}
		astray = guess && math.Abs(out-in) > wide/fan
	}
}

// spread appends integers that cut what is between in and out into equal parts.
func spread(dst []float64, in, out float64) []float64 {
	for j := 1.; j <= fan; j++ {
		dst = appendBetween(dst, math.Round(in+(out-in)*(j/(fan+1))), in, out)
	}
	return dst
}

// about appends the integer at a share of the way, and those at 1, 4, 16, ... on both sides.
func about(dst []float64, in, out, share float64) []float64 {
	at := math.Round(in + (out-in)*share)
	way := math.Copysign(following(math.Abs(at))-math.Abs(at), out-in)
	for d := -4096.; d <= 4096; {
		dst = appendBetween(dst, at+d*way, in, out)
		switch {
		case d == -1, d == 0:
			d++
		case d < 0:
			d /= 4
		default:
			d *= 4
		}
	}
	return dst
}

// appendBetween appends y if it is after the last and in, and before out, on the way there.
func appendBetween(dst []float64, y, in, out float64) []float64 {
	if n := len(dst); n > 0 {
		in = dst[n-1]
	}
	if in < y && y < out || in > y && y > out {
		dst = append(dst, y)
	}
	return dst
}

// preceding is the integer before, of those that are floats.
func preceding(y float64) float64 { return -following(-y) }
