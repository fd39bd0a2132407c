package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// philox emits Philox 4x32-10 (Salmon et al. 2011), in groups of 32 words: a block of four words to a lane of 64 bits, a
// group to one vector of AVX-512 or two of AVX2. The rounds of a block wait for one another, so AVX-512 takes four vectors
// at a time; AVX2 has no registers for more than a group. Products leave rubbish in the high halves, which products do not
// read.
func philox() {
	const doc = "sets dst to the words of 8 groups blocks. The keys of the rounds come in pairs, each in the low half of its place."
	kernel("vecPhilox", doc, "func(dst *uint32, block uint64, step, draw uint32, keys *[20]uint64, groups int)", func() {
		m.double = true
		fill()
		dst, block, keys := Load(Param("dst"), GP64()), Load(Param("block"), GP64()), Load(Param("keys"), GP64())
		groups := Load(Param("groups"), GP64())
		m.unroll = 1
		step, draw := spread("step")[0], spread("draw")[0]
		if m.wide {
			const together = 4 // vectors
			SUBQ(U8(together), groups)
			JL(LabelRef("tail"))
			Label("loop")
			blocks(dst, block, keys, step, draw, together)
			SUBQ(U8(together), groups)
			JGE(LabelRef("loop"))
			Label("tail")
			ADDQ(U8(together), groups)
			JE(LabelRef("done"))
		}
		Label("rest")
		fill()
		blocks(dst, block, keys, step, draw, m.unroll)
		DECQ(groups)
		JNE(LabelRef("rest"))
		Label("done")
		VZEROUPPER()
		RET()
	})
}

// blocks emits so many vectors of blocks, and moves dst and block behind them.
func blocks(dst, block, keys Register, step, draw Op, vectors int) {
	m.unroll = vectors
	c0 := counters(block)
	c1, c2, c3 := shr(32, c0), same(step), same(draw)
	for round := range 10 {
		p0, p1 := mul32(c0, bits(0xD2511F53)), mul32(c2, bits(0xCD9E8D57))
		c0, c1, c2, c3 = xorKey(c1, shr(32, p1), keys, 2*round), p1, xorKey(c3, shr(32, p0), keys, 2*round+1), p0
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
	ADDQ(U8(uint64(m.all())), block)
	ADDQ(U32(uint64(16*m.all())), dst)
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

// xorKey is a xor b xor the key i of the rounds.
func xorKey(a, b V, keys Register, i int) V {
	k := Mem{Base: keys, Disp: 8 * i}
	if m.wide {
		for v := range b {
			VPTERNLOGQ_BCST(U8(0x96), k, a[v], b[v])
		}
		return b
	}
	key := YMM()
	VPBROADCASTQ(k, key)
	return xor(xor(a, same(key)), b)
}

// uniforms are the loops that turn words into uniform numbers.
func uniforms() []loop {
	return []loop{
		{name: "vecUniform32", doc: "sets dst[i] to the high 24 bits of word i, times 2^-24.", unroll: 2, in: []string{"w"}, f: func(x ...V) V {
			return mul(fromInt(shr(8, x[0])), num(0x1p-24))
		}},
		{name: "vecUniform64", doc: "sets dst[i] to the high 53 bits of word i, of 64 bits, times 2^-53.", double: true, unroll: 2, in: []string{"w"}, f: func(x ...V) V {
			return mul(fromBits53(x[0]), num(0x1p-53))
		}},
	}
}

// fromInt is the float32 of the signed integer in each lane.
func fromInt(a V) V { return each(func(i int, d Register) { VCVTDQ2PS(a[i], d) }) }

// fromBits53 is the float64 of the high 53 bits of each lane: the fractions of 2^84 and 2^52 hold their 21 high and 32
// low bits.
func fromBits53(a V) V {
	high := sub(or(shr(43, a), num(0x1p84)), num(0x1p84+0x1p52))
	low := or(and(shr(11, a), bits(math.MaxUint32)), num(0x1p52))
	return add(high, low)
}
