package distributions

import "math"

// modeColumns is what a modeRow begins with.
const modeColumns = 3

// modeRow is the mode of a row, where to ask for the slope, and minus the reciprocal of the curvature there, 0 where the slope does
// not count and NaN while that is not known; then the share of each end, by which it takes the mode along.
type modeRow []float64

// stay says that nothing moves the mode.
func (r modeRow) stay(mode float64) {
	clear(r)
	r[0] = mode
}

// beside tells that a mode is at an end, or at the last float before it.
func beside(m, end float64) bool {
	off := math.Abs(m - end)
	return off <= 0x1p-50*math.Abs(end)+1e-300 && off <= math.MaxFloat64
}

// follow adds a share for the ends at y, and tells whether there are any.
func (r modeRow) follow(ends []float64, share, y float64) bool {
	n := 0.
	for _, e := range ends {
		if beside(y, e) {
			n++
		}
	}
	for k, e := range ends {
		if beside(y, e) {
			r[modeColumns+k] += share / n
		}
	}
	return n > 0
}

// top is both derivatives of a log-density.
type top struct{ slope, bend float64 }

// near tells that the place is within a tenth of the width of a smooth top, as every mode is that is found.
func (t top) near() bool { return t.bend < 0 && t.slope*t.slope <= -.01*t.bend }

// plain tells that both are numbers of which others can be made.
func (t top) plain() bool { return math.Abs(t.slope) < 1e30 && math.Abs(t.bend) < 1e30 }

// climb is a step of Newton's.
func (r modeRow) climb(at top, lo, hi float64) {
	if y := r[1] - at.slope/at.bend; at.near() && y > lo && y < hi {
		r[0], r[1] = y, y
	}
}

// settle says what moves the mode where the derivatives are these: of a smooth top the slope, of a plateau the ends whose centre it is,
// among those of the support. Where it is neither, as at a kink that nobody tells of, there is no knowing, and it stays.
func (r modeRow) settle(at top, lo, hi float64, ends []float64) {
	r[2] = 0
	switch {
	case at.near():
		r[2] = -1 / at.bend
	case at == top{}:
		for _, e := range ends {
			if e < r[0] {
				lo = max(lo, e)
			} else if e > r[0] {
				hi = min(hi, e)
			}
		}
		if math.Abs(lo+(hi-lo)/2-r[0]) <= 1e-9*(hi-lo) && hi-lo <= math.MaxFloat64 {
			r.follow(ends, .5, lo)
			r.follow(ends, .5, hi)
		}
	}
}
