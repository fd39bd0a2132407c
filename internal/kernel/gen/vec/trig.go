package main

import "math"

// The functions of this file work in lanes of float64 for float32 results, for |x| < 2^30.

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

// sinOfQuadrant is sin(r + k pi/2).
func sinOfQuadrant(r, k V) V {
	z := mul(r, r)
	s := fma(mul(r, z), poly(z, sinTail), r)
	c := fma(mul(z, z), poly(z, cosTail), nfma(z, num(.5), num(1)))
	return xor(choose(negative(shl(63, k)), c, s), sign(shl(62, k)))
}

func sin(x V) V {
	r, k := reduceTrig(x)
	return choose(cmp(equal, x, num(0)), x, sinOfQuadrant(r, k)) // -0
}

func cos(x V) V {
	r, k := reduceTrig(x)
	return sinOfQuadrant(r, iadd(k, bits(1)))
}
