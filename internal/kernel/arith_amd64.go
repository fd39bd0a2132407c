//go:build amd64 && !noasm

package kernel

//go:generate go -C gen run ./vec -group arith -out ../vec_arith_amd64.s -kernels ../vec_arith_amd64.go -pkg kernel

// vectorBinary32 runs f in assembly where dst and one operand have one length and the other operand has it too or is
// one number, and reports whether that is so. Short runs are left to plain Go, which gives the same bits.
func vectorBinary32(f function, dst, a, b []float32) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic || n < 4 {
		return false
	}
	d := &dst[0]
	switch {
	case len(a) == n && len(b) == n:
		switch f {
		case fnAdd:
			vecAdd32(d, &a[0], &b[0], n, l)
		case fnSub:
			vecSub32(d, &a[0], &b[0], n, l)
		case fnMul:
			vecMul32(d, &a[0], &b[0], n, l)
		case fnDiv:
			vecDiv32(d, &a[0], &b[0], n, l)
		}
	case len(a) == n:
		switch f {
		case fnAdd:
			vecAddNumber32(d, &a[0], &b[0], n, l)
		case fnSub:
			vecSubNumber32(d, &a[0], &b[0], n, l)
		case fnMul:
			vecMulNumber32(d, &a[0], &b[0], n, l)
		case fnDiv:
			vecDivNumber32(d, &a[0], &b[0], n, l)
		}
	case len(b) == n:
		switch f {
		case fnAdd:
			vecAddNumber32(d, &b[0], &a[0], n, l)
		case fnSub:
			vecSubFrom32(d, &b[0], &a[0], n, l)
		case fnMul:
			vecMulNumber32(d, &b[0], &a[0], n, l)
		case fnDiv:
			vecDivInto32(d, &b[0], &a[0], n, l)
		}
	default:
		return false
	}
	return true
}

// vectorPair32 runs f in assembly over a and b of one length above 0, with the number c, and reports whether it can.
func vectorPair32(f function, dst, a, b []float32, c float32) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	d, p, q := &dst[0], &a[0], &b[0]
	switch f {
	case fnMax:
		vecMax32(d, p, q, n, l)
	case fnMin:
		vecMin32(d, p, q, n, l)
	case fnLess:
		vecLess32(d, p, q, n, l)
	case fnEqual:
		vecEqual32(d, p, q, n, l)
	case fnKeep:
		vecKeep32(d, p, q, n, l)
	case fnDrop:
		vecDrop32(d, p, q, n, l)
	case fnXMulY:
		vecXMulY32(d, p, q, n, l)
	case fnFiniteBeside:
		vecFiniteBeside32(d, p, q, n, l)
	case fnAddLogWeight:
		vecAddLogWeight32(d, p, q, n, l)
	case fnReLUGrad:
		vecReLUGrad32(d, p, q, n, l)
	case fnLeakyReLUGrad:
		vecLeakyReLUGrad32(d, p, q, &c, n, l)
	case fnELUGrad:
		vecELUGrad32(d, p, q, &c, n, l)
	case fnTanhGrad:
		vecTanhGrad32(d, p, q, n, l)
	case fnSigmoidGrad:
		vecSigmoidGrad32(d, p, q, n, l)
	case fnSoftplusGrad:
		vecSoftplusGrad32(d, p, q, n, l)
	case fnLBeta:
		vecLBeta32(d, p, q, n, l)
	case fnDigammaFall:
		vecDigammaFall32(d, p, q, n, l)
	case fnLogGammaDensity:
		vecLogGammaDensity32(d, p, q, n, l)
	case fnLogPoisson:
		vecLogPoisson32(d, p, q, n, l)
	case fnGELUGrad:
		vecGELUGrad32(d, p, q, n, l)
	case fnSiLUGrad:
		vecSiLUGrad32(d, p, q, n, l)
	default:
		return false
	}
	return true
}

// vectorNumber32 runs f in assembly over x, not empty, with the number c, and reports whether it can.
func vectorNumber32(f function, dst, x []float32, c float32) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	switch f {
	case fnReciprocal:
		vecDivInto32(&dst[0], &x[0], &c, n, l)
	case fnLeakyReLU:
		vecLeakyReLU32(&dst[0], &x[0], &c, n, l)
	case fnELU:
		vecELU32(&dst[0], &x[0], &c, n, l)
	case fnFill:
		vecFill32(&dst[0], &c, n, l)
	default:
		return false
	}
	return true
}

// vectorRange32 runs f in assembly over x, not empty, with two numbers, and reports whether it can.
func vectorRange32(f function, dst, x []float32, lo, hi float32) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	switch f {
	case fnClip:
		vecClip32(&dst[0], &x[0], &lo, &hi, n, l)
	case fnBetween:
		vecBetween32(&dst[0], &x[0], &lo, &hi, n, l)
	default:
		return false
	}
	return true
}

// vectorSelect32 runs Select in assembly over slices of one length above 0, and reports whether it can.
func vectorSelect32(dst, mask, a, b []float32) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSelect32(&dst[0], &mask[0], &a[0], &b[0], len(dst), l)
	return true
}

// vectorSelectBetween32 runs SelectBetween in assembly over slices of one length above 0, and reports whether it can.
func vectorSelectBetween32(dst, x, a, b []float32, lo, hi float32) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSelectBetween32(&dst[0], &x[0], &a[0], &b[0], &lo, &hi, len(dst), l)
	return true
}

