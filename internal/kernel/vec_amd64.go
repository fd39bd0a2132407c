//go:build amd64 && !noasm

package kernel

//go:generate go -C gen run ./vec -group float32 -out ../vec_float32_amd64.s -kernels ../vec_float32_amd64.go -pkg kernel
//go:generate go -C gen run ./vec -group float64 -out ../vec_float64_amd64.s -kernels ../vec_float64_amd64.go -pkg kernel
//go:generate go -C gen run ./vec -group gamma -out ../vec_gamma_amd64.s -kernels ../vec_gamma_amd64.go -pkg kernel
//go:generate go -C gen run ./vec -group normal -out ../vec_normal_amd64.s -kernels ../vec_normal_amd64.go -pkg kernel
//go:generate go -C gen run ./vec -group rows -out ../vec_rows_amd64.s -kernels ../vec_rows_amd64.go -pkg kernel

// vector32 runs f in assembly over slices of one length above 0, and reports whether it can.
func vector32(f function, dst, x []float32) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	d, s, n := &dst[0], &x[0], len(x)
	switch f {
	case fnExp:
		vecExp32(d, s, n, l)
	case fnExpm1:
		vecExpm132(d, s, n, l)
	case fnLog:
		vecLog32(d, s, n, l)
	case fnLog1p:
		vecLog1p32(d, s, n, l)
	case fnTanh:
		vecTanh32(d, s, n, l)
	case fnSigmoid:
		vecSigmoid32(d, s, n, l)
	case fnLogSigmoid:
		vecLogSigmoid32(d, s, n, l)
	case fnSoftplus:
		vecSoftplus32(d, s, n, l)
	case fnSiLU:
		vecSiLU32(d, s, n, l)
	case fnErf:
		vecErf32(d, s, n, l)
	case fnErfc:
		vecErfc32(d, s, n, l)
	case fnNormalCDF:
		vecNormalCDF32(d, s, n, l)
	case fnLogNormalCDF:
		vecLogNormalCDF32(d, s, n, l)
	case fnNormalQuantile:
		vecNormalQuantile32(d, s, n, l)
	case fnInverseMills:
		vecInverseMills32(d, s, n, l)
	case fnLog1mExp:
		vecLog1mExp32(d, s, n, l)
	case fnGELU:
		vecGELU32(d, s, n, l)
	case fnLogBesselI0e:
		vecLogBesselI0e32(d, s, n, l)
	case fnLgamma, fnDigamma, fnSin, fnCos:
		inParts(f, dst, x, l)
	default:
		return simple32(f, d, s, n, l)
	}
	return true
}

// simple32 is vector32 for the functions of an instruction or two.
func simple32(f function, dst, x *float32, n int, l Level) bool {
	switch f {
	case fnNeg:
		vecNeg32(dst, x, n, l)
	case fnSquare:
		vecSquare32(dst, x, n, l)
	case fnSqrt:
		vecSqrt32(dst, x, n, l)
	case fnReLU:
		vecReLU32(dst, x, n, l)
	case fnAbs:
		vecAbs32(dst, x, n, l)
	case fnSign:
		vecSign32(dst, x, n, l)
	case fnIsInteger:
		vecIsInteger32(dst, x, n, l)
	default:
		return false
	}
	return true
}

// vector64 is vector32 for float64.
func vector64(f function, dst, x []float64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	d, s, n := &dst[0], &x[0], len(x)
	switch f {
	case fnExp:
		vecExp64(d, s, n, l)
	case fnExpm1:
		vecExpm164(d, s, n, l)
	case fnLog:
		vecLog64(d, s, n, l)
	case fnLog1p:
		vecLog1p64(d, s, n, l)
	case fnTanh:
		vecTanh64(d, s, n, l)
	case fnSigmoid:
		vecSigmoid64(d, s, n, l)
	case fnLogSigmoid:
		vecLogSigmoid64(d, s, n, l)
	case fnSoftplus:
		vecSoftplus64(d, s, n, l)
	case fnSiLU:
		vecSiLU64(d, s, n, l)
	case fnErf:
		vecErf64(d, s, n, l)
	case fnErfc:
		vecErfc64(d, s, n, l)
	case fnNormalCDF:
		vecNormalCDF64(d, s, n, l)
	case fnGELU:
		vecGELU64(d, s, n, l)
	case fnLogBesselI0e:
		vecLogBesselI0e64(d, s, n, l)
	case fnLgamma, fnDigamma, fnLogNormalCDF, fnSin, fnCos:
		inParts(f, dst, x, l)
	default:
		return simple64(f, d, s, n, l)
	}
	return true
}

// simple64 is simple32 for float64.
func simple64(f function, dst, x *float64, n int, l Level) bool {
	switch f {
	case fnNeg:
		vecNeg64(dst, x, n, l)
	case fnSquare:
		vecSquare64(dst, x, n, l)
	case fnSqrt:
		vecSqrt64(dst, x, n, l)
	case fnReLU:
		vecReLU64(dst, x, n, l)
	case fnAbs:
		vecAbs64(dst, x, n, l)
	case fnSign:
		vecSign64(dst, x, n, l)
	case fnIsInteger:
		vecIsInteger64(dst, x, n, l)
	default:
		return false
	}
	return true
}

// vectorRows32 runs f in assembly over rows of k elements, at least one of each, and reports whether it can.
func vectorRows32(f function, dst, x []float32, rows, k int) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	switch f {
	case fnLogSumExp:
		vecLogSumExp32(&dst[0], &x[0], rows, k, l)
	case fnLogSoftmax:
		vecLogSoftmax32(&dst[0], &x[0], rows, k, l)
	case fnSoftmax:
		vecSoftmax32(&dst[0], &x[0], rows, k, l)
	case fnSumRows:
		vecSumRows32(&dst[0], &x[0], rows, k, l)
	case fnMaxRows:
		vecMaxRows32(&dst[0], &x[0], rows, k, l)
	default:
		return false
	}
	return true
}

// vectorRows64 runs f in assembly over rows of k elements, at least one of each, and reports whether it can.
func vectorRows64(f function, dst, x []float64, rows, k int) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	switch f {
	case fnLogSumExp:
		vecLogSumExp64(&dst[0], &x[0], rows, k, l)
	case fnLogSoftmax:
		vecLogSoftmax64(&dst[0], &x[0], rows, k, l)
	case fnSoftmax:
		vecSoftmax64(&dst[0], &x[0], rows, k, l)
	case fnSumRows:
		vecSumRows64(&dst[0], &x[0], rows, k, l)
	case fnMaxRows:
		vecMaxRows64(&dst[0], &x[0], rows, k, l)
	default:
		return false
	}
	return true
}
