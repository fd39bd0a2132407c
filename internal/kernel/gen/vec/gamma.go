package main

import "math"

const logSqrt2Pi = 0.91893853320467274178

// logMixed is log x to 1e-10, for float32 results: x is a normal float64.
func logMixed(x V) V {
	k, f, _ := splitLog(x)
	s := div(f, add(num(2), f))
	w := mul(s, s)
	return fma(k, num(math.Ln2), fma(mul(s, w), poly(w, atanhTailMixed), add(s, s)))
}

// positive is the domain of the functions of this file: what is not between the limits is outside.
func positive(above, below float64) func(x V) V {
	return func(x V) V { return either(cmp(notGreater, x, num(above)), cmp(notLess, x, num(below))) }
}

// lgammaMixed is log Gamma(x) for float32 results. Below 5/2 it is h Q(h) - log f with the integer i = x - h nearest to x
// and Gamma(2+h) = f Gamma(x), f = x(x+1), x, 1; above, Stirling's formula.
func lgammaMixed(x V) V {
	i := round(x)
	h := sub(x, i)
	one, two := num(1), num(2)
	f := choose(cmp(less, i, two), x, one)
	f = choose(cmp(less, i, one), fma(x, x, x), f)
	large := cmp(notLess, x, num(2.5))
	l := logMixed(choose(large, x, f))
	near := sub(mul(h, poly(h, gammaNearTwoMixed)), l)
	v := div(mov(one), x)
	far := fma(sub(x, num(.5)), l, sub(num(logSqrt2Pi), x))
	return choose(large, fma(v, poly(mul(v, v), stirlingMixed), far), near)
}

// lgamma64 is log Gamma(x) for 1e-300 < x < 1e300. Below 8 it comes from 2+h in [3/2, 5/2] by Gamma(x) = p Gamma(2+h)
// or p Gamma(x) = Gamma(2+h). Around 1, where log x is h - t with a small t, it is h (Q(h) - 1) + t: relatively
// accurate. Masks are made anew where they are used: there are not enough registers to keep them.
func lgamma64(x V) V {
	half, one, two := num(.5), num(1), num(2)
	below := func(limit float64) V { return cmp(less, x, num(limit)) }
	aroundOne := func() V { return both(cmp(notLess, x, half), below(1.5)) }

	y := sub(x, vmax(zero(), vmin(num(6), floor(sub(x, num(1.5)))))) // in [3/2, 5/2) from 3/2 to 17/2
	// x-1, x-2, ... as long as they are not below 3/2
	factor := func(i float64) V { return choose(cmp(notLess, x, num(i+1.5)), sub(x, num(i)), one) }
	p := mul(mul(mul(factor(1), factor(2)), mul(factor(3), factor(4))), mul(factor(5), factor(6)))
	h := choose(below(1.5), sub(x, one), sub(y, two))
	p = choose(below(1.5), x, p)
	h = choose(below(.5), x, h)
	p = choose(below(.5), fma(x, x, x), p)
	p = choose(below(8), p, x)

	k, f, _ := splitLog(p)
	f = choose(aroundOne(), h, f)
	k = choose(aroundOne(), zero(), k)
	s := div(f, add(two, f))
	w := mul(s, s)
	sq := mul(mul(f, f), half)
	part := mul(s, fma(w, poly(w, atanhTailWide), sq))
	t := sub(sq, part)
	l := fma(k, num(double.ln2[0]), sub(f, sub(sq, fma(k, num(double.ln2[1]), part))))

	q := poly(h, gammaNearTwo64)
	near := fma(h, q, choose(below(1.5), neg(l), l))
	near = choose(aroundOne(), fma(h, sub(q, one), t), near)
	v := div(mov(one), x)
	far := fma(sub(x, half), sub(l, one), fma(v, poly(mul(v, v), stirling64), num(logSqrt2Pi-.5)))
	return choose(below(8), near, far)
}

// digammaMixed is psi(x) for float32 results: on [1, 2] it is x - root times a polynomial, below 1 and up to 3 that and
// -1/x or 1/(x-1), above an asymptotic series.
func digammaMixed(x V) V {
	one := num(1)
	large := cmp(notLess, x, num(3))
	below := cmp(less, x, one)
	above := cmp(notLess, x, num(2))
	h := sub(x, floor(x))
	top := choose(below, num(-1), keep(above, one))
	bottom := choose(both(above, cmp(less, x, num(3))), sub(x, one), x)
	d := div(top, bottom)
	near := mul(sub(sub(h, num(digammaRoot-1)), num(digammaRootLow)), poly(sub(h, num(.5)), digammaNearRootMixed))
	w := mul(d, d)
	far := nfma(w, poly(w, digammaTailMixed), nfma(d, num(.5), logMixed(x)))
	return choose(large, far, add(near, d))
}

// digamma64 is psi(x) for 1e-300 < x < 1e300: on [1, 2] as digammaMixed, below 1 and up to 10 from there by psi(x+1) =
// psi(x) + 1/x, whose terms are added up as one fraction, above an asymptotic series.
func digamma64(x V) V {
	one := num(1)
	y := choose(cmp(less, x, one), add(one, x), x)
	top, bottom := keep(cmp(less, x, one), num(-1)), choose(cmp(less, x, one), x, one)
	for i := 1.; i <= 8; i++ {
		up := cmp(greater, x, num(i+1))
		y = choose(up, sub(x, num(i)), y)
		top = choose(up, fma(top, y, bottom), top)
		bottom = choose(up, mul(bottom, y), bottom)
	}
	large := func() V { return cmp(notLess, x, num(10)) }
	d := div(choose(large(), one, top), choose(large(), x, bottom))
	near := mul(sub(sub(y, num(digammaRoot)), num(digammaRootLow)), poly(sub(y, num(1.5)), digammaNearRoot64))
	near = add(near, d)
	k, f, _ := splitLog(x)
	w := mul(d, d)
	far := nfma(w, poly(w, digammaTail64), nfma(d, num(.5), joinLog(k, f)))
	return choose(large(), far, near)
}

// logGammaDensityMixed is (a-1) log x - x - log Gamma(a) for float32 results, and NaN unless 0 < a < 16 and x is positive and finite:
// then the terms cancel by two digits at most, of which float64 has enough.
func logGammaDensityMixed(a, x V) V {
	y := fms(sub(a, num(1)), logMixed(x), add(x, lgammaMixed(a)))
	return choose(either(outsideOf(a, 0, 16), outsideOf(x, 0, math.Inf(1))), num(math.NaN()), y)
}

// logPoissonMixed is k log r - r - log k! in the same way, for k from 0 on.
func logPoissonMixed(k, r V) V {
	y := fms(k, logMixed(r), add(r, lgammaMixed(add(k, num(1)))))
	return choose(either(outsideOf(k, -math.SmallestNonzeroFloat64, 16), outsideOf(r, 0, math.Inf(1))), num(math.NaN()), y)
}

func outsideOf(x V, above, below float64) V { return positive(above, below)(x) }
