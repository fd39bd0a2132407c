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
	x = x[:rows*k]
	switch f {
	case fnLogSumExp, fnSumRows, fnMaxRows:
		dst = dst[:rows]
	default:
		dst = dst[:rows*k]
	}
	switch d := any(dst).(type) {
	case []float32:
		return vectorRows32(f, d, any(x).([]float32), rows, k)
	case []float64:
		return vectorRows64(f, d, any(x).([]float64), rows, k)
	}
	return false
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
	switch d := any(dst).(type) {
	case []float32:
		return vector32(f, d[:len(x)], any(x).([]float32))
	case []float64:
		return vector64(f, d[:len(x)], any(x).([]float64))
	}
	return false
}

// runBinary is for operands of dst's length or of one number.
func runBinary[T Float](f function, dst, a, b []T) bool {
	switch d := any(dst).(type) {
	case []float32:
		return vectorBinary32(f, d, any(a).([]float32), any(b).([]float32))
	case []float64:
		return vectorBinary64(f, d, any(a).([]float64), any(b).([]float64))
	}
	return false
}

// runPair is for operands of one length and a number.
func runPair[T Float](f function, dst, a, b []T, c T) bool {
	n := len(a)
	if n == 0 || len(dst) < n || len(b) < n {
		return false
	}
	switch d := any(dst[:n]).(type) {
	case []float32:
		return vectorPair32(f, d, any(a).([]float32), any(b).([]float32), float32(c))
	case []float64:
		return vectorPair64(f, d, any(a).([]float64), any(b).([]float64), float64(c))
	}
	return false
}

// runNumber is for one operand and a number.
func runNumber[T Float](f function, dst, x []T, c T) bool {
	n := len(x)
	if n == 0 || len(dst) < n {
		return false
	}
	switch d := any(dst[:n]).(type) {
	case []float32:
		return vectorNumber32(f, d, any(x).([]float32), float32(c))
	case []float64:
		return vectorNumber64(f, d, any(x).([]float64), float64(c))
	}
	return false
}

// runMasked is for f of a mask and one operand, both of dst's length.
func runMasked[T Float](f function, dst, mask, a []T) bool {
	return len(mask) == len(dst) && len(a) == len(dst) && runPair(f, dst, mask, a, 0)
}

func runSelect[T Float](dst, mask, a, b []T) bool {
	n := len(dst)
	if n == 0 || len(mask) != n || len(a) != n || len(b) != n {
		return false
	}
	switch d := any(dst).(type) {
	case []float32:
		return vectorSelect32(d, any(mask).([]float32), any(a).([]float32), any(b).([]float32))
	case []float64:
		return vectorSelect64(d, any(mask).([]float64), any(a).([]float64), any(b).([]float64))
	}
	return false
}

// runColumns is for the sum of rows of dst's length that begin every stride elements.
func runColumns[T Float](dst, x []T, rows, stride int) bool {
	if len(dst) == 0 || rows == 0 {
		return false
	}
	x = x[:(rows-1)*stride+len(dst)]
	switch d := any(dst).(type) {
	case []float32:
		return vectorColumns32(d, any(x).([]float32), rows, stride)
	case []float64:
		return vectorColumns64(d, any(x).([]float64), rows, stride)
	}
	return false
}
