package kernel

import "math"

// LogNormalQuantile64 is the x with log Phi(x) = l, to 1e-15 relative, for tails whose probability underflows: -Inf at -Inf, +Inf
// at 0, NaN above.
func LogNormalQuantile64(l float64) float64 {
	switch {
	case !(l <= 0):
		return math.NaN()
	case l > -math.Ln2:
		return -NormalQuantile64(-math.Expm1(l)) // 1 - Phi
	case l > -700:
		return NormalQuantile64(math.Exp(l))
	case l < -1e30: // log(-x) is below an ulp of x^2/2
		return -math.Sqrt2 * math.Sqrt(-l)
	}
	x := -math.Sqrt(-2 * (l + math.Log(-2*l)/2 + logSqrt2Pi))
	for range 3 { // phi/Phi = -x - 1/x + O(x^-3)
		x += (LogNormalCDF64(x) - l) / (x + 1/x)
	}
	return x
}

// Log1mExp64 is log(1 - e^x): -Inf at 0, NaN above (Maechler (2012), Accurately computing log(1 - exp(-|a|))).
func Log1mExp64(x float64) float64 {
	if x > -math.Ln2 {
		return Log64(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// Log1mExp sets dst[i] = log(1 - e^x[i]), see Log1mExp64; dst may be x.
func Log1mExp[T Float](dst, x []T) {
	checkLengths(len(dst), len(x))
	if isSingle[T]() && runUnary(fnLog1mExp, dst, x) {
		return
	}
	var near, far [repeats]T
	for len(x) > 0 {
		n := min(len(x), repeats)
		u, v := near[:n], far[:n]
		Expm1(u, x[:n])
		Neg(u, u)
		Log(u, u)
		Exp(v, x[:n])
		Neg(v, v)
		Log1p(v, v)
		selectBetween(dst[:n], x[:n], v, u, T(math.Inf(-1)), -math.Ln2)
		dst, x = dst[n:], x[n:]
	}
}

// Sinh64 is (e^x - e^-x)/2, finite up to 710.47; math.Sinh overflows at 709.78.
func Sinh64(x float64) float64 {
	if math.Abs(x) < 700 {
		return math.Sinh(x)
	}
	return math.Copysign(Cosh64(x), x)
}

// Cosh64 is (e^x + e^-x)/2, finite up to 710.47.
func Cosh64(x float64) float64 {
	if math.Abs(x) < 700 {
		return math.Cosh(x)
	}
	half := math.Exp(math.Abs(x) / 2)
	return half / 2 * half
}

// CumSum sets dst to the sums of x from the start of each row of k elements up to and with each element, or with back those
// from each element on to the end. They run in float64. dst may be x.
func CumSum[T Float](dst, x []T, k int, back bool) {
	if k == 0 {
		return
	}
	for row := 0; row < len(x); row += k {
		sum := 0.
		for i := range k {
			at := row + i
			if back {
				at = row + k - 1 - i
			}
			sum += float64(x[at])
			dst[at] = T(sum)
		}
	}
}
