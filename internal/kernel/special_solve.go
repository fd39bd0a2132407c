package kernel

import "math"

// solveTail is the t at which the logarithm of a tail is l, from a start: curve gives it with its slope, of one sign, and its
// second derivative. In the logarithm of a gamma variable or the logit of a beta one these curves are concave, so that Newton's
// method converges from anywhere; Halley's steps within a bracket take some 3 here. 100 steps at most; NaN if the curve is.
func solveTail(l, t float64, curve func(t float64) (y, slope, bend float64)) float64 {
	lo, hi := math.Inf(-1), math.Inf(1)
	for range 100 {
		y, slope, bend := curve(t)
		off := y - l
		switch {
		case off == 0:
			return t
		case off != off:
			return off
		}
		if off < 0 == (slope > 0) {
			lo = t
		} else {
			hi = t
		}
		step := -off / slope
		step /= min(max(1+step*bend/(2*slope), .5), 2)
		if math.Abs(step)*(1+math.Abs(slope)+math.Abs(bend/slope)) <= 1e-5 { // not where the curve is flat, and step is infinite
			return t + step // a step more would be its cube
		}
		if math.Abs(step) <= 0x1p-51*math.Abs(t) { // the rounding of t, however many of y's that is on a steep curve
			return t + step
		}
		t = inBracket(t, t+step, lo, hi)
	}
	return t
}

// inBracket is next if it is inside, otherwise the middle, or some way out where an end is open.
func inBracket(t, next, lo, hi float64) float64 {
	switch {
	case lo < next && next < hi:
		return next
	case math.IsInf(lo, -1):
		return t - 2 - math.Abs(t)
	case math.IsInf(hi, 1):
		return t + 2 + math.Abs(t)
	}
	return lo + (hi-lo)/2
}
