package kernel

import "math"

// ReLU sets dst[i] = max(x[i], 0); NaN stays NaN.
func ReLU[T Float](dst, x []T) {
	if runUnary(fnReLU, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = max(v, 0)
	}
}

// LeakyReLU makes the loop dst[i] = x[i] where x[i] > 0, slope x[i] elsewhere.
func LeakyReLU[T Float](slope float64) func(dst, x []T) {
	s := T(slope)
	return func(dst, x []T) {
		if runNumber(fnLeakyReLU, dst, x, s) {
			return
		}
		for i, v := range x {
			if !(v > 0) {
				v *= s
			}
			dst[i] = v
		}
	}
}

// ELU makes the loop dst[i] = x[i] where x[i] > 0, alpha (e^x[i] - 1) elsewhere.
func ELU[T Float](alpha float64) func(dst, x []T) {
	return func(dst, x []T) {
		if runNumber(fnELU, dst, x, T(alpha)) {
			return
		}
		for i, v := range x {
			if !(v > 0) {
				v = T(alpha * math.Expm1(float64(v)))
			}
			dst[i] = v
		}
	}
}

// The gradient loops set dst[i] = dy[i] act'(x[i]), where the derivative is computed from the activation's output y:
// the input need not be kept.

// ReLUGrad passes dy where y > 0 and gives 0 elsewhere, also where dy is infinite or NaN.
func ReLUGrad[T Float](dst, y, dy []T) {
	if runPair(fnReLUGrad, dst, y, dy, 0) {
		return
	}
	for i, v := range y {
		d := dy[i]
		if !(v > 0) {
			d = 0
		}
		dst[i] = d
	}
}

// LeakyReLUGrad makes the loop for a slope > 0.
func LeakyReLUGrad[T Float](slope float64) func(dst, y, dy []T) {
	s := T(slope)
	return func(dst, y, dy []T) {
		if runPair(fnLeakyReLUGrad, dst, y, dy, s) {
			return
		}
		for i, v := range y {
			d := dy[i]
			if !(v > 0) {
				d *= s
			}
			dst[i] = d
		}
	}
}

// ELUGrad makes the loop for alpha: 1 where y > 0, y + alpha elsewhere.
func ELUGrad[T Float](alpha float64) func(dst, y, dy []T) {
	a := T(alpha)
	return func(dst, y, dy []T) {
		if runPair(fnELUGrad, dst, y, dy, a) {
			return
		}
		for i, v := range y {
			d := dy[i]
			if !(v > 0) {
				d *= v + a
			}
			dst[i] = d
		}
	}
}

// TanhGrad has the derivative 1 - y^2, as (1-y)(1+y), which loses nothing near y = 1.
func TanhGrad[T Float](dst, y, dy []T) {
	if runPair(fnTanhGrad, dst, y, dy, 0) {
		return
	}
	for i, v := range y {
		dst[i] = dy[i] * ((1 - v) * (1 + v))
	}
}

// SigmoidGrad has the derivative y (1-y).
func SigmoidGrad[T Float](dst, y, dy []T) {
	if runPair(fnSigmoidGrad, dst, y, dy, 0) {
		return
	}
	for i, v := range y {
		dst[i] = dy[i] * (v * (1 - v))
	}
}

// SoftplusGrad has the derivative 1 - e^-y, the sigmoid of the input. Here dst must not be dy.
func SoftplusGrad[T Float](dst, y, dy []T) {
	if runPair(fnSoftplusGrad, dst, y, dy, 0) {
		return
	}
	Neg(dst, y)
	Expm1(dst, dst)
	for i, v := range dst {
		dst[i] = -dy[i] * v
	}
}

// SigmoidSlope sets dst[i] = dy[i] s(x[i]) s(-x[i]) = dy e/(1+e)^2 with e = e^-|x|, the derivative of the sigmoid s from its
// input: relatively accurate where s rounds to 1. dst may be x or dy.
func SigmoidSlope[T Float](dst, x, dy []T) { slopes(dst, x, dy, -1, 1) }

// TanhSlope sets dst[i] = dy[i] / cosh^2 x[i] = dy 4e/(1+e)^2 with e = e^-2|x|.
func TanhSlope[T Float](dst, x, dy []T) { slopes(dst, x, dy, -2, 4) }

// slopes sets dst[i] = dy[i] scale e/(1+e)^2 with e = e^(rate |x[i]|), in pieces that stay in the nearest cache.
func slopes[T Float](dst, x, dy []T, rate, scale T) {
	var e, w [256]T
	one, by, top := [1]T{1}, [1]T{rate}, [1]T{scale}
	for len(dst) > 0 {
		n := min(len(dst), len(e))
		Abs(e[:n], x[:n])
		Mul(e[:n], e[:n], by[:])
		Exp(e[:n], e[:n])
		Add(w[:n], e[:n], one[:])
		Mul(w[:n], w[:n], w[:n])
		Div(e[:n], e[:n], w[:n])
		if scale != 1 {
			Mul(e[:n], e[:n], top[:])
		}
		Mul(dst[:n], e[:n], dy[:n])
		dst, x, dy = dst[n:], x[n:], dy[n:]
	}
}

// InverseMills sets dst[i] = phi(x[i]) / Phi(x[i]), the derivative of log Phi. Left of -30, where density and
// cdf underflow together, it is -x over the asymptotic series 1 - 1/x^2 + 3/x^4 - 15/x^6 ... of Mills' ratio.
func InverseMills[T Float](dst, x []T) {
	if runUnary(fnInverseMills, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = T(InverseMills64(float64(v)))
	}
}
