package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// philox emits Philox 4x32-10 (Salmon et al. 2011), in groups of 32 words: a block of four words to a lane of 64 bits, a
// group to one vector of AVX-512 or two of AVX2. The rounds of a block wait for one another, so several vectors are in
// flight: four of AVX-512, three of AVX2, for more of which there are no registers. Products leave rubbish in the high
// halves, which products do not read.
func philox() {
	const doc = "sets dst to the words of 8 groups blocks. The keys of the rounds come in pairs, each in the low half of its place."
	kernel("vecPhilox", doc, "func(dst *uint32, block uint64, step, draw uint32, keys *[20]uint64, groups int)", func() {
		m.double = true
		fill()
		dst, block, keys := Load(Param("dst"), GP64()), Load(Param("block"), GP64()), Load(Param("keys"), GP64())
		left, together := Load(Param("groups"), GP64()), 4                                   // vectors
		step, draw := func() V { return spread("step") }, func() V { return spread("draw") } // anew for each batch
		if m.wide {
			m.unroll = 1
			s, d := spread("step")[0], spread("draw")[0]
			step, draw = func() V { return same(s) }, func() V { return same(d) }
		} else {
			ADDQ(left, left)
			together = 3
		}
		SUBQ(U8(uint64(together)), left)
		JL(LabelRef("tail"))
		Label("loop")
		blocks(dst, block, keys, step, draw, together)
		SUBQ(U8(uint64(together)), left)
		JGE(LabelRef("loop"))
		Label("tail")
		ADDQ(U8(uint64(together)), left)
		JE(LabelRef("done"))
		if !m.wide { // one group is common
			CMPQ(left, U8(2))
			JL(LabelRef("rest"))
			blocks(dst, block, keys, step, draw, 2)
			JMP(LabelRef("done"))
		}
		Label("rest")
		blocks(dst, block, keys, step, draw, 1)
		DECQ(left)
		JNE(LabelRef("rest"))
		Label("done")
		VZEROUPPER()
		RET()
	})
}

// blocks emits so many vectors of blocks, and moves dst and block behind them.
func blocks(dst, block, keys Register, step, draw func() V, vectors int) {
	m.unroll = vectors
	c0 := counters(block)
	c1 := shr(32, c0)
	c := [4]V{c0, c1, step(), draw()}
	for i := range 10 {
		if m.wide {
			c = philoxRound(c, roundKey(keys, 2*i), roundKey(keys, 2*i+1))
			continue
		}
		k0, k1 := roundKey(keys, 2*i), roundKey(keys, 2*i+1)
		for v := range c0 { // one after the other: registers for what only a round needs are shared
			m.unroll = 1
			one := philoxRound([4]V{c[0][v : v+1], c[1][v : v+1], c[2][v : v+1], c[3][v : v+1]}, k0, k1)
			for w := range one {
				c[w][v] = one[w][0]
			}
		}
		m.unroll = vectors
	}
	low := bits(math.MaxUint32)
	a, b := or(and(c[0], low), shl(32, c[1])), or(and(c[2], low), shl(32, c[3]))
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

// philoxRound makes the next words of blocks.
func philoxRound(c [4]V, k0, k1 Op) [4]V {
	p0, p1 := mul32(c[0], bits(0xD2511F53)), mul32(c[2], bits(0xCD9E8D57))
	return [4]V{xorKey(c[1], shr(32, p1), k0), p1, xorKey(c[3], shr(32, p0), k1), p0}
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

// roundKey is a key of the rounds, in every lane on AVX2.
func roundKey(keys Register, i int) Op {
	k := Mem{Base: keys, Disp: 8 * i}
	if m.wide {
		return k
	}
	key := YMM()
	VPBROADCASTQ(k, key)
	return key
}

// xorKey is a xor b xor a key.
func xorKey(a, b V, key Op) V {
	if m.wide {
		for v := range b {
			VPTERNLOGQ_BCST(U8(0x96), key, a[v], b[v])
		}
		return b
	}
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
