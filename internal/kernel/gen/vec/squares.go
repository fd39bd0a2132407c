package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// sumSquares emits the sum of the squares of n elements in float64: the squares of 32 elements at a time are added to
// as many partial sums, which are added in halves at the end, alike on both levels and in plain Go.
func sumSquares(double bool) {
	l := loop{double: true, narrow: narrow}
	suffix, element := "32", "float32"
	if double {
		l.narrow, suffix, element = likeLanes, "64", "float64"
	}
	signature := fmt.Sprintf("func(sum *float64, x *%s, n int)", element)
	kernel("vecSumSquares"+suffix, "sets sum to the sum of x[i]^2, in float64.", signature, func() {
		m.double = true
		m.unroll = 256 / m.bytes()
		r := rows{k: Load(Param("n"), GP64())}
		dst, x := Load(Param("sum"), GP64()), Load(Param("x"), GP64())
		sum := zero()
		r.chunks("squares", func(j, left Register) {
			for i := range sum {
				d := l.one(x, j, left, i)
				VMULPD(d, d, d)
				VADDPD(d, sum[i], sum[i])
			}
		})
		VMOVSD(fold(add, quarters(add, sum))[0].(VecVirtual).AsX(), Mem{Base: dst})
		VZEROUPPER()
		RET()
	})
}

// one loads vector i at index j; if left is not nil, only the elements of the left ones from j, and 0 for the others.
func (l loop) one(p, j, left Register, i int) Register {
	unroll := m.unroll
	defer func() { m.unroll = unroll }()
	m.unroll = 1
	var mask V
	if left != nil {
		count := GP64()
		MOVQ(left, count)
		SUBQ(U32(uint64(i*m.lanes())), count)
		mask = l.firstStored(count)
	}
	return l.loadFrom(l.at(p, j, i), mask, 0)
}
