package kernel

import "math"

// Loops that compare. A truth is 1 or 0; comparisons with NaN are false. Those of two operands take runs as Add does, and
// have assembly where both are as long as dst.

// Abs sets dst[i] = |x[i]|.
func Abs[T Float](dst, x []T) {
	if runUnary(fnAbs, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = T(math.Abs(float64(v)))
	}
}

// Sign sets dst[i] to -1, 1 or, where it is 0 or NaN, to x[i].
func Sign[T Float](dst, x []T) {
	if runUnary(fnSign, dst, x) {
		return
	}
	for i, v := range x {
		switch {
		case v > 0:
			v = 1
		case v < 0:
			v = -1
		}
		dst[i] = v
	}
}

// IsInteger sets dst[i] to whether x[i] is a finite whole number.
func IsInteger[T Float](dst, x []T) {
	if runUnary(fnIsInteger, dst, x) {
		return
	}
	for i, v := range x {
		f := float64(v)
		dst[i] = truth[T](f == math.Trunc(f) && !math.IsInf(f, 0))
	}
}

// Clip makes the loop dst[i] = min(max(x[i], lo), hi); NaN stays NaN.
func Clip[T Float](lo, hi float64) func(dst, x []T) {
	l, h := T(lo), T(hi)
	return func(dst, x []T) {
		if runRange(fnClip, dst, x, l, h) {
			return
		}
		for i, v := range x {
			dst[i] = min(max(v, l), h)
		}
	}
}

// Between makes the loop of whether lo <= x[i] <= hi.
func Between[T Float](lo, hi float64) func(dst, x []T) {
	l, h := T(lo), T(hi)
	return func(dst, x []T) {
		if runRange(fnBetween, dst, x, l, h) {
			return
		}
		for i, v := range x {
			dst[i] = truth[T](l <= v && v <= h)
		}
	}
}

// SelectBetween makes the loop of a[i] where lo <= x[i] <= hi and b[i] elsewhere: Select by Between, in one pass. It has assembly
// where all are as long as dst.
func SelectBetween[T Float](lo, hi float64) func(dst, x, a, b []T) {
	l, h := T(lo), T(hi)
	return func(dst, x, a, b []T) { selectBetween(dst, x, a, b, l, h) }
}

func selectBetween[T Float](dst, x, a, b []T, lo, hi T) {
	if runSelectBetween(dst, x, a, b, lo, hi) {
		return
	}
	sx, sa, sb := stride(x, dst), stride(a, dst), stride(b, dst)
	for i := range dst {
		if v := x[i*sx]; lo <= v && v <= hi {
			dst[i] = a[i*sa]
		} else {
			dst[i] = b[i*sb]
		}
	}
}

func runSelectBetween[T Float](dst, x, a, b []T, lo, hi T) bool {
	if n := len(dst); n == 0 || len(x) != n || len(a) != n || len(b) != n {
		return false
	}
	if isSingle[T]() {
		return vectorSelectBetween32(as32(dst), as32(x), as32(a), as32(b), float32(lo), float32(hi))
	}
	return vectorSelectBetween64(as64(dst), as64(x), as64(a), as64(b), float64(lo), float64(hi))
}

// Maximum sets dst[i] = max(a[i], b[i]), NaN if either is.
func Maximum[T Float](dst, a, b []T) {
	if !runMasked(fnMax, dst, a, b) {
		Map2(larger[T])(dst, a, b)
	}
}

// Minimum sets dst[i] = min(a[i], b[i]), NaN if either is.
func Minimum[T Float](dst, a, b []T) {
	if !runMasked(fnMin, dst, a, b) {
		Map2(smaller[T])(dst, a, b)
	}
}

// Less sets dst[i] to whether a[i] < b[i].
func Less[T Float](dst, a, b []T) {
	if !runMasked(fnLess, dst, a, b) {
		Map2(isLess[T])(dst, a, b)
	}
}

// Equal sets dst[i] to whether a[i] = b[i].
func Equal[T Float](dst, a, b []T) {
	if !runMasked(fnEqual, dst, a, b) {
		Map2(isEqual[T])(dst, a, b)
	}
}

func larger[T Float](a, b T) T  { return max(a, b) }
func smaller[T Float](a, b T) T { return min(a, b) }
func isLess[T Float](a, b T) T  { return truth[T](a < b) }
func isEqual[T Float](a, b T) T { return truth[T](a == b) }

func truth[T Float](ok bool) T {
	if ok {
		return 1
	}
	return 0
}
