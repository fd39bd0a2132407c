package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// into is f(acc, b) put back into acc.
func into(f func(a, b V) V, acc, b V) {
	for i, r := range f(acc, b) {
		move(r, acc[i])
	}
}

// fold is f over all the lanes of v, in every lane of the result. v fills 64 bytes: one vector of AVX-512 or two of
// AVX2, so that the order of f is the same on both: lane j with lane j+32 bytes, then 16, 8 and 4.
func fold(f func(a, b V) V, v V) V {
	wide := m.wide
	var low VecVirtual
	if wide {
		high := YMM()
		VEXTRACTF64X4(U8(1), v[0], high)
		m.wide, m.unroll = false, 1
		low = f(V{v[0].(VecVirtual).AsY()}, V{high})[0].(VecVirtual)
	} else {
		m.unroll = 1
		low = f(V{v[0]}, V{v[1]})[0].(VecVirtual)
	}
	high := XMM()
	VEXTRACTF128(U8(1), low, high)
	y := f(V{low}, V{high.AsY()})
	half := V{vec()}
	pick(VPERMILPS, VPERMILPD)(U8(pick(uint64(0x4e), 1)), y[0], half[0])
	y = f(y, half)
	if !m.double {
		half = V{vec()}
		VPERMILPS(U8(0xb1), y[0], half[0])
		y = f(y, half)
	}
	m.wide = wide
	fill()
	return broadcast(y[0].(VecVirtual).AsX())
}

// apart is f of values, on AVX2 in float64 of each of their vectors by itself, one after the other: there are no registers for
// two side by side.
func apart(f func(x ...V) V, x ...V) V {
	if m.wide || !m.double {
		return f(x...)
	}
	vectors := m.unroll
	defer func() { m.unroll = vectors }()
	m.unroll = 1
	var y V
	for i := range vectors {
		one := make([]V, len(x))
		for k := range x {
			one[k] = x[k][i : i+1]
		}
		y = append(y, f(one...)...)
	}
	return y
}

// fill makes a V of 64 bytes.
func fill() {
	m.unroll = 64 / m.bytes()
}

// broadcast is the first lane of x, or a number in memory, in every lane.
func broadcast(x Op) V {
	d := vec()
	pick(VBROADCASTSS, VBROADCASTSD)(x, d)
	return same(d)
}
