package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const dotArgs = "func(rows, k int, a *byte, lda int, b, c *byte, ldc int, init *byte, ldi int, gate *byte, ldg, relu int)"

// quad is the rows that dot computes together.
const quad = 4

// dot emits the kernel for one column of a narrow result, where vectors along k waste less than vectors along a row:
//
//	C[i] = gate(relu(init[i] + A[i,0] b[0] + ... + A[i,k-1] b[k-1]))   i < rows
//
// Lane l of 64 bytes sums the terms l, l + lanes, ... and the lanes are added in halves, whatever the vector width: both
// instruction sets give the same bits. Below four rows the last one is computed and stored again.
func dot(s isa) {
	name := "dot" + s.name
	TEXT(name, NOSPLIT, dotArgs)
	Pragma("noescape")
	Doc(name+" computes one column of rows > 0 elements from rows of k > 0 elements, lda apart, and a vector; strides are",
		"in bytes, 0 for what is nil; init, gate and relu as in the panels.")
	Label("quad")
	d := dotRegisters{s: s, rows: clamped("a", "lda")}
	d.sum()
	x := d.reduce()

	CMPQ(argAddr("init"), U8(0))
	JE(LabelRef("start"))
	d.s.add(gather(s, clamped("init", "ldi")), x)
	Label("start")
	zero := half(s)
	VXORPS(zero, zero, zero)
	CMPQ(argAddr("relu"), U8(0))
	JE(LabelRef("linear"))
	avx2(s).max(x, zero)
	Label("linear")
	CMPQ(argAddr("gate"), U8(0))
	JE(LabelRef("open"))
	avx2(s).keepPositive(x, gather(s, clamped("gate", "ldg")), zero)
	Label("open")
	scatter(s, x, clamped("c", "ldc"))

	advanceQuad()
	SUBQ(U8(quad), argAddr("rows"))
	JG(LabelRef("quad"))
	VZEROUPPER()
	RET()
}

// avx2 is the instruction set of the four results, which fill 16 or 32 bytes.
func avx2(s isa) isa { s.wide = false; return s }

// half is a register for four results.
func half(s isa) Register {
	if s.double {
		return YMM()
	}
	return XMM()
}

// advanceQuad moves all pointers four rows down.
func advanceQuad() {
	for _, p := range [][2]string{{"a", "lda"}, {"c", "ldc"}, {"init", "ldi"}, {"gate", "ldg"}} { // nil moves by 0
		step := arg(p[1])
		SHLQ(U8(2), step)
		ADDQ(step, argAddr(p[0]))
	}
}

// clamped returns pointers to the next four rows, the last row standing for those that do not exist.
func clamped(base, step string) [quad]Register { return clampedBy(base, step, "rows") }

func clampedBy(base, step, count string) (rows [quad]Register) {
	left, stride := arg(count), arg(step)
	rows[0] = arg(base)
	for r := 1; r < quad; r++ {
		rows[r] = GP64()
		LEAQ(mem(rows[r-1], stride, 1, 0), rows[r])
		CMPQ(left, U8(r))
		CMOVQLE(rows[r-1], rows[r])
	}
	return rows
}

// dotRegisters hold the sums of four rows, each 64 bytes: one vector of AVX-512 or two of AVX2.
type dotRegisters struct {
	s    isa
	rows [quad]Register
	acc  [quad][]Register
}

// sum adds the products of each row with b, lane by lane.
func (d *dotRegisters) sum() {
	parts := 64 / d.s.bytes()
	for r := range d.acc {
		d.acc[r] = make([]Register, parts)
		for p := range d.acc[r] {
			d.acc[r][p] = d.s.vec()
			d.s.zero(d.acc[r][p])
		}
	}
	b, at, left, lanes := arg("b"), GP64(), arg("k"), parts*d.s.lanes
	XORQ(at, at)
	SUBQ(U8(lanes), left)
	JLT(LabelRef("tail"))
	Label("full")
	for p := range parts {
		v := d.s.vec()
		VMOVUPS(mem(b, at, 1, p*d.s.bytes()), v)
		for r, row := range d.rows {
			d.s.fma(mem(row, at, 1, p*d.s.bytes()), v, d.acc[r][p])
		}
	}
	ADDQ(U8(64), at)
	SUBQ(U8(lanes), left)
	JGE(LabelRef("full"))
	Label("tail")
	ADDQ(U8(lanes), left)
	JE(LabelRef("reduce"))
	for p := range parts {
		m, v, w := d.s.mask(left, p*d.s.lanes), d.s.vec(), d.s.vec()
		d.s.loadMasked(mem(b, at, 1, p*d.s.bytes()), m, v)
		for r, row := range d.rows {
			d.s.loadMasked(mem(row, at, 1, p*d.s.bytes()), m, w)
			d.s.fma(w, v, d.acc[r][p])
		}
	}
	Label("reduce")
}

// reduce adds the lanes of each row, upper half to lower half and then neighbours, and returns the four sums.
func (d *dotRegisters) reduce() Register {
	var x [quad]Register
	for r, acc := range d.acc {
		if d.s.wide {
			low, high := acc[0].(VecVirtual).AsY(), YMM()
			VEXTRACTF64X4(U8(1), acc[0], high)
			d.s.add(high, low)
			x[r] = low
			continue
		}
		d.s.add(acc[1], acc[0])
		x[r] = acc[0]
	}
	if d.s.double {
		VHADDPD(x[1], x[0], x[0])
		VHADDPD(x[3], x[2], x[2])
		VPERM2F128(U8(0x31), x[2], x[0], x[1])
		VPERM2F128(U8(0x20), x[2], x[0], x[0])
		d.s.add(x[1], x[0])
		return x[0]
	}
	VHADDPS(x[1], x[0], x[0])
	VHADDPS(x[3], x[2], x[2])
	VHADDPS(x[2], x[0], x[0])
	low, high := x[0].(VecVirtual).AsX(), XMM()
	VEXTRACTF128(U8(1), x[0], high)
	d.s.add(high, low)
	return low
}

// gather loads the elements at four pointers.
func gather(s isa, from [quad]Register) Register {
	at := func(r int) Mem { return mem(from[r], nil, 0, 0) }
	low := XMM()
	if s.double {
		x, high := YMM(), XMM()
		VMOVSD(at(0), low)
		VMOVHPD(at(1), low, low)
		VMOVSD(at(2), high)
		VMOVHPD(at(3), high, high)
		VINSERTF128(U8(1), high, low.AsY(), x)
		return x
	}
	VMOVSS(at(0), low)
	for r := 1; r < quad; r++ {
		VINSERTPS(U8(r<<4), at(r), low, low)
	}
	return low
}

// scatter stores four elements.
func scatter(s isa, x Register, to [quad]Register) {
	at := func(r int) Mem { return mem(to[r], nil, 0, 0) }
	if s.double {
		low, high := x.(VecVirtual).AsX(), XMM()
		VEXTRACTF128(U8(1), x, high)
		VMOVSD(low, at(0))
		VMOVHPD(low, at(1))
		VMOVSD(high, at(2))
		VMOVHPD(high, at(3))
		return
	}
	VMOVSS(x, at(0))
	for r := 1; r < quad; r++ {
		VEXTRACTPS(U8(r), x, at(r))
	}
}
