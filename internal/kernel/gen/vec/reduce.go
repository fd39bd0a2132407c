package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// sumRows emits the sums of rows: 256 bytes of a row at a time are added to as many partial sums, which are added in
// halves at the end, alike on both levels.
func sumRows(double bool) {
	rowKernel("SumRows", "sets dst[i] to the sum of row i of k.", double, func(r rows, n Register) {
		Label("row")
		m.unroll *= 4
		sum := zero()
		r.chunks("sum", func(j, left Register) {
			for i := range sum {
				d := vec()
				a := element(r.x, j, i)
				if left == nil {
					pick(VADDPS, VADDPD)(a, sum[i], sum[i])
					continue
				}
				loadVector(a, firstFrom(i*m.lanes(), left), 0, d)
				pick(VADDPS, VADDPD)(d, sum[i], sum[i])
			}
		})
		r.finish(n, fold(add, quarters(add, sum)))
	})
}

// maxRows emits the maxima of rows.
func maxRows(double bool) {
	rowKernel("MaxRows", "sets dst[i] to the largest element of row i of k, NaN if there is one.", double, func(r rows, n Register) {
		Label("row")
		acc := mov(num(math.Inf(-1)))
		r.chunks("max", func(j, left Register) { into(larger, acc, r.load(r.x, j, left)) })
		r.finish(n, fold(larger, acc))
	})
}

// finish stores the first lane of v as a row's result, and goes on to the next row.
func (r rows) finish(n Register, v V) {
	pick(VMOVSS, VMOVSD)(v[0].(VecVirtual).AsX(), Mem{Base: r.dst})
	ADDQ(U8(uint64(m.size())), r.dst)
	r.next(r.x)
	DECQ(n)
	JNE(LabelRef("row"))
}

// quarters adds the four parts of v, each of 64 bytes.
func quarters(f func(a, b V) V, v V) V {
	for range 2 {
		m.unroll /= 2
		v = f(v[:m.unroll], v[m.unroll:])
	}
	return v
}

// firstFrom is the mask of one vector: lane j where start + j < n.
func firstFrom(start int, n Register) V {
	count := GP64()
	MOVQ(n, count)
	SUBQ(U32(uint64(start)), count)
	unroll := m.unroll
	m.unroll = 1
	defer func() { m.unroll = unroll }()
	return first(count)
}

// sumColumns emits dst[j] = sum of x[i*stride+j] over the rows i, one after the other from 0 on: the order of plain Go.
func sumColumns(double bool) {
	suffix, element := "32", "float32"
	if double {
		suffix, element = "64", "float64"
	}
	signature := fmt.Sprintf("func(dst, x *%s, n, rows, stride int)", element)
	kernel("vecSumColumns"+suffix, "sets dst[j] = sum of x[i*stride+j] over the rows i, for j < n.", signature, func() {
		m.double = double
		m.unroll = 4 // sums wait for one another down a column; AVX2 has no registers for more
		r := rows{k: Load(Param("n"), GP64())}
		dst, x := Load(Param("dst"), GP64()), Load(Param("x"), GP64())
		stride, count := Load(Param("stride"), GP64()), Load(Param("rows"), GP64())
		r.chunks("columns", func(j, left Register) {
			name := "rows"
			if left != nil {
				name = "rest"
			}
			sum, mask := zero(), r.mask(left)
			p, i := GP64(), GP64()
			LEAQ(Mem{Base: x, Index: j, Scale: uint8(m.size())}, p)
			MOVQ(count, i)
			Label(name)
			for v := range sum {
				a := Mem{Base: p, Disp: v * m.bytes()}
				if mask == nil {
					pick(VADDPS, VADDPD)(a, sum[v], sum[v])
					continue
				}
				d := vec()
				loadVector(a, mask, v, d)
				pick(VADDPS, VADDPD)(d, sum[v], sum[v])
			}
			LEAQ(Mem{Base: p, Index: stride, Scale: uint8(m.size())}, p)
			DECQ(i)
			JNE(LabelRef(name))
			for v := range sum {
				storeVector(sum[v], Mem{Base: dst, Index: j, Scale: uint8(m.size()), Disp: v * m.bytes()}, mask, v)
			}
		})
		VZEROUPPER()
		RET()
	})
}
