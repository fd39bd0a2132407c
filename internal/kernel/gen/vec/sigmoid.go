package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// negative is the mask of the lanes with the sign bit.
func negative(x V) V {
	if !m.wide {
		return x // blends look at the sign bit alone
	}
	v := make(V, m.unroll)
	for i := range v {
		k := newMask()
		pick(VPMOVD2M, VPMOVQ2M)(x[i], k)
		v[i] = k
	}
	return v
}

// sigmoid is 1/(1+z) for x >= 0 and z/(1+z) below, with z = e^-|x|.
func sigmoid(x V) V {
	z := expNegative(or(x, signBit()))
	w := add(num(1), z)
	q := div(choose(negative(x), z, num(1)), w)
	return nfma(mul(q, sub(z, sub(w, num(1)))), reciprocal(w), q)
}

// reciprocal is 1/w to 5% for w in [1, 2]: enough for the correction of a quotient by what rounding w has lost.
func reciprocal(w V) V { return nfma(w, num(.4857), num(1.4571)) }

// log1pExp is log(1 + e^-|x|).
func log1pExp(x V) V {
	u := expNegative(or(x, signBit()))
	if m.double { // as joinLog with k = 0 and a longer series: u is not above 1
		s := div(u, add(num(2), u))
		w := mul(s, s)
		h := mul(mul(u, u), num(.5))
		return sub(u, nfma(s, fma(w, poly(w, atanhTailWide), h), h))
	}
	return fma(mul(u, u), horner(u, log1pTail32), u) // in even and odd powers it would cancel
}

// softplus is max(x, 0) + log(1 + e^-|x|).
func softplus(x V) V { return add(log1pExp(x), vmax(zero(), x)) }

// logSigmoid is min(x, 0) - log(1 + e^-|x|).
func logSigmoid(x V) V { return sub(vmin(zero(), x), log1pExp(x)) }

// tanh is x + x^3 P(x^2) near 0 and 1 - 2/(e^2|x| + 1) with the sign of x elsewhere.
func tanh(x V) V {
	tail, end := tanhTail32, 10.
	if m.double {
		tail, end = tanhTail64, 22
	}
	a := magnitude(x)
	c := vmin(num(end), a)
	far := sub(num(1), div(num(2), add(expModerate(add(c, c)), num(1))))
	z := mul(x, x)
	near := fma(mul(x, z), poly(z, tail), x)
	return or(choose(cmp(less, a, num(.625)), near, far), sign(x)) // -0 too
}

// silu is x/(1 + e^-x). Below 0 it is x e^x/(1 + e^x), where 2^n is applied in two steps, the second one last: e^x alone
// may be subnormal.
func silu(x V) V {
	f := own()
	n, r, _ := reduceExp(vmax(num(f.exp[0]-16), or(x, signBit())))
	p := add(expm1Near(r, f.expTail), num(1))
	first, second := halves(n)
	p = mul(p, first)
	minus := negative(x)
	w := fma(p, second, num(1))
	lost := fma(p, second, sub(num(1), w))
	a, b := choose(minus, vmax(num(f.exp[0]-16), x), x), choose(minus, p, num(1))
	top := mul(a, b)
	q := div(top, w)
	q = fma(sub(fms(a, b, top), mul(q, lost)), reciprocal(w), q)
	return mul(choose(cmp(equal, q, q), q, x), choose(minus, second, num(1)))
}