// vectorColumns32 runs the sum of rows in assembly, and reports whether it can.
func vectorColumns32(dst, x []float32, rows, stride int) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSumColumns32(&dst[0], &x[0], len(dst), rows, stride, l)
	return true
}

// vectorBinary64 runs f in assembly where dst and one operand have one length and the other operand has it too or is
// one number, and reports whether that is so. Short runs are left to plain Go, which gives the same bits.
func vectorBinary64(f function, dst, a, b []float64) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic || n < 4 {
		return false
	}
	d := &dst[0]
	switch {
	case len(a) == n && len(b) == n:
		switch f {
		case fnAdd:
			vecAdd64(d, &a[0], &b[0], n, l)
		case fnSub:
			vecSub64(d, &a[0], &b[0], n, l)
		case fnMul:
			vecMul64(d, &a[0], &b[0], n, l)
		case fnDiv:
			vecDiv64(d, &a[0], &b[0], n, l)
		}
	case len(a) == n:
		switch f {
		case fnAdd:
			vecAddNumber64(d, &a[0], &b[0], n, l)
		case fnSub:
			vecSubNumber64(d, &a[0], &b[0], n, l)
		case fnMul:
			vecMulNumber64(d, &a[0], &b[0], n, l)
		case fnDiv:
			vecDivNumber64(d, &a[0], &b[0], n, l)
		}
	case len(b) == n:
		switch f {
		case fnAdd:
			vecAddNumber64(d, &b[0], &a[0], n, l)
		case fnSub:
			vecSubFrom64(d, &b[0], &a[0], n, l)
		case fnMul:
			vecMulNumber64(d, &b[0], &a[0], n, l)
		case fnDiv:
			vecDivInto64(d, &b[0], &a[0], n, l)
		}
	default:
		return false
	}
	return true
}

// vectorPair64 runs f in assembly over a and b of one length above 0, with the number c, and reports whether it can.
func vectorPair64(f function, dst, a, b []float64, c float64) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	d, p, q := &dst[0], &a[0], &b[0]
	switch f {
	case fnMax:
		vecMax64(d, p, q, n, l)
	case fnMin:
		vecMin64(d, p, q, n, l)
	case fnLess:
		vecLess64(d, p, q, n, l)
	case fnEqual:
		vecEqual64(d, p, q, n, l)
	case fnKeep:
		vecKeep64(d, p, q, n, l)
	case fnDrop:
		vecDrop64(d, p, q, n, l)
	case fnXMulY:
		vecXMulY64(d, p, q, n, l)
	case fnFiniteBeside:
		vecFiniteBeside64(d, p, q, n, l)
	case fnAddLogWeight:
		vecAddLogWeight64(d, p, q, n, l)
	case fnReLUGrad:
		vecReLUGrad64(d, p, q, n, l)
	case fnLeakyReLUGrad:
		vecLeakyReLUGrad64(d, p, q, &c, n, l)
	case fnELUGrad:
		vecELUGrad64(d, p, q, &c, n, l)
	case fnTanhGrad:
		vecTanhGrad64(d, p, q, n, l)
	case fnSigmoidGrad:
		vecSigmoidGrad64(d, p, q, n, l)
	case fnSoftplusGrad:
		vecSoftplusGrad64(d, p, q, n, l)
	default:
		return false
	}
	return true
}

// vectorNumber64 runs f in assembly over x, not empty, with the number c, and reports whether it can.
func vectorNumber64(f function, dst, x []float64, c float64) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	switch f {
	case fnReciprocal:
		vecDivInto64(&dst[0], &x[0], &c, n, l)
	case fnLeakyReLU:
		vecLeakyReLU64(&dst[0], &x[0], &c, n, l)
	case fnELU:
		vecELU64(&dst[0], &x[0], &c, n, l)
	case fnFill:
		vecFill64(&dst[0], &c, n, l)
	default:
		return false
	}
	return true
}

// vectorRange64 runs f in assembly over x, not empty, with two numbers, and reports whether it can.
func vectorRange64(f function, dst, x []float64, lo, hi float64) bool {
	l, n := CPULevel(), len(dst)
	if l == Generic {
		return false
	}
	switch f {
	case fnClip:
		vecClip64(&dst[0], &x[0], &lo, &hi, n, l)
	case fnBetween:
		vecBetween64(&dst[0], &x[0], &lo, &hi, n, l)
	default:
		return false
	}
	return true
}

// vectorSelect64 runs Select in assembly over slices of one length above 0, and reports whether it can.
func vectorSelect64(dst, mask, a, b []float64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSelect64(&dst[0], &mask[0], &a[0], &b[0], len(dst), l)
	return true
}

// vectorSelectBetween64 runs SelectBetween in assembly over slices of one length above 0, and reports whether it can.
func vectorSelectBetween64(dst, x, a, b []float64, lo, hi float64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSelectBetween64(&dst[0], &x[0], &a[0], &b[0], &lo, &hi, len(dst), l)
	return true
}

// vectorColumns64 runs the sum of rows in assembly, and reports whether it can.
func vectorColumns64(dst, x []float64, rows, stride int) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecSumColumns64(&dst[0], &x[0], len(dst), rows, stride, l)
	return true
}
