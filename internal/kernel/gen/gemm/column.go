package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// dotColumn emits dot for 16 rows at a time, for AVX-512: the result is one column without gaps, init one number, and there
// is no gate. The sums of an element have the order of dot, so both give the same bits.
func dotColumn(s isa) {
	name := "dotColumn" + s.name
	TEXT(name, NOSPLIT, "func(rows, k int, a *byte, lda int, b, c, init *byte, relu int)")
	Pragma("noescape")
	Doc(name+" computes one column of rows elements, a multiple of 16 above 0, from rows of k > 0 elements, lda",
		"bytes apart, and a vector; init is nil or one number for all, relu a flag.")
	a, lda, c, rows := arg("a"), arg("lda"), arg("c"), arg("rows")
	lda3, init := GP64(), arg("init")
	vec := ZMM // of results
	if s.double {
		vec = YMM
	}
	first, zero := vec(), vec()
	LEAQ(mem(lda, lda, 2, 0), lda3)
	s.zero(first)
	TESTQ(init, init)
	JE(LabelRef("block"))
	s.broadcast(mem(init, nil, 0, 0), first)

	Label("block")
	var acc [quad][quad]Register
	columnSums(s, &acc, a, lda, lda3)
	var x []Register
	if s.double {
		rows := reducePairs(&acc)
		x = rows[:]
	} else {
		x = []Register{reduceAll(&acc)}
	}
	TESTQ(init, init)
	JE(LabelRef("start"))
	for _, x := range x {
		s.add(first, x)
	}
	Label("start")
	CMPQ(argAddr("relu"), U8(0))
	JE(LabelRef("linear"))
	s.zero(zero)
	for _, x := range x {
		s.max(x, zero)
	}
	Label("linear")
	for i, x := range x {
		VMOVUPS(x, mem(c, nil, 0, 32*i))
	}
	ADDQ(U8(16*s.size()), c)
	LEAQ(mem(a, lda, 8, 0), a)
	LEAQ(mem(a, lda, 8, 0), a)
	SUBQ(U8(16), rows)
	JG(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// columnSums emits the sums of the products of 16 rows and a vector, lane by lane; four pointers reach four rows each.
func columnSums(s isa, acc *[quad][quad]Register, a, lda, lda3 Register) {
	var p [quad]Register
	for r := range acc {
		p[r] = GP64()
		if r == 0 {
			MOVQ(a, p[r])
		} else {
			LEAQ(mem(p[r-1], lda, 4, 0), p[r])
		}
		for i := range acc[r] {
			acc[r][i] = s.vec()
			s.zero(acc[r][i])
		}
	}
	row := func(r, i int) Mem {
		return []Mem{mem(p[r], nil, 0, 0), mem(p[r], lda, 1, 0), mem(p[r], lda, 2, 0), mem(p[r], lda3, 1, 0)}[i]
	}
	b, left, v, w := arg("b"), arg("k"), s.vec(), s.vec()
	SUBQ(U8(s.lanes), left)
	JLT(LabelRef("tail"))
	Label("full")
	VMOVUPS(mem(b, nil, 0, 0), v)
	ADDQ(U8(s.bytes()), b)
	for r := range acc {
		for i := range acc[r] {
			s.fma(row(r, i), v, acc[r][i])
		}
		ADDQ(U8(s.bytes()), p[r])
	}
	SUBQ(U8(s.lanes), left)
	JGE(LabelRef("full"))
	Label("tail")
	ADDQ(U8(s.lanes), left)
	JE(LabelRef("reduce"))
	mask := s.mask(left, 0)
	s.loadMasked(mem(b, nil, 0, 0), mask, v)
	for r := range acc {
		for i := range acc[r] {
			s.loadMasked(row(r, i), mask, w)
			s.fma(w, v, acc[r][i])
		}
	}
	Label("reduce")
}
