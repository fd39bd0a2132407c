package rng

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Normal32 sets dst[i] to number first+i, standard normal: the quantile function at the word's 32 bits. The lowest bit is the sign,
// the others are p = (k+1/2) 2^-32 in (0, 1/2), so numbers reach 6.3 standard deviations on both sides, are symmetric about 0 to the
// bit, and are neither 0, infinite nor NaN. Relative error below 2e-7.
func (s Stream) Normal32(dst []float32, first uint64) {
	var w [chunk]uint32
	for len(dst) > 0 {
		n := min(chunk, len(dst))
		s.Bits(w[:n], first)
		for i, u := range w[:n] {
			z := float32(upper7((float64(u>>1) + .5) * 0x1p-32))
			dst[i] = math.Float32frombits(math.Float32bits(z) ^ u<<31)
		}
		dst, first = dst[n:], first+uint64(n)
	}
}

// Normal64 sets dst[i] to number first+i, standard normal: as Normal32 from 53 bits, reaching 8.2 standard deviations, with a
// relative error of a few ulps (gonum's mathext.NormalQuantile, after Cephes).
func (s Stream) Normal64(dst []float64, first uint64) {
	var w [chunk]uint32
	for len(dst) > 0 {
		n := min(chunk/2, len(dst))
		s.Bits(w[:2*n], 2*first)
		for i := range n {
			u := word64(w[2*i], w[2*i+1])
			z := -mathext.NormalQuantile((float64(u>>12) + .5) * 0x1p-53)
			dst[i] = math.Float64frombits(math.Float64bits(z) ^ u<<63)
		}
		dst, first = dst[n:], first+uint64(n)
	}
}

// upper7 returns the z > 0 of which a standard normal exceeds it with probability p, for 2^-34 < p < 1/2: PPND7 of Wichura (1988),
// Algorithm AS 241, good to seven figures. Its far tail (p < e^-25) is left out: 32 bits never reach it.
func upper7(p float64) float64 {
	if q := .5 - p; q <= .425 {
		r := .180625 - q*q
		return q * (((59.109374720*r+159.29113202)*r+50.434271938)*r + 3.3871327179) /
			(((67.187563600*r+78.757757664)*r+17.895169469)*r + 1)
	}
	r := math.Sqrt(-math.Log(p)) - 1.6
	return (((.17023821103*r+1.3067284816)*r+2.7568153900)*r + 1.4234372777) /
		((.12021132975*r+.73700164250)*r + 1)
}
