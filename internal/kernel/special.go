package kernel

import (
	"fmt"
	"math"
)

// The loops below set dst[i] = f(x[i]); dst may be x. They panic unless the slices have one length. In float64 the
// error is below 1e-13 relative (where it is absolute, the scalar form says so); in float32 below 2.3 ulps. No finite
// argument inside the domain gives NaN: results too large are infinite, results too small 0.

// Exp sets dst[i] = e^x[i].
func Exp[T Float](dst, x []T) { loop(dst, x, fnExp, math.Exp) }

// Expm1 sets dst[i] = e^x[i] - 1 without cancellation near 0.
func Expm1[T Float](dst, x []T) { loop(dst, x, fnExpm1, math.Expm1) }

// Log sets dst[i] = log x[i]: -Inf at 0, NaN below.
func Log[T Float](dst, x []T) { loop(dst, x, fnLog, Log64) }

// Log1p sets dst[i] = log(1 + x[i]) without cancellation near 0: -Inf at -1, NaN below.
func Log1p[T Float](dst, x []T) { loop(dst, x, fnLog1p, math.Log1p) }

// Sin sets dst[i] = sin x[i], in float64 within 1.5 ulps: NaN at infinity.
func Sin[T Float](dst, x []T) { loop(dst, x, fnSin, math.Sin) }

// Cos sets dst[i] = cos x[i], in float64 within 1.5 ulps: NaN at infinity.
func Cos[T Float](dst, x []T) { loop(dst, x, fnCos, math.Cos) }

// Tanh sets dst[i] = tanh x[i].
func Tanh[T Float](dst, x []T) { loop(dst, x, fnTanh, math.Tanh) }

// Sigmoid sets dst[i] = 1/(1 + e^-x[i]).
func Sigmoid[T Float](dst, x []T) { loop(dst, x, fnSigmoid, Sigmoid64) }

// LogSigmoid sets dst[i] = log(1/(1 + e^-x[i])) = -softplus(-x[i]).
func LogSigmoid[T Float](dst, x []T) { loop(dst, x, fnLogSigmoid, LogSigmoid64) }

// Softplus sets dst[i] = log(1 + e^x[i]).
func Softplus[T Float](dst, x []T) { loop(dst, x, fnSoftplus, Softplus64) }

// Erf sets dst[i] = erf x[i] = 2/sqrt(pi) times the integral of e^-t^2 from 0 to x[i].
func Erf[T Float](dst, x []T) { loop(dst, x, fnErf, math.Erf) }

// Erfc sets dst[i] = 1 - erf x[i], relatively accurate in the upper tail.
func Erfc[T Float](dst, x []T) { loop(dst, x, fnErfc, math.Erfc) }

// NormalCDF sets dst[i] = Phi(x[i]), the standard normal cdf.
func NormalCDF[T Float](dst, x []T) { loop(dst, x, fnNormalCDF, NormalCDF64) }

// LogNormalCDF sets dst[i] = log Phi(x[i]).
func LogNormalCDF[T Float](dst, x []T) { loop(dst, x, fnLogNormalCDF, LogNormalCDF64) }

// NormalQuantile sets dst[i] to the number with Phi(dst[i]) = x[i]: -Inf at 0, +Inf at 1, NaN outside [0, 1].
func NormalQuantile[T Float](dst, x []T) { loop(dst, x, fnNormalQuantile, NormalQuantile64) }

// Lgamma sets dst[i] = log |Gamma(x[i])|: +Inf at 0 and the negative integers.
func Lgamma[T Float](dst, x []T) { loop(dst, x, fnLgamma, Lgamma64) }

// Digamma sets dst[i] = psi(x[i]): -Inf at 0, NaN at the negative integers.
func Digamma[T Float](dst, x []T) { loop(dst, x, fnDigamma, Digamma64) }

// Trigamma sets dst[i] = psi'(x[i]): +Inf at 0 and the negative integers.
func Trigamma[T Float](dst, x []T) { loop(dst, x, noFunction, Trigamma64) }

// GELU sets dst[i] = x[i] Phi(x[i]).
func GELU[T Float](dst, x []T) { loop(dst, x, fnGELU, GELU64) }

// SiLU sets dst[i] = x[i] sigmoid(x[i]).
func SiLU[T Float](dst, x []T) { loop(dst, x, fnSiLU, SiLU64) }

// GELUGrad sets dst[i] = dy[i] (Phi(x[i]) + x[i] phi(x[i])); dst may be x or dy.
func GELUGrad[T Float](dst, x, dy []T) { gradLoop(dst, x, dy, fnGELUGrad, GELUGrad64) }

// SiLUGrad sets dst[i] = dy[i] s (1 + x[i] (1 - s)) with s = sigmoid(x[i]); dst may be x or dy.
func SiLUGrad[T Float](dst, x, dy []T) { gradLoop(dst, x, dy, fnSiLUGrad, SiLUGrad64) }

// RegIncBeta sets dst[i] = I_x[i](a[i], b[i]), see RegIncBeta64; dst may be any of the others.
func RegIncBeta[T Float](dst, a, b, x []T) {
	checkLengths(len(dst), len(a), len(b), len(x))
	for i := range x {
		dst[i] = T(RegIncBeta64(float64(a[i]), float64(b[i]), float64(x[i])))
	}
}

// loop runs the loop of fn if there is one, and f on every element otherwise.
func loop[T Float](dst, x []T, fn function, f func(float64) float64) {
	checkLengths(len(dst), len(x))
	if isSingle[T]() && run32(fn, as32(dst), as32(x)) || !isSingle[T]() && len(x) > 0 && vector64(fn, as64(dst), as64(x)) {
		return
	}
	for i, v := range x {
		dst[i] = T(f(float64(v)))
	}
}

// gradLoop is loop with a second operand, which multiplies f.
func gradLoop[T Float](dst, x, dy []T, fn function, f func(float64) float64) {
	checkLengths(len(dst), len(x), len(dy))
	if isSingle[T]() && runPair(fn, dst, x, dy, 0) {
		return
	}
	if isSingle[T]() && fn == fnSiLUGrad {
		siluGrad32(as32(dst), as32(x), as32(dy))
		return
	}
	for i, v := range x {
		dst[i] = T(float64(dy[i]) * f(float64(v)))
	}
}

func checkLengths(n ...int) {
	for _, m := range n[1:] {
		if m != n[0] {
			panic(fmt.Sprintf("kernel: slices of %d and %d elements: give all the same length", n[0], m))
		}
	}
}
