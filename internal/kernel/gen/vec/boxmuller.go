package main

import (
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// normals are pair32 and pair64 of package kernel, in lanes, rounded in the order of the Go code, so that
// the numbers are the same.
func normals() []drawn {
	one := func(name, doc string, double bool) drawn {
		return drawn{name: name, doc: doc, double: double, words: 2, together: 2, f: func(w []V, _ []Register) []V { return boxMuller(w[0], w[1]) }}
	}
	return []drawn{
		one("vecNormal32", "sets dst[2i], dst[2i+1] to pair32 of words 2i, 2i+1.", false),
		one("vecNormal64", "sets dst[2i], dst[2i+1] to pair64 of words 2i, 2i+1 of 64 bits.", true),
	}
}

// boxMuller makes two vectors of numbers from two of words, even ones and odd ones: it takes them apart and together
// again inside 16 bytes.
func boxMuller(a, b V) []V {
	u, v := each(func(i int, d Register) { evens(a[i], b[i], d) }), each(func(i int, d Register) { odds(a[i], b[i], d) })
	p, x := fractions(u, v)
	r := sqrt(mul(logUnit(p), num(-2)))
	sinTurn, cosTurn := sinTurn32, cosTurn32
	if m.double {
		sinTurn, cosTurn = sinTurn64, cosTurn64
	}
	y := mul(x, x)
	s := mul(x, steps(y, sinTurn))
	c := xor(then(y, steps(y, cosTurn), num(1)), sign(v))
	swap := negative(shl(1, v))
	first, second := mul(r, choose(swap, s, c)), mul(r, choose(swap, c, s))
	return []V{
		each(func(i int, d Register) { pick(VUNPCKLPS, VUNPCKLPD)(second[i], first[i], d) }),
		each(func(i int, d Register) { pick(VUNPCKHPS, VUNPCKHPD)(second[i], first[i], d) }),
	}
}

func evens(a, b Op, d Register) {
	if m.double {
		VUNPCKLPD(b, a, d)
	} else {
		VSHUFPS(U8(0x88), b, a, d)
	}
}

func odds(a, b Op, d Register) {
	if m.double {
		VUNPCKHPD(b, a, d)
	} else {
		VSHUFPS(U8(0xdd), b, a, d)
	}
}

// fractions are the p in (0, 1) of u and the x in (-1/2, 1/2) of v.
func fractions(u, v V) (p, x V) {
	if !m.double {
		p = add(mul(fromInt(shr(1, u)), num(0x1p-31)), num(0x1p-32))
		x = mul(fromInt(or(shl(2, v), bits(2))), num(0x1p-32))
		return vmin(p, num(1-0x1p-24)), x
	}
	whole := num(0x1p52)
	p = mul(add(sub(or(shr(12, u), whole), whole), num(.5)), num(0x1p-52))
	x = mul(add(sub(or(shr(12, shl(2, v)), whole), num(0x1p52+0x1p51)), num(.5)), num(0x1p-52))
	return p, x
}

// logUnit is logUnit32 or logUnit64.
func logUnit(p V) V {
	t := own()
	k, f, _ := splitLog(p)
	if !m.double {
		z := mul(f, f)
		y := mul(mul(f, z), steps(f, logTail32))
		y = add(y, mul(k, num(t.ln2[1])))
		y = add(y, mul(z, num(-.5)))
		return add(mul(k, num(t.ln2[0])), add(f, y))
	}
	s := div(f, add(num(2), f))
	w, h := mul(s, s), mul(mul(f, f), num(.5))
	y := fma(s, fma(w, steps(w, atanhTail64), h), mul(k, num(t.ln2[1])))
	return fma(k, num(t.ln2[0]), sub(f, sub(h, y)))
}

// steps is the polynomial c[0] + c[1] x + ... by Horner's rule.
func steps(x V, c []float64) V {
	y := mov(num(c[len(c)-1]))
	for _, k := range slices.Backward(c[:len(c)-1]) {
		y = then(y, x, num(k))
	}
	return y
}

// then is a b + c, rounded once in float64 and twice in float32, for which Go has no fused form.
func then(a, b, c V) V {
	if m.double {
		return fma(a, b, c)
	}
	return add(mul(a, b), c)
}
