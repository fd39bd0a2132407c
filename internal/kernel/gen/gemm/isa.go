package main

import (
	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// isa is a vector width and an element type. Its methods hide how instructions are named after the type, and that
// masks are vectors in AVX2 and k registers in AVX-512.
type isa struct {
	name   string // suffix of the functions
	wide   bool   // AVX-512
	double bool
	lanes  int // elements in a vector

	// Most rows of a tile 1, 2, 4 and 8 vectors wide: accumulators, a row of B, one broadcast and a mask fill the registers.
	rows1, rows2, rows4, rows8 int
}

var (
	avx2F32   = isa{"AVX2F32", false, false, 8, 12, 6, 2, 0}
	avx2F64   = isa{"AVX2F64", false, true, 4, 12, 6, 2, 0}
	avx512F32 = isa{"AVX512F32", true, false, 16, 14, 14, 6, 2}
	avx512F64 = isa{"AVX512F64", true, true, 8, 14, 14, 6, 2}
)

// size is the bytes of an element, bytes those of a vector.
func (s isa) size() int {
	if s.double {
		return 8
	}
	return 4
}
func (s isa) bytes() int { return s.size() * s.lanes }

func (s isa) vec() Register {
	if s.wide {
		return ZMM()
	}
	return YMM()
}

func (s isa) zero(v Register) { VXORPS(v, v, v) }

func (s isa) broadcast(from Mem, to Register) {
	if s.double {
		VBROADCASTSD(from, to)
	} else {
		VBROADCASTSS(from, to)
	}
}

// fma adds a b to acc.
func (s isa) fma(a, b Op, acc Register) {
	if s.double {
		VFMADD231PD(a, b, acc)
	} else {
		VFMADD231PS(a, b, acc)
	}
}

// add adds a to to.
func (s isa) add(a, to Register) {
	if s.double {
		VADDPD(a, to, to)
	} else {
		VADDPS(a, to, to)
	}
}

// max sets v to the larger of v and w, and to v if one is NaN.
func (s isa) max(v, w Register) {
	if s.double {
		VMAXPD(v, w, v)
	} else {
		VMAXPS(v, w, v)
	}
}

// keepPositive zeroes the lanes of v whose lane of gate is not above 0.
func (s isa) keepPositive(v, gate, zero Register) {
	const less = 1
	switch {
	case s.wide && s.double:
		k := K()
		VCMPPD(U8(less), gate, zero, k)
		VMOVAPD_Z(v, k, v)
	case s.wide:
		k := K()
		VCMPPS(U8(less), gate, zero, k)
		VMOVAPS_Z(v, k, v)
	case s.double:
		VCMPPD(U8(less), gate, zero, gate)
		VANDPD(gate, v, v)
	default:
		VCMPPS(U8(less), gate, zero, gate)
		VANDPS(gate, v, v)
	}
}

// iota holds 0, 1, 2, ... in elements of 4 and of 8 bytes, to make AVX2's masks by comparison with a width.
var iota4, iota8 Mem

func iotas() {
	const count = 32 // lanes of AVX2's widest panel
	iota4 = GLOBL("iota4", attr.RODATA|attr.NOPTR)
	for i := range count {
		DATA(4*i, U32(i))
	}
	iota8 = GLOBL("iota8", attr.RODATA|attr.NOPTR)
	for i := range count {
		DATA(8*i, U64(i))
	}
}

// mask returns the mask of the first n - first lanes: none if that is negative, all if it exceeds a vector. n is kept.
func (s isa) mask(n Register, first int) Register {
	if s.wide {
		ones, left, bound, k := GP64(), GP64(), GP64(), K()
		LEAQ(mem(n, nil, 0, -first), left)
		MOVQ(U64(0), bound)
		CMPQ(left, bound)
		CMOVQLT(bound, left)
		MOVQ(U64(uint64(s.lanes)), bound)
		CMPQ(left, bound)
		CMOVQGT(bound, left) // BZHI looks at 8 bits
		MOVQ(I32(-1), ones)
		BZHIQ(left, ones, ones)
		KMOVW(ones.As32(), k)
		return k
	}
	x, m := XMM(), YMM()
	VMOVQ(n, x)
	if s.double {
		VPBROADCASTQ(x, m)
		VPCMPGTQ(iota8.Offset(8*first), m, m)
	} else {
		VPBROADCASTD(x, m)
		VPCMPGTD(iota4.Offset(4*first), m, m)
	}
	return m
}

// loadMasked reads the lanes of the mask and zeroes the others; what they stand for in memory is not touched.
func (s isa) loadMasked(from Mem, mask, v Register) {
	switch {
	case s.wide && s.double:
		VMOVUPD_Z(from, mask, v)
	case s.wide:
		VMOVUPS_Z(from, mask, v)
	case s.double:
		VMASKMOVPD(from, mask, v)
	default:
		VMASKMOVPS(from, mask, v)
	}
}

func (s isa) storeMasked(v, mask Register, to Mem) {
	switch {
	case s.wide && s.double:
		VMOVUPD(v, mask, to)
	case s.wide:
		VMOVUPS(v, mask, to)
	case s.double:
		VMASKMOVPD(v, mask, to)
	default:
		VMASKMOVPS(v, mask, to)
	}
}

// mem is the operand at base + scale index + offset.
func mem(base, index Register, scale uint8, offset int) Mem {
	return Mem{Base: base, Index: index, Scale: scale, Disp: offset}
}

// arg loads an argument, argAddr is where it lies.
func arg(name string) Register { return Load(Param(name), GP64()) }

func argAddr(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}
