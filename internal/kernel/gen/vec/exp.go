package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/reg"
)

// format is what the algorithms need to know of float32 and float64.
type format struct {
	fraction uint64     // bits of the fraction
	bias     uint64     // of the exponent
	shift    float64    // added to an integer k of small magnitude it leaves k + bias in the low bits
	ln2      [2]float64 // whose first part times an exponent is exact
	exp      [2]float64 // e^x is 0 below and infinite above
	expTail  []float64
	logMin   uint64 // bits of sqrt(1/2)
	tiny     float64
}

var (
	single = format{
		fraction: 23, bias: 127, shift: 0x1.8p23 + 127, ln2: [2]float64{0.693359375, -2.12194440e-4},
		exp: [2]float64{-104, 89}, expTail: expTail32,
		logMin: 0x3f3504f3, tiny: 0x1p-126,
	}
	double = format{
		fraction: 52, bias: 1023, shift: 0x1.8p52 + 1023, ln2: [2]float64{0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45},
		exp: [2]float64{-746, 710}, expTail: expTail64,
		logMin: 0x3fe6a09e667f3bcd, tiny: 0x1p-1022,
	}
)

// own is the format of the lanes.
func own() format {
	if m.double {
		return double
	}
	return single
}

// reduceExp gives n and r with x = n log 2 + r, |r| <= log(2)/2, and n again with the bias in its low bits.
func reduceExp(x V) (n, r, biased V) {
	f := own()
	biased = fma(x, num(math.Log2E), num(f.shift))
	n = sub(biased, num(f.shift))
	r = nfma(n, num(f.ln2[0]), x)
	r = nfma(n, num(f.ln2[1]), r)
	return n, r, biased
}

// expm1Near is e^r - 1 for |r| <= log(2)/2.
func expm1Near(r V, tail []float64) V { return fma(mul(r, r), poly(r, tail), r) }

// power is 2^n from n with its bias in the low bits, for normal 2^n.
func power(biased V) V { return shl(own().fraction, biased) }

// scale is p 2^n, rounded once where that is subnormal. AVX2 multiplies by two powers: 2^n alone may not be a number.
func scale(p, n V) V {
	if m.wide {
		return each(func(i int, d Register) { pick(VSCALEFPS, VSCALEFPD)(n[i], in(p, i), d) })
	}
	first, second := halves(n)
	return mul(mul(p, first), second)
}

// halves are two powers of 2 whose product is 2^n.
func halves(n V) (first, second V) {
	shift := num(own().shift)
	t := fma(n, num(.5), shift)
	return power(t), power(add(sub(n, sub(t, shift)), shift))
}

// exp is e^x.
func exp(x V) V {
	f := own()
	x = vmax(num(f.exp[0]), vmin(num(f.exp[1]), x)) // in this order NaN passes
	n, r, _ := reduceExp(x)
	return scale(add(expm1Near(r, f.expTail), num(1)), n)
}

// expNegative is e^x for x <= 0.
func expNegative(x V) V { return expNegativeBy(x, own().expTail) }

// expNegativeBy is expNegative by the polynomial tail.
func expNegativeBy(x V, tail []float64) V {
	n, r, _ := reduceExp(vmax(num(own().exp[0]), x))
	return scale(add(expm1Near(r, tail), num(1)), n)
}

// expModerate is e^x where e^x is a normal number.
func expModerate(x V) V {
	_, r, biased := reduceExp(x)
	return mul(add(expm1Near(r, own().expTail), num(1)), power(biased))
}

// expm1 is e^x - 1 = 2^n (e^r - 1) + (2^n - 1). The largest n is one too large for 2^n to be a number.
func expm1(x V) V {
	f := own()
	sx := sign(x)
	x = vmax(num(-50), vmin(num(f.exp[1]), x))
	n, r, _ := reduceExp(x)
	top := num(float64(f.bias))
	s := power(add(vmin(top, n), num(f.shift)))
	y := fma(expm1Near(r, f.expTail), s, sub(s, num(1)))
	y = add(y, keep(cmp(greater, n, top), y))
	return or(y, sx) // -0
}
