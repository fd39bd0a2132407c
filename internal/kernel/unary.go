package kernel

import "math"

// Fill sets every dst[i] = v.
func Fill[T Float](dst []T, v T) {
	if len(dst) >= 8 && runNumber(fnFill, dst, dst, v) {
		return
	}
	for i := range dst {
		dst[i] = v
	}
}

// Repeat copies a to dst, or repeats its only element: the run of a broadcast.
func Repeat[T Float](dst, a []T) {
	if len(a) == len(dst) {
		copy(dst, a)
		return
	}
	Fill(dst, a[0])
}

// Map makes a unary loop of f.
func Map[T Float](f func(x T) T) func(dst, x []T) {
	return func(dst, x []T) {
		for i, v := range x {
			dst[i] = f(v)
		}
	}
}

// Neg sets dst[i] = -x[i].
func Neg[T Float](dst, x []T) {
	if runUnary(fnNeg, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = -v
	}
}

// Square sets dst[i] = x[i]^2.
func Square[T Float](dst, x []T) {
	if runUnary(fnSquare, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = v * v
	}
}

// Sqrt sets dst[i] to the square root of x[i].
func Sqrt[T Float](dst, x []T) {
	if runUnary(fnSqrt, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = T(math.Sqrt(float64(v)))
	}
}

// Reciprocal sets dst[i] = 1/x[i].
func Reciprocal[T Float](dst, x []T) {
	if runNumber(fnReciprocal, dst, x, 1) {
		return
	}
	for i, v := range x {
		dst[i] = 1 / v
	}
}

// Shift makes the loop dst[i] = x[i] + c.
func Shift[T Float](c float64) func(dst, x []T) {
	t := []T{T(c)}
	return func(dst, x []T) { Add(dst[:len(x)], x, t) }
}

// Scale makes the loop dst[i] = c x[i].
func Scale[T Float](c float64) func(dst, x []T) {
	t := []T{T(c)}
	return func(dst, x []T) { Mul(dst[:len(x)], x, t) }
}
