package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// machine is what the bodies of the kernels, written once, are emitted for.
type machine struct {
	wide   bool // AVX-512: ZMM registers and mask registers; else AVX2: YMM registers, masks are vectors
	double bool // lanes of float64
	unroll int  // vectors in a V
}

// m is the machine of the code being emitted.
var m machine

// bytes is the size of a vector, lanes the number of its elements, all the elements of a V.
func (m machine) bytes() int {
	if m.wide {
		return 64
	}
	return 32
}

func (m machine) size() int {
	if m.double {
		return 8
	}
	return 4
}

func (m machine) lanes() int { return m.bytes() / m.size() }
func (m machine) all() int   { return m.lanes() * m.unroll }

// V is a value of a kernel: one register, or one constant in memory, for each unrolled vector. A mask is a V of K
// registers (AVX-512) or of vectors whose lanes are all ones or all zeros (AVX2).
type V []Op

func vec() Register {
	if m.wide {
		return ZMM()
	}
	return YMM()
}

// each makes a value; f writes its vector i to d.
func each(f func(i int, d Register)) V {
	v := make(V, m.unroll)
	for i := range v {
		d := vec()
		f(i, d)
		v[i] = d
	}
	return v
}

type instruction = func(...Op)

// pick chooses between the float32 and the float64 form of an instruction.
func pick[F any](single, double F) F {
	if m.double {
		return double
	}
	return single
}

// mov copies a register, or loads a constant.
func mov(a V) V { return each(func(i int, d Register) { move(a[i], d) }) }

func move(a, d Op) { pick(VMOVUPS, VMOVUPD)(a, d) }

// in gives vector i of a in a register.
func in(a V, i int) Register {
	if r, ok := a[i].(Register); ok {
		return r
	}
	d := vec()
	move(a[i], d)
	return d
}

// binary makes f(a, b) of an instruction; b may be a constant in memory without a load of its own.
func binary(single, double instruction) func(a, b V) V {
	return func(a, b V) V { return each(func(i int, d Register) { pick(single, double)(b[i], in(a, i), d) }) }
}

var (
	add = binary(VADDPS, VADDPD)
	sub = binary(VSUBPS, VSUBPD)
	mul = binary(VMULPS, VMULPD)
	div = binary(VDIVPS, VDIVPD)

	// vmax and vmin give b where either is NaN.
	vmax = binary(VMAXPS, VMAXPD)
	vmin = binary(VMINPS, VMINPD)

	and = binary(VANDPS, VANDPD)
	or  = binary(VORPS, VORPD)
	xor = binary(VXORPS, VXORPD)

	iadd = binary(VPADDD, VPADDQ)
	isub = binary(VPSUBD, VPSUBQ)
)

// fma is a b + x, nfma is x - a b, fms is a b - x, rounded once.
func fma(a, b, x V) V {
	return fused(pick(VFMADD231PS, VFMADD231PD), pick(VFMADD213PS, VFMADD213PD), a, b, x)
}
func nfma(a, b, x V) V {
	return fused(pick(VFNMADD231PS, VFNMADD231PD), pick(VFNMADD213PS, VFNMADD213PD), a, b, x)
}

func fms(a, b, x V) V {
	return fused(pick(VFMSUB231PS, VFMSUB231PD), pick(VFMSUB213PS, VFMSUB213PD), a, b, x)
}

// fused picks the form in which one operand can be a constant in memory; the destination starts as a copy of another.
func fused(f231, f213 instruction, a, b, x V) V {
	return each(func(i int, d Register) {
		if _, constant := x[i].(Mem); constant {
			move(a[i], d)
			f213(x[i], in(b, i), d)
			return
		}
		move(x[i], d)
		if _, constant := a[i].(Mem); constant {
			f231(a[i], in(b, i), d)
			return
		}
		f231(b[i], in(a, i), d)
	})
}

// poly is c[0] + c[1] x + c[2] x^2 + ..., by Horner's rule.
func poly(x V, c []float64) V {
	n := len(c) - 1
	p := mov(num(c[n]))
	f := pick(VFMADD213PS, VFMADD213PD)
	for n--; n >= 0; n-- {
		for i, k := range num(c[n]) {
			f(k, x[i], p[i])
		}
	}
	return p
}

func sqrt(a V) V {
	return each(func(i int, d Register) { pick(VSQRTPS, VSQRTPD)(a[i], d) })
}

// round is the nearest integer, halves to even.
func round(a V) V { return rounded(0, a) }

// floor is the largest integer not above a.
func floor(a V) V { return rounded(1, a) }

func rounded(mode uint64, a V) V {
	return each(func(i int, d Register) {
		if m.wide {
			pick(VRNDSCALEPS, VRNDSCALEPD)(U8(mode), a[i], d)
		} else {
			pick(VROUNDPS, VROUNDPD)(U8(mode), a[i], d)
		}
	})
}

// shl and shr shift the lanes as unsigned integers.
func shl(n uint64, a V) V { return shift(pick(VPSLLD, VPSLLQ), n, a) }
func shr(n uint64, a V) V { return shift(pick(VPSRLD, VPSRLQ), n, a) }

func shift(f instruction, n uint64, a V) V {
	return each(func(i int, d Register) { f(U8(n), in(a, i), d) })
}

func zero() V { return each(func(_ int, d Register) { pick(VXORPS, VXORPD)(d, d, d) }) }

// sign is the sign bit of every lane of a, magnitude is |a|.
func sign(a V) V      { return and(a, signBit()) }
func magnitude(a V) V { return and(a, bits(^signMask())) }
func neg(a V) V       { return xor(a, signBit()) }

func signBit() V { return bits(signMask()) }

func signMask() uint64 {
	if m.double {
		return 1 << 63
	}
	return 1 << 31
}
