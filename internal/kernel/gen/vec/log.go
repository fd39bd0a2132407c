package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// splitLog gives k and f with x = 2^k (1+f), 1+f in [sqrt(1/2), sqrt(2)), for normal x > 0; k has its bias in biased.
func splitLog(x V) (k, f, biased V) {
	t := own()
	one := t.bias << t.fraction
	j := iadd(x, bits(one-t.logMin))
	biased = shr(t.fraction, j)
	whole := math.Ldexp(1, int(t.fraction)) // its low bits hold an integer
	k = sub(or(biased, num(whole)), num(whole+float64(t.bias)))
	f = sub(iadd(and(j, bits(1<<t.fraction-1)), bits(t.logMin)), num(1))
	return k, f, biased
}

// splitWide is splitLog of AVX-512 for every x: subnormal ones too, k = -Inf and f = 0 for 0, Inf and 0 for Inf, f = NaN below 0.
func splitWide(x V) (k, f V) {
	const ofZero, noSign = 0b0100, 0b1000 // -0 is as 0, and what is below has no mantissa
	whole := each(func(i int, d Register) { pick(VGETMANTPS, VGETMANTPD)(U8(ofZero|noSign), x[i], d) })
	high := cmp(greaterEqual, whole, bits(own().logMin+1<<own().fraction))
	k = each(func(i int, d Register) { pick(VGETEXPPS, VGETEXPPD)(x[i], d) })
	for i, one := range num(1) {
		pick(VADDPS_BCST, VADDPD_BCST)(one, k[i], high[i], k[i])
	}
	for i, half := range num(.5) {
		pick(VMULPS_BCST, VMULPD_BCST)(half, whole[i], high[i], whole[i])
	}
	return k, sub(whole, num(1))
}

// joinLog is k log 2 + log(1+f). Both parts of log 2 are positive, so that an infinite k stays; in float32 the first is all of it but
// 2.8e-9, a twentieth of an ulp, and the product is not rounded before the sum.
func joinLog(k, f V) V {
	z := mul(f, f)
	if !m.double {
		return fma(k, num(math.Ln2), fma(z, polySquared(f, z, logNear32), f))
	}
	ln2 := double.ln2
	// after fdlibm's log: f - f^2/2 + s (f^2/2 + R) with s = f/(2+f), 2 atanh s = 2s + s R
	s := div(f, add(num(2), f))
	w := mul(s, s)
	h := mul(z, num(.5))
	y := fma(s, add(h, mul(w, poly(w, atanhTail64))), mul(k, num(ln2[1])))
	return fma(k, num(ln2[0]), sub(f, sub(h, y)))
}

// log is log x.
func log(x V) V {
	if m.wide {
		return joinLog(splitWide(x))
	}
	t := own()
	tiny := cmp(less, x, num(t.tiny))
	up := float64(t.fraction)
	k, f, _ := splitLog(choose(tiny, mul(x, num(math.Ldexp(1, int(t.fraction)))), x))
	return limitsOfLog(joinLog(sub(k, keep(tiny, num(up))), f), x, num(0))
}

// limitsOfLog corrects y = log(x - pole) where x is not between the pole and infinity.
func limitsOfLog(y, x, pole V) V {
	y = choose(cmp(notGreaterEq, x, pole), num(math.NaN()), y)
	y = choose(cmp(equal, x, pole), num(math.Inf(-1)), y)
	return choose(cmp(equal, x, num(math.Inf(1))), x, y)
}

// log1p is log(1+x).
func log1p(x V) V {
	y := log1pInside(x)
	if m.wide { // NaN below -1 it is already
		y = choose(cmp(equal, x, num(-1)), num(math.Inf(-1)), y)
		y = choose(cmp(equal, x, num(math.Inf(1))), x, y)
	} else {
		y = limitsOfLog(y, x, num(-1))
	}
	return or(y, sign(x)) // -0
}

// log1pInside is log(1+x) for finite x > -1. What 1+x rounds away is added to f, which is x exactly where k is 0.
func log1pInside(x V) V {
	t := own()
	w := add(num(1), x)
	lost := sub(x, sub(w, num(1)))
	if m.wide {
		k, f := splitWide(w)
		return joinLog(k, add(f, scale(lost, neg(k))))
	}
	k, f, biased := splitLog(w)
	power := shl(t.fraction, isub(bits(2*t.bias), biased)) // 2^-k; the largest k give 0 and -Inf
	return joinLog(k, fma(lost, vmax(zero(), power), f))
}
