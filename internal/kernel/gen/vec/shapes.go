package main

import "math"

// log1pMixed is log(1+x) for 0 <= x, to 1e-10 relative, for float32 results.
func log1pMixed(x V) V {
	w := add(num(1), x)
	lost := sub(x, sub(w, num(1))) // by w, which is f below where x is small
	k, f, _ := splitLog(w)
	f = add(f, keep(cmp(less, x, num(.25)), lost))
	s := div(f, add(num(2), f))
	q := mul(s, s)
	return fma(k, num(math.Ln2), fma(mul(s, q), poly(q, atanhTailMixed), add(s, s)))
}

// lbetaMixed is log B(a, b) for float32 results, to 1e-9 of its terms, by Stirling's formula for a and b or, below 5/2, for
// a+3 and b+3 with Gamma(a+3) = a (a+1) (a+2) Gamma(a): what grows as a log a is taken out on paper.
func lbetaMixed(a, b V) V {
	low := func(x V) V { return cmp(less, x, num(2.5)) }
	three := func(x V) V { return mul(x, mul(add(x, num(1)), add(x, num(2)))) }
	t := add(a, b)
	top := choose(either(low(a), low(b)), three(t), num(1))
	top = choose(both(low(a), low(b)), mul(top, three(add(t, num(3)))), top)
	bottom := mul(choose(low(a), three(a), num(1)), choose(low(b), three(b), num(1)))
	a, b = choose(low(a), add(a, num(3)), a), choose(low(b), add(b, num(3)), b)
	t = add(a, b)
	p, q, r := div(num(1), a), div(num(1), b), div(num(1), t)
	ratio := div(top, bottom)
	l := logMixed(mul(mul(ratio, ratio), mul(mul(p, q), t)))
	y := fma(l, num(.5), num(logSqrt2Pi))
	y = fma(p, poly(mul(p, p), stirlingMixed), y)
	y = fma(q, poly(mul(q, q), stirlingMixed), y)
	y = nfma(r, poly(mul(r, r), stirlingMixed), y)
	y = nfma(a, log1pMixed(mul(b, p)), y)
	return nfma(b, log1pMixed(mul(a, q)), y)
}

// digammaFallMixed is psi(x) - psi(x+d) for float32 results, to 1e-9 of its terms: from x+3 below 3, and there as in
// digammaMixed without the difference of logarithms.
func digammaFallMixed(x, d V) V {
	low := func() V { return cmp(less, x, num(3)) }
	t := add(x, d)
	u, v, w := mul(x, t), mul(add(x, num(1)), add(t, num(1))), mul(add(x, num(2)), add(t, num(2)))
	sum := fma(u, v, mul(w, add(u, v)))
	steps := keep(low(), div(mul(d, sum), mul(u, mul(v, w)))) // 1/x - 1/t + 1/(x+1) - 1/(t+1) + ...
	x = choose(low(), add(x, num(3)), x)
	p, q := div(num(1), x), div(num(1), add(x, d))
	h := mul(d, p)
	y := add(log1pMixed(h), steps)
	y = fma(mul(h, q), num(.5), y)
	pp, qq := mul(p, p), mul(q, q)
	y = fma(pp, poly(pp, digammaTailMixed), y)
	y = nfma(qq, poly(qq, digammaTailMixed), y)
	return neg(y)
}

// log1mExpMixed is log(1 - e^x) for float32 results: of 1 - e^x as it is from -log 2 on, of 1 and e^x apart below.
func log1mExpMixed(x V) V {
	n, r, _ := reduceExp(vmax(num(-746), vmin(num(0), x)))
	part := expm1Near(r, expTailMixed)
	whole := scale(num1(), n)
	e := fma(part, whole, whole)
	rest := fma(part, whole, sub(whole, num(1))) // e^x - 1
	near := cmp(greater, x, num(-math.Ln2))
	w := choose(near, neg(rest), sub(num(1), e))
	lost := choose(near, num(0), sub(sub(num(1), w), e))
	k, f, _ := splitLog(w)
	f = add(f, lost)
	s := div(f, add(num(2), f))
	q := mul(s, s)
	y := fma(k, num(math.Ln2), fma(mul(s, q), poly(q, atanhTailMixed), add(s, s)))
	y = choose(cmp(equal, x, num(0)), num(math.Inf(-1)), y)
	return choose(cmp(notLessEqual, x, num(0)), num(math.NaN()), y)
}

func num1() V { return mov(num(1)) }
