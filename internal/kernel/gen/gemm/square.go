package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// packSquares is packColumns for AVX-512, in squares.
func packSquares(s isa) {
	n := s.lanes
	k, src, ld, dst, ldd, rows := arg("k"), arg("src"), arg("ld"), arg("dst"), arg("ldd"), arg("rows")
	ld3 := GP64()
	LEAQ(mem(ld, ld, 2, 0), ld3)
	Label("square")
	mask := s.mask(k, 0)
	v := make([]Register, n)
	for j := range v {
		v[j] = s.vec()
	}
	CMPQ(rows, U8(n))
	JLT(LabelRef("some"))
	for j, from := 0, src; j < n; j++ { // four rows from a pointer
		if j > 0 && j%4 == 0 {
			next := GP64()
			LEAQ(mem(from, ld, 4, 0), next)
			from = next
		}
		s.loadMasked([]Mem{mem(from, nil, 0, 0), mem(from, ld, 1, 0), mem(from, ld, 2, 0), mem(from, ld3, 1, 0)}[j%4], mask, v[j])
	}
	JMP(LabelRef("loaded"))
	Label("some")
	from := GP64()
	MOVQ(src, from)
	for j := range v {
		s.loadMasked(mem(from, nil, 0, 0), mask, v[j])
		if j+1 < n { // to the next row, if there is one
			next := GP64()
			LEAQ(mem(from, ld, 1, 0), next)
			CMPQ(rows, U8(j+1))
			CMOVQGT(next, from)
		}
	}
	Label("loaded")
	ADDQ(U8(s.bytes()), src)
	storeSquare(s, s.transpose(v), k, dst, ldd, rows)
	SUBQ(U8(n), k)
	JG(LabelRef("square"))
	VZEROUPPER()
	RET()
}

// storeSquare stores the rows of a transposed square that exist, of k and of so many columns.
func storeSquare(s isa, out []Register, k, dst, ldd, rows Register) {
	n := s.lanes
	CMPQ(k, U8(n))
	JLT(LabelRef("careful"))
	CMPQ(rows, U8(n))
	JLT(LabelRef("careful"))
	for _, x := range out {
		VMOVUPS(x, mem(dst, nil, 0, 0))
		ADDQ(ldd, dst)
	}
	JMP(LabelRef("next"))
	Label("careful")
	mask := s.mask(rows, 0)
	for i, x := range out {
		if i > 0 {
			CMPQ(k, U8(i))
			JLE(LabelRef("next"))
		}
		s.storeMasked(x, mask, mem(dst, nil, 0, 0))
		ADDQ(ldd, dst)
	}
	Label("next")
}

// transpose emits the transposition of a square in registers: neighbours are interleaved within 16 bytes, then blocks of
// 16 bytes are exchanged.
func (s isa) transpose(v []Register) []Register {
	if !s.double { // interleaved float32 then move in pairs, like float64
		v = s.interleave(v)
	}
	inner := s.interleavePairs(v) // by the columns of a block
	side := 16 / s.size()         // of a block: columns c of the blocks of a row of blocks are side apart
	out := make([]Register, len(v))
	for c := range side {
		blocks := make([]Register, 0, len(v)/side)
		for j := c; j < len(v); j += side {
			blocks = append(blocks, inner[j])
		}
		for i, x := range s.transposeBlocks(blocks) {
			out[i*side+c] = x
		}
	}
	return out
}

// interleave emits the interleaving of float32 within 16 bytes, of each four vectors the first two and the last two.
func (s isa) interleave(v []Register) []Register {
	out := make([]Register, len(v))
	for j := 0; j < len(v); j += 4 {
		for i := range 2 {
			low, high := s.vec(), s.vec()
			VUNPCKLPS(v[j+2*i+1], v[j+2*i], low)
			VUNPCKHPS(v[j+2*i+1], v[j+2*i], high)
			out[j+i], out[j+i+2] = low, high
		}
	}
	return out
}

// interleavePairs emits the same for each two vectors, in elements of 8 bytes.
func (s isa) interleavePairs(v []Register) []Register {
	out := make([]Register, len(v))
	for j := 0; j < len(v); j += 2 {
		out[j], out[j+1] = s.vec(), s.vec()
		VUNPCKLPD(v[j+1], v[j], out[j])
		VUNPCKHPD(v[j+1], v[j], out[j+1])
	}
	return out
}

// transposeBlocks emits the transposition of 4 x 4 blocks of 16 bytes.
func (s isa) transposeBlocks(v []Register) []Register {
	out := make([]Register, len(v))
	for i := range out {
		out[i] = s.vec()
	}
	const even, odd = 0x88, 0xdd // blocks 0, 2 or 1, 3 of both
	half := []Register{s.vec(), s.vec(), s.vec(), s.vec()}
	VSHUFF64X2(U8(even), v[1], v[0], half[0])
	VSHUFF64X2(U8(odd), v[1], v[0], half[1])
	VSHUFF64X2(U8(even), v[3], v[2], half[2])
	VSHUFF64X2(U8(odd), v[3], v[2], half[3])
	VSHUFF64X2(U8(even), half[2], half[0], out[0])
	VSHUFF64X2(U8(even), half[3], half[1], out[1])
	VSHUFF64X2(U8(odd), half[2], half[0], out[2])
	VSHUFF64X2(U8(odd), half[3], half[1], out[3])
	return out
}
