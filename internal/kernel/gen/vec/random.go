package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// philox emits Philox 4x32-10 (Salmon et al. 2011), 32 words at a time: a block of four words to a lane of 64 bits, one
// vector of AVX-512 or two of AVX2. Products leave rubbish in the high halves, which products do not read.
func philox() {
	TEXT("vecPhilox", NOSPLIT, "func(dst *uint32, block uint64, step, draw uint32, keys *[20]uint64, groups, level int)")
	Doc("vecPhilox sets dst to the words of 8 groups blocks. The keys of the rounds come in pairs, each in the low half of its place.")
	Pragma("noescape")
	bothLevels(func(level string) {
		m.double = true
		fill()
		dst, block, keys := Load(Param("dst"), GP64()), Load(Param("block"), GP64()), Load(Param("keys"), GP64())
		groups := Load(Param("groups"), GP64())
		step, draw := spread("step"), spread("draw")
		Label(level + "_group")
		c0 := counters(block)
		c1, c2, c3 := shr(32, c0), step, draw
		for round := range 10 {
			p0, p1 := mul32(c0, bits(0xD2511F53)), mul32(c2, bits(0xCD9E8D57))
			c0, c1, c2, c3 = xor(xorKey(c1, keys, 2*round), shr(32, p1)), p1, xor(xorKey(c3, keys, 2*round+1), shr(32, p0)), p0
		}
		low := bits(math.MaxUint32)
		a, b := or(and(c0, low), shl(32, c1)), or(and(c2, low), shl(32, c3))
		for i := range a {
			first, second := vec(), vec()
			VUNPCKLPD(b[i], a[i], first)
			VUNPCKHPD(b[i], a[i], second)
			VMOVUPD(first, Mem{Base: dst, Disp: 2 * i * m.bytes()})
			VMOVUPD(second, Mem{Base: dst, Disp: (2*i + 1) * m.bytes()})
		}
		ADDQ(U8(8), block)
		ADDQ(U32(128), dst)
		DECQ(groups)
		JNE(LabelRef(level + "_group"))
		VZEROUPPER()
		RET()
	})
}

// counters gives every lane the number of its block. Unpacking takes the even lanes of a vector first: their blocks
// precede those of the odd lanes.
func counters(block Register) V {
	low := XMM()
	base := vec()
	VMOVQ(block, low)
	VPBROADCASTQ(low, base)
	return each(func(i int, d Register) {
		n := m.lanes()
		order := lanes64(name("blocks", n, "from", i*n), n, func(j int) uint64 { return uint64(i*n + j/2 + j%2*n/2) })
		VPADDQ(order, base, d)
	})
}

// spread is a parameter of 32 bits in every lane.
func spread(param string) V {
	r, low, d := GP32(), XMM(), vec()
	Load(Param(param), r)
	VMOVD(r, low)
	VPBROADCASTQ(low, d)
	return same(d)
}

// mul32 is the product of the low halves of the lanes.
func mul32(a, b V) V {
	return each(func(i int, d Register) {
		if m.wide {
			VPMULUDQ_BCST(b[i], a[i], d)
		} else {
			VPMULUDQ(b[i], a[i], d)
		}
	})
}

// xorKey is a xor the key i of the rounds.
func xorKey(a V, keys Register, i int) V {
	k := Mem{Base: keys, Disp: 8 * i}
	return each(func(v int, d Register) {
		if m.wide {
			VXORPD_BCST(k, a[v], d)
			return
		}
		key := YMM()
		VPBROADCASTQ(k, key)
		VXORPD(key, a[v], d)
	})
}

// draws are the loops that turn words into numbers.
func draws() []loop {
	return []loop{
		{name: "vecUniform32", doc: "sets dst[i] to the high 24 bits of word i, times 2^-24.", unroll: 2, in: []string{"w"}, f: func(x ...V) V {
			return mul(fromInt(shr(8, x[0])), num(0x1p-24))
		}},
		{name: "vecNormal32", doc: "sets dst[i] to the normal quantile of word i; see upper7.", double: true, narrow: words, unroll: 2, in: []string{"w"}, f: func(x ...V) V {
			return normalQuantile(x[0])
		}},
		{name: "vecDropout32", doc: "sets dst[i] to scale where half i of the words, which fill whole vectors, is below limit, 0 elsewhere.", narrow: halfWords, unroll: 2, in: []string{"w", "*scale", "*limit"}, f: func(x ...V) V {
			return keep(cmp(less, fromInt(x[0]), x[2]), x[1])
		}},
	}
}

// fromInt is the float32 of the integer in each lane.
func fromInt(a V) V { return each(func(i int, d Register) { VCVTDQ2PS(a[i], d) }) }

// normalQuantile is rng's upper7 with the sign of the word's lowest bit: each product and sum is rounded by itself, in
// the order of the Go code, so that the numbers are the same.
func normalQuantile(u V) V {
	whole := num(0x1p52)
	p := mul(add(sub(or(shr(1, u), whole), whole), num(.5)), num(0x1p-32))
	q := sub(num(.5), p)
	central := func() V { return cmp(lessEqual, q, num(.425)) }
	r := sub(sqrt(neg(logPlain(p))), num(1.6))
	tailTop := steps(r, .17023821103, 1.3067284816, 2.7568153900, 1.4234372777)
	tailBottom := steps(r, .12021132975, .73700164250, 1)
	r = sub(num(.180625), mul(q, q))
	top := mul(q, steps(r, 59.109374720, 159.29113202, 50.434271938, 3.3871327179))
	bottom := steps(r, 67.187563600, 78.757757664, 17.895169469, 1)
	z := div(choose(central(), top, tailTop), choose(central(), bottom, tailBottom))
	return xor(z, shl(63, u))
}

// steps is Horner's rule with each product and sum rounded; coefficients come highest first.
func steps(x V, c ...float64) V {
	y := mov(num(c[0]))
	for _, k := range c[1:] {
		y = add(mul(y, x), num(k))
	}
	return y
}

// logPlain is Go's math.Log on amd64 to the bit, for normal x > 0.
func logPlain(x V) V {
	k, f, _ := splitLog(x)
	s := div(f, add(num(2), f))
	s2 := mul(s, s)
	s4 := mul(s2, s2)
	t1 := mul(s2, steps(s4, 1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01))
	t2 := mul(s4, steps(s4, 1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01))
	h := mul(mul(num(.5), f), f)
	y := add(mul(s, add(h, add(t1, t2))), mul(k, num(1.90821492927058770002e-10)))
	return sub(mul(k, num(6.93147180369123816490e-01)), sub(sub(h, y), f))
}
