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

// forms are an instruction for float32 and float64, and for a constant in memory that AVX-512 broadcasts: vectors of 64
// bytes in memory would cross cache lines, because Go aligns data to 32 bytes.
type forms struct{ single, double, singleBroadcast, doubleBroadcast instruction }

func (f forms) emit(ops ...Op) {
	for _, o := range ops {
		if _, constant := o.(Mem); constant && m.wide {
			pick(f.singleBroadcast, f.doubleBroadcast)(ops...)
			return
		}
	}
	pick(f.single, f.double)(ops...)
}

// move copies a vector between registers and memory.
func move(a, d Op) { pick(VMOVUPS, VMOVUPD)(a, d) }

// set makes d the register or the constant a.
func set(a Op, d Register) {
	if _, constant := a.(Mem); constant {
		pick(VBROADCASTSS, VBROADCASTSD)(a, d)
	} else {
		move(a, d)
	}
}

// mov is a copy of a in registers.
func mov(a V) V { return each(func(i int, d Register) { set(a[i], d) }) }

// in gives vector i of a in a register.
func in(a V, i int) Register {
	if r, ok := a[i].(Register); ok {
		return r
	}
	d := vec()
	set(a[i], d)
	return d
}

// binary makes f(a, b) of an instruction; b may be a constant in memory without a load of its own.
func binary(f forms) func(a, b V) V {
	return func(a, b V) V { return each(func(i int, d Register) { f.emit(b[i], in(a, i), d) }) }
}

var (
	add = binary(forms{VADDPS, VADDPD, VADDPS_BCST, VADDPD_BCST})
	sub = binary(forms{VSUBPS, VSUBPD, VSUBPS_BCST, VSUBPD_BCST})
	mul = binary(forms{VMULPS, VMULPD, VMULPS_BCST, VMULPD_BCST})
	div = binary(forms{VDIVPS, VDIVPD, VDIVPS_BCST, VDIVPD_BCST})

	// vmax and vmin give b where either is NaN.
	vmax = binary(forms{VMAXPS, VMAXPD, VMAXPS_BCST, VMAXPD_BCST})
	vmin = binary(forms{VMINPS, VMINPD, VMINPS_BCST, VMINPD_BCST})

	and = binary(forms{VANDPS, VANDPD, VANDPS_BCST, VANDPD_BCST})
	or  = binary(forms{VORPS, VORPD, VORPS_BCST, VORPD_BCST})
	xor = binary(forms{VXORPS, VXORPD, VXORPS_BCST, VXORPD_BCST})

	iadd = binary(forms{VPADDD, VPADDQ, VPADDD_BCST, VPADDQ_BCST})
	isub = binary(forms{VPSUBD, VPSUBQ, VPSUBD_BCST, VPSUBQ_BCST})
)

// fma is a b + x, nfma is x - a b, fms is a b - x, rounded once.
var (
	fma = fused(
		forms{VFMADD231PS, VFMADD231PD, VFMADD231PS_BCST, VFMADD231PD_BCST},
		forms{VFMADD213PS, VFMADD213PD, VFMADD213PS_BCST, VFMADD213PD_BCST})
	nfma = fused(
		forms{VFNMADD231PS, VFNMADD231PD, VFNMADD231PS_BCST, VFNMADD231PD_BCST},
		forms{VFNMADD213PS, VFNMADD213PD, VFNMADD213PS_BCST, VFNMADD213PD_BCST})
	fms = fused(
		forms{VFMSUB231PS, VFMSUB231PD, VFMSUB231PS_BCST, VFMSUB231PD_BCST},
		forms{VFMSUB213PS, VFMSUB213PD, VFMSUB213PS_BCST, VFMSUB213PD_BCST})
)

// fused picks the form in which one operand can be a constant in memory; the destination starts as a copy of another.
func fused(f231, f213 forms) func(a, b, x V) V {
	return func(a, b, x V) V {
		return each(func(i int, d Register) {
			_, constant := x[i].(Mem)
			_, factor := a[i].(Mem)
			switch {
			case constant:
				set(a[i], d)
				f213.emit(x[i], in(b, i), d)
			case factor:
				move(x[i], d)
				f231.emit(a[i], in(b, i), d)
			default:
				move(x[i], d)
				f231.emit(b[i], in(a, i), d)
			}
		})
	}
}

// poly is c[0] + c[1] x + c[2] x^2 + .... Longer ones are cut into even and odd powers, and again: a processor waits
// for results more than it computes.
func poly(x V, c []float64) V {
	if len(c) < 6 {
		return horner(x, c)
	}
	return polySquared(x, mul(x, x), c)
}

// polySquared is poly where x^2 is there already.
func polySquared(x, square V, c []float64) V {
	var even, odd []float64
	for i, k := range c {
		if i%2 == 0 {
			even = append(even, k)
		} else {
			odd = append(odd, k)
		}
	}
	return fma(poly(square, odd), x, poly(square, even))
}

func horner(x V, c []float64) V {
	n := len(c) - 1
	p := mov(num(c[n]))
	f := forms{VFMADD213PS, VFMADD213PD, VFMADD213PS_BCST, VFMADD213PD_BCST}
	for n--; n >= 0; n-- {
		for i, k := range num(c[n]) {
			f.emit(k, x[i], p[i])
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
