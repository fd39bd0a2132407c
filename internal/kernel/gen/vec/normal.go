package main

// The functions of this file work in lanes of float64 for float32 results.

const (
	invSqrt2Pi = 0.39894228040143267794
	sqrtHalfPi = 1.2533141373155002512
)

// mills gives p and q with Phi(-a) = (p/q) e^(-a^2/2) for a >= 0: q = 1 + sqrt(pi/2) a, and p is the polynomial c in
// (a-3)/(a+3).
func mills(a V, c []float64) (p, q V) {
	b := vmin(num(1e30), a)
	t := div(sub(b, num(3)), add(num(3), b))
	return poly(t, c), fma(a, num(sqrtHalfPi), num(1))
}

// bell is e^(-a^2/2), to 1e-10, for a whose square float64 holds exactly.
func bell(a V) V { return expNegativeBy(mul(mul(a, a), num(-.5)), expTailMixed) }

// clip is x between -39 and 39, beyond which Phi is 0 or 1 in float64.
func clip(x V) V { return vmax(num(-39), vmin(num(39), x)) }

// geluGrad is dy (Phi(x) + x phi(x)), to all bits of float64: at its root -.7518 they cancel.
func geluGrad(x, dy V) V {
	x = clip(x)
	a := magnitude(x)
	p, q := mills(a, millsPoly)
	e := expNegative(mul(mul(a, a), num(-.5)))
	tail := mul(div(p, q), e)
	cdf := choose(negative(x), tail, sub(num(1), tail))
	return mul(dy, fma(mul(x, num(invSqrt2Pi)), e, cdf))
}

// siluGrad is dy s(x) (1 + x s(-x)), where s(|x|) = w = 1/(1+e) and s(-|x|) = e w with e = e^-|x|.
func siluGrad(x, dy V) V {
	x = vmax(num(-700), vmin(num(700), x))
	e := expNegative(or(x, signBit()))
	w := div(mov(num(1)), add(num(1), e))
	ew := mul(e, w)
	s, t := choose(negative(x), ew, w), choose(negative(x), w, ew)
	return mul(mul(dy, s), fma(x, t, num(1)))
}

// logNormalCDF is -x^2/2 + log of Mills' ratio below 0, log(1 - Phi(-x)) above.
func logNormalCDF(x V) V {
	a := magnitude(x)
	p, q := mills(vmin(num(1e30), a), millsMixed)
	ratio := div(p, q)
	square := mul(mul(a, a), num(-.5))
	below := add(square, logMixed(ratio))
	above := log1pInside(neg(mul(ratio, expNegativeBy(square, expTailMixed))))
	return choose(negative(x), below, above)
}

// inverseMills is phi(x)/Phi(x).
func inverseMills(x V) V {
	a := magnitude(x)
	p, q := mills(a, millsMixed)
	c := vmin(num(39), a)
	e := bell(c)
	above := div(mul(e, num(invSqrt2Pi)), sub(num(1), mul(div(p, fma(c, num(sqrtHalfPi), num(1))), e)))
	return choose(negative(x), div(mul(q, num(invSqrt2Pi)), p), above)
}
