// Package clock compares times that are quotients of whole numbers but come as float64, as the time of a step in epochs
// does: .6/.2 is 2.9999999999999996, and a schedule that took it at its word would be one step late.
package clock

import "math"

// slack is how many units in the last place a quotient may miss a whole number by. Time, period and quotient are rounded
// by half a unit of theirs each, up to one of the quotient's: 3, and 1 for a period that has been computed.
const slack = 4

// Whole is x, or the whole number of at least 1 that x misses by no more than rounding does.
func Whole(x float64) float64 {
	if n := math.Round(x); n >= 1 && math.Abs(x-n) <= slack*ulp(n) {
		return n
	}
	return x
}

// Over is time over period, Whole.
func Over(t, period float64) float64 { return Whole(t / period) }

// Reached reports whether a time has come at time t.
func Reached(t, time float64) bool { return t >= time || time > 0 && Over(t, time) >= 1 }

// Since is how long from is ago at time t. The difference of two close times has few right digits left: 10.3 - 10.1 is
// .20000000000000107, five hundred units above .2. Times being fractions of small numbers, it is the first convergent of
// its continued fraction that rounding cannot tell from it, which by Legendre's theorem is the exact difference if the
// square of its denominator is well below 2^53/t.
func Since(t, from float64) float64 {
	d, e := t-from, slack*ulp(max(math.Abs(t), math.Abs(from)))
	if !(e < 1e-3) {
		return d
	}
	x, p0, q0, p, q := d, 0., 1., 1., 0.
	for range 40 { // of which each more than doubles q
		a := math.Round(x)
		p0, q0, p, q = p, q, a*p+p0, a*q+q0
		if math.Abs(p/q-d) <= e {
			return p/q + 0 // without the sign of -0
		}
		x = 1 / (x - a)
	}
	return d
}

// ulp is the distance from x >= 0 to the next number.
func ulp(x float64) float64 { return math.Nextafter(x, math.Inf(1)) - x }
