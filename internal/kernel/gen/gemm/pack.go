package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// packRows emits the copy of a block of a matrix into rows of nv vectors, ldd bytes apart. Zeros, or in plain rows what
// follows, fill the last vector.
func packRows(s isa, nv int) {
	name := fmt.Sprintf("packRows%sx%d", s.name, nv)
	TEXT(name, NOSPLIT, "func(rows, plain int, src *byte, ld int, dst *byte, ldd, cols int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s copies plain rows of %d elements, which may be more than there are in a row, then rows of", name, nv*s.lanes),
		fmt.Sprintf("%d < cols <= %d elements, ld bytes apart.", (nv-1)*s.lanes, nv*s.lanes))
	rows, src, ld, dst, ldd := arg("plain"), arg("src"), arg("ld"), arg("dst"), arg("ldd")
	mask := s.mask(arg("cols"), (nv-1)*s.lanes)
	ahead := GP64() // rows far from one another are not expected by the hardware
	MOVQ(ld, ahead)
	SHLQ(U8(4), ahead)
	copies := func(row, done string, masked bool) {
		TESTQ(rows, rows)
		JE(LabelRef(done))
		Label(row)
		PREFETCHT1(mem(src, ahead, 1, 0))
		for v := range nv {
			x := s.vec()
			if masked && v == nv-1 {
				s.loadMasked(mem(src, nil, 0, v*s.bytes()), mask, x)
			} else {
				VMOVUPS(mem(src, nil, 0, v*s.bytes()), x)
			}
			VMOVUPS(x, mem(dst, nil, 0, v*s.bytes()))
		}
		ADDQ(ld, src)
		ADDQ(ldd, dst)
		DECQ(rows)
		JNE(LabelRef(row))
		Label(done)
	}
	copies("whole", "last", false)
	Load(Param("rows"), rows)
	copies("row", "done", true)
	VZEROUPPER()
	RET()
}

// packColumns emits the transposition of one vector's worth of rows, 4 to 16, or with AVX2 of any:
//
//	dst[l,j] = src[j,l]   l < k
//
// It goes along k, and writes nothing else.
func packColumns(s isa) {
	n, name := s.lanes, "packColumns"+s.name
	TEXT(name, NOSPLIT, "func(k int, src *byte, ld int, dst *byte, ldd, rows int)")
	Pragma("noescape")
	if s.wide {
		Doc(fmt.Sprintf("%s transposes min(rows, %d) rows of k > 0 elements, ld bytes apart, to k rows ldd bytes apart.", name, n))
		packSquares(s)
	} else {
		Doc(name + " transposes rows > 0 of k > 0 elements, ld bytes apart, to k rows ldd bytes apart.")
		packStrips(s)
	}
}

// depth is the steps of k that packStrips takes from all rows before it goes on: as many rows of dst, half a line wide at
// each strip, must find room in the cache even where they share few sets of it.
const depth = 32

// packStrips is packColumns for AVX2 without masks: a masked load that shares the low 12 bits of its address with a store
// on its way waits for that store on some CPUs, and masked stores are slow on many. Where the last steps of k do not fill
// a strip, or the last rows, those before them are transposed once more.
func packStrips(s isa) {
	ld, ldd, rows, side := arg("ld"), arg("ldd"), arg("rows"), 16/s.size()
	CMPQ(rows, U8(s.lanes))
	JLT(LabelRef("few"))
	CMPQ(argAddr("k"), U8(side))
	JLT(LabelRef("few"))
	ldd3, steps, left, p, q := GP64(), GP64(), GP64(), GP64(), GP64()
	from := newStripRows(s, ld)
	from.triple()
	LEAQ(mem(ldd, ldd, 2, 0), ldd3)
	Label("block")
	MOVQ(rows, left)
	Load(Param("src"), p)
	Load(Param("dst"), q)
	Label("rows")
	MOVQ(U64(depth), steps)
	CMPQ(argAddr("k"), U8(depth))
	CMOVQLT(argAddr("k"), steps)
	to := GP64()
	MOVQ(q, to)
	from.begin(p)
	CMPQ(steps, U8(side))
	JLT(LabelRef("back"))
	Label("strip")
	for i, x := range s.transposeStrip(from.at) {
		VMOVUPS(x, []Mem{mem(to, nil, 0, 0), mem(to, ldd, 1, 0), mem(to, ldd, 2, 0), mem(to, ldd3, 1, 0)}[i])
	}
	LEAQ(mem(to, ldd, uint8(side), 0), to)
	from.move(U8(16))
	SUBQ(U8(side), steps)
	JE(LabelRef("next"))
	CMPQ(steps, U8(side))
	JGE(LabelRef("strip"))
	back := GP64()
	stepBack(s, from, to, ldd, steps, back)
	nextRows(s, p, q, ld, left, back)
	Label("below")
	ADDQ(I32(depth*s.size()), argAddr("src"))
	MOVQ(ldd, back)
	SHLQ(U8(5), back)
	ADDQ(back, argAddr("dst"))
	SUBQ(U8(depth), argAddr("k"))
	JG(LabelRef("block"))
	VZEROUPPER()
	RET()

	Label("few")
	packFew(s, ld, ldd, rows)
}

