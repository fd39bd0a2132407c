package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const dotsArgs = "func(rows, k int, a *byte, lda int, b *byte, ldb int, c *byte, ldc int, init *byte, ldi int, gate *byte, ldg, relu, cols int)"

// dots emits dot for up to four columns at once, for AVX-512 and float32: 4 x 4 sums need 16 of its registers, and one
// vector of A serves four products. The sums of an element have the order of dot, so both give the same bits.
func dots() {
	s := avx512F32
	TEXT("dotsAVX512F32", NOSPLIT, dotsArgs)
	Pragma("noescape")
	Doc("dotsAVX512F32 computes 0 < cols <= 4 columns of rows > 0 elements from rows of k > 0 elements, lda apart, and vectors",
		"ldb apart; strides are in bytes, 0 for what is nil; init, gate and relu as in the panels.")
	mask := s.mask(arg("cols"), 0)
	Label("quad")
	var acc [quad][quad]Register
	sumQuads(s, &acc)
	x := reduceQuads(&acc)

	var row [quad]Register
	for r := range row {
		row[r] = XMM()
		if r == 0 {
			row[r] = x.(VecVirtual).AsX()
		} else {
			VEXTRACTF32X4(U8(r), x, row[r])
		}
	}
	each := func(base, step string, f func(at Mem, x Register)) {
		for r, p := range clamped(base, step) {
			f(mem(p, nil, 0, 0), row[r])
		}
	}
	zero := XMM()
	VXORPS(zero, zero, zero)
	CMPQ(argAddr("init"), U8(0))
	JE(LabelRef("start"))
	each("init", "ldi", func(at Mem, x Register) {
		v := XMM()
		VMOVUPS_Z(at, mask, v)
		VADDPS(v, x, x)
	})
	Label("start")
	CMPQ(argAddr("relu"), U8(0))
	JE(LabelRef("linear"))
	for _, x := range row {
		s.max(x, zero)
	}
	Label("linear")
	CMPQ(argAddr("gate"), U8(0))
	JE(LabelRef("open"))
	each("gate", "ldg", func(at Mem, x Register) {
		g := XMM()
		VMOVUPS_Z(at, mask, g)
		avx2(s).keepPositive(x, g, zero)
	})
	Label("open")
	each("c", "ldc", func(at Mem, x Register) { VMOVUPS(x, mask, at) })

	advanceQuad()
	SUBQ(U8(quad), argAddr("rows"))
	JG(LabelRef("quad"))
	VZEROUPPER()
	RET()
}

// sumQuads emits the sums of the products of four rows and four vectors, lane by lane.
func sumQuads(s isa, acc *[quad][quad]Register) {
	rows, vectors := clamped("a", "lda"), clampedBy("b", "ldb", "cols")
	for r := range acc {
		for c := range acc[r] {
			acc[r][c] = s.vec()
			s.zero(acc[r][c])
		}
	}
	step := func(load func(base, to Register)) {
		var b [quad]Register
		for c := range b {
			b[c] = s.vec()
			load(vectors[c], b[c])
		}
		for r := range rows {
			v := s.vec()
			load(rows[r], v)
			for c := range b {
				s.fma(v, b[c], acc[r][c])
			}
		}
	}
	at, left := GP64(), arg("k")
	XORQ(at, at)
	SUBQ(U8(s.lanes), left)
	JLT(LabelRef("tail"))
	Label("full")
	step(func(base, to Register) { VMOVUPS(mem(base, at, 1, 0), to) })
	ADDQ(U8(s.bytes()), at)
	SUBQ(U8(s.lanes), left)
	JGE(LabelRef("full"))
	Label("tail")
	ADDQ(U8(s.lanes), left)
	JE(LabelRef("reduce"))
	mask := s.mask(left, 0)
	step(func(base, to Register) { s.loadMasked(mem(base, at, 1, 0), mask, to) })
	Label("reduce")
}

// reduceQuads emits the additions of lanes, two vectors becoming one each time: halves, neighbours, pairs, quarters.
// Quarter r of the result holds the columns of row r.
func reduceQuads(acc *[quad][quad]Register) Register {
	fold := func(x, y Register, shuffle func(imm uint8, x, y, to Register), low, high uint8) Register {
		a, b := ZMM(), ZMM()
		shuffle(low, x, y, a)
		shuffle(high, x, y, b)
		VADDPS(b, a, a)
		return a
	}
	blocks := func(imm uint8, x, y, to Register) { VSHUFF64X2(U8(imm), y, x, to) }
	singles := func(imm uint8, x, y, to Register) { VSHUFPS(U8(imm), y, x, to) }
	const even, odd = 0x88, 0xdd
	var half [2]Register
	for i := range half {
		var col [quad]Register
		for c := range col {
			col[c] = fold(acc[2*i][c], acc[2*i+1][c], blocks, 0x44, 0xee) // lanes 0-7 of both, and 8-15
		}
		left, right := fold(col[0], col[1], singles, even, odd), fold(col[2], col[3], singles, even, odd)
		half[i] = fold(left, right, singles, even, odd)
	}
	return fold(half[0], half[1], blocks, even, odd)
}
