package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// shift is the logarithm of the bytes of an element.
func shift(s isa) int {
	if s.double {
		return 3
	}
	return 2
}

// stripRows are as many rows as a vector of AVX2 has elements, four from a pointer.
type stripRows struct {
	base    []GPVirtual
	ld, ld3 Register
}

func newStripRows(s isa, ld Register) *stripRows {
	r := &stripRows{base: []GPVirtual{GP64()}, ld: ld}
	if s.lanes > quad {
		r.base = append(r.base, GP64())
	}
	return r
}

// triple computes the distance of three rows.
func (r *stripRows) triple() {
	r.ld3 = GP64()
	LEAQ(mem(r.ld, r.ld, 2, 0), r.ld3)
}

func (r *stripRows) begin(first Register) {
	MOVQ(first, r.base[0])
	if len(r.base) > 1 {
		LEAQ(mem(first, r.ld, quad, 0), r.base[1])
	}
}

// at is 16 bytes of row j.
func (r *stripRows) at(j int) Mem {
	base := r.base[j/quad]
	return []Mem{mem(base, nil, 0, 0), mem(base, r.ld, 1, 0), mem(base, r.ld, 2, 0), mem(base, r.ld3, 1, 0)}[j%quad]
}

func (r *stripRows) move(by Op) {
	for _, p := range r.base {
		ADDQ(by, p)
	}
}

// transposeStrip emits the transposition of 16 bytes of each of as many rows as a vector of AVX2 has elements. Halves of
// a vector are loaded from two rows, after which the interleaving within halves is all that is left. Blends in place of
// shuffles, and in place of the insertions, were measured to be no faster.
func (s isa) transposeStrip(row func(j int) Mem) []Register {
	v := make([]Register, s.lanes/2)
	for j := range v {
		v[j] = YMM()
		loadHalf(row(j), v[j])
		VINSERTF128(U8(1), row(j+s.lanes/2), v[j], v[j])
	}
	if !s.double {
		v = s.interleave(v)
	}
	return s.interleavePairs(v)
}

// loadHalf loads 16 bytes and zeroes the upper half of the vector. avo does not know that: to its VMOVUPS that half would
// be alive from the beginning of the function on.
func loadHalf(from Mem, to Register) {
	Instruction(&ir.Instruction{
		Opcode: "VMOVUPS", Operands: []Op{from, to.(VecVirtual).AsX()}, Inputs: []Op{from}, Outputs: []Op{to}, ISA: []string{"AVX"},
	})
}
