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
	if f == fnLogSumExp {
		dst = dst[:rows]
	} else {
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