// stepBack begins the last strip, which the steps left do not fill, earlier by as many as are missing.
func stepBack(s isa, from *stripRows, to, ldd, steps, back Register) {
	side := 16 / s.size()
	Label("back")
	SUBQ(U8(side), steps)
	MOVQ(steps, back)
	IMULQ(ldd, back)
	ADDQ(back, to)
	SHLQ(U8(shift(s)), steps)
	from.move(steps)
	MOVQ(U64(uint64(side)), steps)
	JMP(LabelRef("strip"))
}

// nextRows goes on to the next rows, of which the last begin earlier by as many as are missing.
func nextRows(s isa, p, q, ld, left, back Register) {
	Label("next")
	for range s.lanes / quad {
		LEAQ(mem(p, ld, quad, 0), p)
	}
	ADDQ(U8(s.bytes()), q)
	SUBQ(U8(s.lanes), left)
	JE(LabelRef("below"))
	CMPQ(left, U8(s.lanes))
	JGE(LabelRef("rows"))
	SUBQ(U8(s.lanes), left)
	MOVQ(left, back)
	IMULQ(ld, back)
	ADDQ(back, p)
	LEAQ(mem(q, left, uint8(s.size()), 0), q)
	MOVQ(U64(uint64(s.lanes)), left)
	JMP(LabelRef("rows"))
}

// packFew emits the transposition of less than a strip. Where rows follow, whole strips are read and what does not belong to
// the row is left; else elements are copied.
func packFew(s isa, ld, ldd, rows Register) {
	k, src, dst, side := arg("k"), arg("src"), arg("dst"), 16/s.size()
	from := newStripRows(s, ld)
	from.triple()
	Label("short")
	CMPQ(rows, U8(s.lanes+side-1)) // with those after, which have an element each
	JLT(LabelRef("row"))
	from.begin(src)
	to := GP64()
	MOVQ(dst, to)
	for i, x := range s.transposeStrip(from.at)[:side-1] {
		if i > 0 {
			CMPQ(k, U8(i))
			JE(LabelRef("stored"))
		}
		VMOVUPS(x, mem(to, nil, 0, 0))
		ADDQ(ldd, to)
	}
	Label("stored")
	for range s.lanes / quad {
		LEAQ(mem(src, ld, quad, 0), src)
	}
	ADDQ(U8(s.bytes()), dst)
	SUBQ(U8(s.lanes), rows)
	JMP(LabelRef("short"))

	Label("row")
	p, q, left, x := GP64(), GP64(), GP64(), GP64()
	MOVQ(src, p)
	MOVQ(dst, q)
	MOVQ(k, left)
	Label("element")
	if s.double {
		MOVQ(mem(p, nil, 0, 0), x)
		MOVQ(x, mem(q, nil, 0, 0))
	} else {
		MOVL(mem(p, nil, 0, 0), x.As32())
		MOVL(x.As32(), mem(q, nil, 0, 0))
	}
	ADDQ(U8(s.size()), p)
	ADDQ(ldd, q)
	DECQ(left)
	JNE(LabelRef("element"))
	ADDQ(ld, src)
	ADDQ(U8(s.size()), dst)
	DECQ(rows)
	JNE(LabelRef("row"))
	VZEROUPPER()
	RET()
}
