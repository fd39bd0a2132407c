package kernel

import "math"

// LogGammaDensity sets dst[i] = log(x[i]^(a[i]-1) e^-x[i]/Gamma(a[i])), see LogGammaDensity64; a and x are runs of dst's length or of
// one number, and dst may be one of them. For shapes below gammaPlain, which most are, its logarithms are computed by the vectors'
// loops, a piece at a time; the error is some 1e-15 of the terms, none of which is above 50 max(1, |result|).
// For float32 they are one loop in float64.
func LogGammaDensity[T Float](dst, a, x []T) {
	if !isSingle[T]() || !gammaLogs32(fnLogGammaDensity, as32(dst), as32(a), as32(x), LogGammaDensity64) {
		gammaLogs(dst, a, x, 0, logGammaDensityOf)
	}
}

// LogPoisson sets dst[i] = log(r[i]^y[i] e^-r[i]/Gamma(y[i]+1)), see LogPoisson64, in the same way.
func LogPoisson[T Float](dst, y, r []T) {
	if !isSingle[T]() || !gammaLogs32(fnLogPoisson, as32(dst), as32(y), as32(r), LogPoisson64) {
		gammaLogs(dst, y, r, 1, logPoissonOf)
	}
}

// gammaLogs32 runs the loop of fn, which leaves NaN where f must do it, and reports whether there is one.
func gammaLogs32(fn function, dst, a, x []float32, f func(a, x float64) float64) bool {
	var room [3][repeats]float32
	var top [1]float32
	for lo := 0; lo < len(dst); lo += repeats {
		m := min(len(dst)-lo, repeats)
		p, q, out := runOf(room[0][:m], a, lo), runOf(room[1][:m], x, lo), room[2][:m]
		if !runPair(fn, out, p, q, 0) {
			return false // the first time, or never
		}
		if runRows(fnMaxRows, top[:], out, 1, m); top[0] != top[0] {
			for i, v := range out {
				if v != v {
					out[i] = float32(f(float64(p[i]), float64(q[i])))
				}
			}
		}
		copy(dst[lo:], out)
	}
	return true
}

// gammaLogs is f of a, x, log x and log Gamma(a+shift).
func gammaLogs[T Float](dst, a, x []T, shift float64, f func(a, x, logX, logGamma float64) float64) {
	n := len(dst)
	sa, sx := stride(a, dst), stride(x, dst)
	var shape, at, logX, logGamma [repeats]float64
	for lo := 0; lo < n; lo += repeats {
		m := min(n-lo, repeats)
		for i := range m {
			shape[i], at[i] = float64(a[(lo+i)*sa]), float64(x[(lo+i)*sx])
			logGamma[i] = shape[i] + shift
		}
		Log(logX[:m], at[:m])
		Lgamma(logGamma[:m], logGamma[:m])
		for i := range m {
			dst[lo+i] = T(f(shape[i], at[i], logX[i], logGamma[i]))
		}
	}
}

// gammaPlain is the shape up to which the terms of the density's logarithm do not cancel by more than two digits.
const gammaPlain = 16

// logGammaDensityOf is LogGammaDensity64 with log x and log Gamma(a) known.
func logGammaDensityOf(a, x, logX, logGamma float64) float64 {
	if a > 0 && a < gammaPlain && x > 0 && x <= math.MaxFloat64 {
		return (a-1)*logX - x - logGamma
	}
	return LogGammaDensity64(a, x)
}

// logPoissonOf is LogPoisson64 with log r and log y! known.
func logPoissonOf(y, r, logR, logFactorial float64) float64 {
	if y > 0 && y < gammaPlain && r > 0 && r <= math.MaxFloat64 {
		return y*logR - r - logFactorial
	}
	return LogPoisson64(y, r)
}
