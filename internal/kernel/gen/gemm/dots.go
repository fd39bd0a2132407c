package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const dotsArgs = "func(rows, k int, a *byte, lda int, b *byte, ldb int, c *byte, ldc int, init *byte, ldi int, gate *byte, ldg, relu, cols int)"

// dots emits dot for up to four columns at once, for AVX-512: 4 x 4 sums need 16 of its registers, and one vector of A
// serves four products. The sums of an element have the order of dot, so both give the same bits.
func dots(s isa) {
	name := "dots" + s.name
	TEXT(name, NOSPLIT, dotsArgs)
	Pragma("noescape")
	Doc(name+" computes 0 < cols <= 4 columns of rows > 0 elements from rows of k > 0 elements, lda apart, and vectors",
		"ldb apart; strides are in bytes, 0 for what is nil; init, gate and relu as in the panels.")
	mask := s.mask(arg("cols"), 0)
	Label("quad")
	var acc [quad][quad]Register
	sumQuads(s, &acc)
	reduce := reduceQuads
	if s.double {
		reduce = reducePairs
	}
	row := reduce(&acc)
	each := func(base, step string, f func(at Mem, x Register)) {
		for r, p := range clamped(base, step) {
			f(mem(p, nil, 0, 0), row[r])
		}
	}
	zero := half(s)
	VXORPS(zero, zero, zero)
	CMPQ(argAddr("init"), U8(0))
	JE(LabelRef("start"))
	each("init", "ldi", func(at Mem, x Register) {
		v := half(s)
		s.loadMasked(at, mask, v)
		s.add(v, x)
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
		g := half(s)
		s.loadMasked(at, mask, g)
		avx2(s).keepPositive(x, g, zero)
	})
	Label("open")
	each("c", "ldc", func(at Mem, x Register) { s.storeMasked(x, mask, at) })

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

const even, odd = 0x88, 0xdd

// fold is the sum of what two shuffles, or halves of one, make of x and y.
func fold(s isa, x, y Register, shuffle func(imm uint8, x, y, to Register), low, high uint8) Register {
	a, b := ZMM(), ZMM()
	shuffle(low, x, y, a)
	shuffle(high, x, y, b)
	s.add(b, a)
	return a
}

func blocks(imm uint8, x, y, to Register) { VSHUFF64X2(U8(imm), y, x, to) }

// reduceQuads emits the additions of lanes of float32, two vectors becoming one each time: halves, neighbours, pairs,
// quarters. It gives the columns of each row.
func reduceQuads(acc *[quad][quad]Register) (row [quad]Register) {
	x := reduceAll(acc)
	row[0] = x.(VecVirtual).AsX()
	for r := 1; r < quad; r++ {
		row[r] = XMM()
		VEXTRACTF32X4(U8(r), x, row[r])
	}
	return row
}

// reduceAll is reduceQuads with the rows one after the other in a vector.
func reduceAll(acc *[quad][quad]Register) Register {
	s := avx512F32
	singles := func(imm uint8, x, y, to Register) { VSHUFPS(U8(imm), y, x, to) }
	var half [2]Register
	for i := range half {
		var col [quad]Register
		for c := range col {
			col[c] = fold(s, acc[2*i][c], acc[2*i+1][c], blocks, 0x44, 0xee) // lanes 0-7 of both, and 8-15
		}
		left, right := fold(s, col[0], col[1], singles, even, odd), fold(s, col[2], col[3], singles, even, odd)
		half[i] = fold(s, left, right, singles, even, odd)
	}
	return fold(s, half[0], half[1], blocks, even, odd)
}

// reducePairs is reduceQuads for float64: halves, neighbours, pairs.
func reducePairs(acc *[quad][quad]Register) (row [quad]Register) {
	s := avx512F64
	doubles := func(imm uint8, x, y, to Register) { VSHUFPD(U8(imm), y, x, to) }
	for i := 0; i < quad; i += 2 {
		var col [quad]Register
		for c := range col {
			col[c] = fold(s, acc[i][c], acc[i+1][c], blocks, 0x44, 0xee)
		}
		left, right := fold(s, col[0], col[1], doubles, 0, 0xff), fold(s, col[2], col[3], doubles, 0, 0xff)
		x := fold(s, left, right, blocks, even, odd) // blocks: columns 0 and 1 of both rows, then 2 and 3
		VSHUFF64X2(U8(0xd8), x, x, x)
		row[i], row[i+1] = x.(VecVirtual).AsY(), YMM()
		VEXTRACTF64X4(U8(1), x, row[i+1])
	}
	return row
}
