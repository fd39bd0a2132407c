package main

import "math"

// Sines and cosines, in lanes of float64: of float32 for |x| < 2^30, and of float64 for |x| < 2^20.

// beyond is the mask of the lanes outside (-limit, limit).
func beyond(limit float64) func(x V) V {
	return func(x V) V { return cmp(notLess, magnitude(x), num(limit)) }
}

// reduceTrig gives r = x - k pi/2 with |r| <= pi/4, and k in the low bits of count. Fused products keep r relatively
// accurate near the roots.
func reduceTrig(x V) (r, count V) {
	const shift = 0x1.8p52
	count = fma(x, num(2/math.Pi), num(shift))
	k := sub(count, num(shift))
	return nfma(k, num(6.123233995736766e-17), nfma(k, num(math.Pi/2), x)), count
}

// finer is r less the third part of k pi/2, of which reduceTrig takes two: with the first its difference from x is exact for k below 2^20
// (a multiple of 2^-53 below 1), and what the second leaves is off by k 1.5e-33, more than a rounding where r is next to 0.
func finer(r, count V) V {
	return nfma(sub(count, num(0x1.8p52)), num(-1.4973849048591698e-33), r)
}

// sinOfQuadrant is sin(r + k pi/2) by the given polynomials.
func sinOfQuadrant(r, k V, sinTail, cosTail []float64) V {
	z := mul(r, r)
	s := fma(mul(r, z), poly(z, sinTail), r)
	c := fma(mul(z, z), poly(z, cosTail), nfma(z, num(.5), num(1)))
	return xor(choose(negative(shl(63, k)), c, s), sign(shl(62, k)))
}

func sin(x V) V {
	r, k := reduceTrig(x)
	return choose(cmp(equal, x, num(0)), x, sinOfQuadrant(r, k, sinTail, cosTail)) // -0
}

func cos(x V) V {
	r, k := reduceTrig(x)
	return sinOfQuadrant(r, iadd(k, bits(1)), sinTail, cosTail)
}

// sin64 is sin for results of float64.
func sin64(x V) V {
	r, k := reduceTrig(x)
	return choose(cmp(equal, x, num(0)), x, sinOfQuadrant(finer(r, k), k, sinTail64, cosTail64))
}

// cos64 is cos for results of float64.
func cos64(x V) V {
	r, k := reduceTrig(x)
	return sinOfQuadrant(finer(r, k), iadd(k, bits(1)), sinTail64, cosTail64)
}
