package main

// tail is the upper tail of a bell: e^(c a^2) P(t)/(a + k) for 0 <= a <= end, with t = (a-k)/(a+k).
type tail struct {
	end, c, k float64
	poly      []float64
}

// normalTail is Phi(-a), 0 in the lanes' type beyond the end.
func normalTail() tail { return pick(tail{15, -.5, 1.5, normalTail32}, tail{39, -.5, 3, normalTail64}) }

// erfcTail is 1 - erf(a), 0 in the lanes' type beyond the end.
func erfcTail() tail { return pick(tail{11, -1, 1.5, erfcTail32}, tail{28, -1, 3, erfcTail64}) }

// at gives y and n with the tail at a = y 2^n. Each factor carries what its rounding has lost: rounded one by one they
// would be off by 4 ulps.
func (f tail) at(a V) (y, n V) {
	a = vmin(num(f.end), a)
	n, e, lost := f.bell(a)
	w := add(num(f.k), a)
	u := div(num(1), w)
	short := nfma(u, sub(a, sub(w, num(f.k))), nfma(u, w, mov(num(1)))) // 1 - u (a + k)
	t, first := nfma(num(2*f.k), u, mov(num(1))), num(f.poly[0])
	q := horner(t, f.poly[1:])
	p := fma(q, t, first)
	v := mul(p, u)
	rest := fma(p, mul(u, short), fms(p, u, v))
	rest = fma(fma(q, t, sub(first, p)), u, rest)
	return fma(v, e, fma(v, lost, mul(rest, e))), n
}

// bell gives e^(c a^2) = (e + lost) 2^n.
func (f tail) bell(a V) (n, e, lost V) {
	square := mul(a, a)
	n, r, _ := reduceExp(mul(square, num(f.c)))
	r = fma(fms(a, a, square), num(f.c), r)
	less := expm1Near(r, own().expTail)
	e = add(less, num(1))
	return n, e, sub(less, sub(e, num(1)))
}

func normalCDF(x V) V {
	y := scale(normalTail().at(magnitude(x)))
	return choose(negative(x), y, sub(num(1), y))
}

// logNormalCDF64 is log Phi(x) for x > -30, as LogNormalCDF64 takes it: log Phi(x) below 0 and log(1 - Phi(-x)) above, where what
// rounding 1 - Phi(-x) loses is added to f as in log1p.
func logNormalCDF64(x V) V {
	y := scale(normalTail().at(magnitude(x)))
	above := cmp(notLess, x, num(0))
	w := choose(above, sub(num(1), y), y)
	lost := keep(above, sub(sub(num(1), w), y))
	if m.wide {
		k, f := splitWide(w)
		return joinLog(k, add(f, scale(lost, neg(k))))
	}
	k, f, _ := splitLog(w)
	return joinLog(k, add(f, choose(cmp(less, k, num(0)), add(lost, lost), lost))) // above 0 k is 0 or -1
}

// erfc is the tail, in float64 1 - erf around 0, where the tail is off by 3 ulps.
func erfc(x V) V {
	y := scale(erfcTail().at(magnitude(x)))
	y = choose(negative(x), sub(num(2), y), y)
	if m.double {
		y = choose(cmp(less, magnitude(x), num(.5)), sub(num(1), erfNear(x)), y)
	}
	return y
}

// erf is an odd polynomial below 1 and 1 - erfc above.
func erf(x V) V {
	a := magnitude(x)
	far := sub(num(1), erfcAbove(a))
	return choose(cmp(notLess, a, num(1)), or(far, sign(x)), erfNear(x))
}

// erfNear is erf(x) for |x| <= 1.
func erfNear(x V) V { return fma(x, poly(mul(x, x), pick(erfNear32, erfNear64)), x) }

// erfcAbove is 1 - erf(a) from 1 on, small beside 1: in float32 the exponential of a polynomial, 0 in effect from 4 on.
func erfcAbove(a V) V {
	if m.double {
		return scale(erfcTail().at(a))
	}
	return expNegative(poly(vmin(num(4), a), logErfc32))
}

// gelu is x Phi(x). Below 0 the power of 2 comes last: Phi(x) alone may be subnormal. Above it is x/2 + x (Phi(x) - 1/2),
// which rounds Phi less.
func gelu(x V) V {
	y, n := normalTail().at(magnitude(x))
	below := scale(mul(vmax(num(-normalTail().end), x), y), n)
	return choose(negative(x), below, fma(x, sub(num(.5), scale(y, n)), mul(x, num(.5))))
}
