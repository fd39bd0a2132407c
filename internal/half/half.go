// Package half reads and writes floats of 16 bits, which files have and Go has not: IEEE 754's binary16 (sign, 5 bits of
// exponent, 10 of fraction) and bfloat16 (the upper half of a float32).
package half

import "math"

// Float64 is a number of binary16, which float64 holds exactly.
func Float64(h uint16) float64 {
	exponent, fraction := int(h>>10)&31, float64(h&1023)
	v := math.Ldexp(1024+fraction, exponent-25)
	switch {
	case exponent == 0:
		v = math.Ldexp(fraction, -24)
	case exponent == 31 && fraction == 0:
		v = math.Inf(1)
	case exponent == 31:
		return math.NaN()
	}
	if h>>15 == 1 {
		return -v
	}
	return v
}

// Cut is v in binary16 without the digits that do not fit; it inverts Float64. What is too large becomes infinite.
func Cut(v float64) uint16 {
	sign := uint16(math.Float64bits(v) >> 48 & 0x8000)
	v = math.Abs(v)
	switch {
	case math.IsNaN(v):
		return sign | 31<<10 | 1
	case v < 0x1p-14: // without an exponent
		return sign | uint16(v*0x1p24)
	case v >= 0x1p16:
		return sign | 31<<10
	}
	fraction, exponent := math.Frexp(v) // v = fraction 2^exponent, fraction in [1/2, 1)
	return sign | uint16(exponent+14)<<10 | uint16(fraction*0x1p11)&1023
}

// BFloat64 is a number of bfloat16.
func BFloat64(h uint16) float64 { return float64(math.Float32frombits(uint32(h) << 16)) }

// CutB is v in bfloat16 without the digits that do not fit.
func CutB(v float64) uint16 { return uint16(math.Float32bits(float32(v)) >> 16) }
