package kernel

import "math"

// The binary loops take operands of dst's length or of length 1, which is repeated: the runs of a Plan.

// Add sets dst[i] = a[i] + b[i].
func Add[T Float](dst, a, b []T) {
	switch {
	case runBinary(fnAdd, dst, a, b):
	case len(b) == len(dst) && len(a) == len(dst):
		for i, v := range a {
			dst[i] = v + b[i]
		}
	case len(a) == len(dst):
		for i, v := range a {
			dst[i] = v + b[0]
		}
	case len(b) == len(dst):
		for i, v := range b {
			dst[i] = a[0] + v
		}
	default:
		Fill(dst, a[0]+b[0])
	}
}

// Sub sets dst[i] = a[i] - b[i].
func Sub[T Float](dst, a, b []T) {
	switch {
	case runBinary(fnSub, dst, a, b):
	case len(b) == len(dst) && len(a) == len(dst):
		for i, v := range a {
			dst[i] = v - b[i]
		}
	case len(a) == len(dst):
		for i, v := range a {
			dst[i] = v - b[0]
		}
	case len(b) == len(dst):
		for i, v := range b {
			dst[i] = a[0] - v
		}
	default:
		Fill(dst, a[0]-b[0])
	}
}

// Mul sets dst[i] = a[i] * b[i].
func Mul[T Float](dst, a, b []T) {
	switch {
	case runBinary(fnMul, dst, a, b):
	case len(b) == len(dst) && len(a) == len(dst):
		for i, v := range a {
			dst[i] = v * b[i]
		}
	case len(a) == len(dst):
		for i, v := range a {
			dst[i] = v * b[0]
		}
	case len(b) == len(dst):
		for i, v := range b {
			dst[i] = a[0] * v
		}
	default:
		Fill(dst, a[0]*b[0])
	}
}

// Div sets dst[i] = a[i] / b[i].
func Div[T Float](dst, a, b []T) {
	switch {
	case runBinary(fnDiv, dst, a, b):
	case len(b) == len(dst) && len(a) == len(dst):
		for i, v := range a {
			dst[i] = v / b[i]
		}
	case len(a) == len(dst):
		for i, v := range a {
			dst[i] = v / b[0]
		}
	case len(b) == len(dst):
		for i, v := range b {
			dst[i] = a[0] / v
		}
	default:
		Fill(dst, a[0]/b[0])
	}
}

// Map2 makes a binary loop of f.
func Map2[T Float](f func(a, b T) T) func(dst, a, b []T) {
	return func(dst, a, b []T) {
		sa, sb := stride(a, dst), stride(b, dst)
		for i := range dst {
			dst[i] = f(a[i*sa], b[i*sb])
		}
	}
}

// Map3 makes a loop over three operands of f.
func Map3[T Float](f func(a, b, c T) T) func(dst, a, b, c []T) {
	return func(dst, a, b, c []T) {
		sa, sb, sc := stride(a, dst), stride(b, dst), stride(c, dst)
		for i := range dst {
			dst[i] = f(a[i*sa], b[i*sb], c[i*sc])
		}
	}
}

// stride is 1 for a run of dst's length and 0 for one that is repeated.
func stride[T Float](a, dst []T) int {
	if len(a) == len(dst) {
		return 1
	}
	return 0
}

// XMulY sets dst[i] = x[i] y[i], and 0 where x[i] is 0 whatever y[i] is, unless that is NaN.
func XMulY[T Float](dst, x, y []T) {
	if !runMasked(fnXMulY, dst, x, y) {
		Map2(xmuly[T])(dst, x, y)
	}
}

func xmuly[T Float](x, y T) T {
	if x == 0 && y == y {
		return 0
	}
	return x * y
}

// FiniteBeside sets dst[i] = y[i], and 0 where that is infinite and x[i] is 0.
func FiniteBeside[T Float](dst, y, x []T) {
	if !runMasked(fnFiniteBeside, dst, y, x) {
		Map2(finiteBeside[T])(dst, y, x)
	}
}

func finiteBeside[T Float](y, x T) T {
	if x == 0 && y-y != 0 && y == y {
		return 0
	}
	return y
}

// AddLogWeight sets dst[i] = x[i] + w[i], and -Inf where w is -Inf and x +Inf: a part of weight 0 counts for nothing.
func AddLogWeight[T Float](dst, x, w []T) {
	if !runMasked(fnAddLogWeight, dst, x, w) {
		Map2(weighed[T])(dst, x, w)
	}
}

func weighed[T Float](x, w T) T {
	if math.IsInf(float64(w), -1) && math.IsInf(float64(x), 1) {
		return w
	}
	return x + w
}

// Select sets dst[i] to a[i] where mask[i] is not 0 and to b[i] elsewhere. It copies: what is not selected may be
// infinite or NaN.
func Select[T Float](dst, mask, a, b []T) {
	if runSelect(dst, mask, a, b) {
		return
	}
	sm, sa, sb := stride(mask, dst), stride(a, dst), stride(b, dst)
	for i := range dst {
		if mask[i*sm] != 0 {
			dst[i] = a[i*sa]
		} else {
			dst[i] = b[i*sb]
		}
	}
}

// Keep sets dst[i] to a[i] where mask[i] is not 0 and to 0 elsewhere, also where a[i] is infinite or NaN.
func Keep[T Float](dst, mask, a []T) {
	if runMasked(fnKeep, dst, mask, a) {
		return
	}
	sm, sa := stride(mask, dst), stride(a, dst)
	for i := range dst {
		var v T // dst may be mask or a
		if mask[i*sm] != 0 {
			v = a[i*sa]
		}
		dst[i] = v
	}
}

// Drop is Keep with the opposite mask.
func Drop[T Float](dst, mask, a []T) {
	if runMasked(fnDrop, dst, mask, a) {
		return
	}
	sm, sa := stride(mask, dst), stride(a, dst)
	for i := range dst {
		var v T // dst may be mask or a
		if mask[i*sm] == 0 {
			v = a[i*sa]
		}
		dst[i] = v
	}
}
