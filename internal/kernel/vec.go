package kernel

// function names an elementwise function that has a loop of its own. Loops are reached through switches over these
// names, not through function values, so that slices of the caller's stack stay there.
type function uint8

const (
	noFunction function = iota // the scalar form only
	fnExp
	fnExpm1
	fnLog
	fnLog1p
	fnTanh
	fnSigmoid
	fnLogSigmoid
	fnSoftplus
	fnSiLU
	fnSiLUGrad
	fnLgamma
	fnDigamma
	fnSin
	fnCos
	fnLogBesselI0e
	fnErf
	fnErfc
	fnNormalCDF
	fnLogNormalCDF
	fnInverseMills
	fnNormalQuantile
	fnGELU
	fnGELUGrad
	fnLBeta
	fnLogGammaDensity
	fnLogPoisson
	fnLog1mExp
	fnXMulY
	fnAddLogWeight
	fnFiniteBeside
	fnDigammaFall
	fnLogSumExp
	fnLogSoftmax
	fnSoftmax
	fnSumRows
	fnMaxRows
	fnNeg
	fnSquare
	fnSqrt
	fnReciprocal
	fnFill
	fnAdd
	fnSub
	fnMul
	fnDiv
	fnMax
	fnMin
	fnLess
	fnEqual
	fnAbs
	fnSign
	fnIsInteger
	fnClip
	fnBetween
	fnKeep
	fnDrop
	fnReLU
	fnLeakyReLU
	fnELU
	fnReLUGrad
	fnLeakyReLUGrad
	fnELUGrad
	fnTanhGrad
	fnSigmoidGrad
	fnSoftplusGrad
	fnSGD
	fnMomentum
	fnNesterov
	fnRMSProp
	fnAdam
)

// plain32 runs the plain Go loop of f over float32 and reports whether there is one.
func plain32(f function, dst, x []float32) bool {
	switch f {
	case fnExp:
		exp32(dst, x)
	case fnExpm1:
		expm132(dst, x)
	case fnLog:
		log32(dst, x)
	case fnLog1p:
		log1p32(dst, x)
	case fnTanh:
		tanh32(dst, x)
	case fnSigmoid:
		sigmoid32(dst, x)
	case fnLogSigmoid:
		logSigmoid32(dst, x)
	case fnSoftplus:
		softplus32(dst, x)
	case fnSiLU:
		silu32(dst, x)
	case fnLgamma:
		lgamma32(dst, x)
	case fnDigamma:
		digamma32(dst, x)
	default:
		return false
	}
	return true
}

// run32 runs the fastest loop of f over float32 and reports whether there is one.
func run32(f function, dst, x []float32) bool {
	return len(x) > 0 && vector32(f, dst, x) || plain32(f, dst, x)
}

// runRows runs f over rows of k elements in assembly and reports whether it can; dst has a row, or a number, for each.
func runRows[T Float](f function, dst, x []T, rows, k int) bool {
	if rows == 0 || k == 0 {
		return false
	}
	width := k
	switch f {
	case fnLogSumExp, fnSumRows, fnMaxRows:
		width = 1
	}
	checkMatrix("x", x, rows, k, k) // slices would reach to their capacities
	checkMatrix("dst", dst, rows, width, width)
	x, dst = x[:rows*k], dst[:rows*width]
	if isSingle[T]() {
		return vectorRows32(f, as32(dst), as32(x), rows, k)
	}
	return vectorRows64(f, as64(dst), as64(x), rows, k)
}

// runWholeRows is runRows over all of x. It leaves a part of a row to the plain loops, which panic at it.
func runWholeRows[T Float](f function, dst, x []T, k int) bool {
	return k > 0 && len(x)%k == 0 && runRows(f, dst, x, len(x)/k, k)
}

// The functions below run f in assembly and report whether they can. If slices are too short they cannot, so that the
// plain loops panic at them.

func runUnary[T Float](f function, dst, x []T) bool {
	if len(x) == 0 || len(dst) < len(x) {
		return false
	}
	if isSingle[T]() {
		return vector32(f, as32(dst[:len(x)]), as32(x))
	}
	return vector64(f, as64(dst[:len(x)]), as64(x))
}

// runBinary is for operands of dst's length or of one number.
func runBinary[T Float](f function, dst, a, b []T) bool {
	if isSingle[T]() {
		return vectorBinary32(f, as32(dst), as32(a), as32(b))
	}
	return vectorBinary64(f, as64(dst), as64(a), as64(b))
}

// runPair is for operands of one length and a number.
func runPair[T Float](f function, dst, a, b []T, c T) bool {
	n := len(a)
	if n == 0 || len(dst) < n || len(b) < n {
		return false
	}
	if isSingle[T]() {
		return vectorPair32(f, as32(dst[:n]), as32(a), as32(b), float32(c))
	}
	return vectorPair64(f, as64(dst[:n]), as64(a), as64(b), float64(c))
}

// runNumber is for one operand and a number.
func runNumber[T Float](f function, dst, x []T, c T) bool {
	n := len(x)
	if n == 0 || len(dst) < n {
		return false
	}
	if isSingle[T]() {
		return vectorNumber32(f, as32(dst[:n]), as32(x), float32(c))
	}
	return vectorNumber64(f, as64(dst[:n]), as64(x), float64(c))
}

// runRange is for one operand and two numbers.
func runRange[T Float](f function, dst, x []T, lo, hi T) bool {
	n := len(x)
	if n == 0 || len(dst) < n {
		return false
	}
	if isSingle[T]() {
		return vectorRange32(f, as32(dst[:n]), as32(x), float32(lo), float32(hi))
	}
	return vectorRange64(f, as64(dst[:n]), as64(x), float64(lo), float64(hi))
}

// runColumns is for the sum of rows of dst's length that begin every stride elements.
func runColumns[T Float](dst, x []T, rows, stride int) bool {
	if len(dst) == 0 || rows == 0 {
		return false
	}
	x = x[:(rows-1)*stride+len(dst)]
	if isSingle[T]() {
		return vectorColumns32(as32(dst), as32(x), rows, stride)
	}
	return vectorColumns64(as64(dst), as64(x), rows, stride)
}
