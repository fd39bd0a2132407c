//go:build amd64 && !noasm

package kernel

import "math"

// partial runs f in assembly up to the first vector that holds an argument outside its domain, and returns how many
// elements it has done.
func partial[T Float](f function, dst, x []T, l Level) int {
	switch d := any(dst).(type) {
	case []float32:
		return partial32(f, d, any(x).([]float32), l)
	case []float64:
		return partial64(f, d, any(x).([]float64), l)
	}
	return 0
}

func partial32(f function, dst, x []float32, l Level) int {
	switch f {
	case fnLgamma:
		return vecLgamma32(&dst[0], &x[0], len(x), l)
	case fnDigamma:
		return vecDigamma32(&dst[0], &x[0], len(x), l)
	case fnSin:
		return vecSin32(&dst[0], &x[0], len(x), l)
	case fnCos:
		return vecCos32(&dst[0], &x[0], len(x), l)
	}
	panic("kernel: no such loop")
}

func partial64(f function, dst, x []float64, l Level) int {
	switch f {
	case fnLgamma:
		return vecLgamma64(&dst[0], &x[0], len(x), l)
	case fnDigamma:
		return vecDigamma64(&dst[0], &x[0], len(x), l)
	case fnLogNormalCDF:
		return vecLogNormalCDF64(&dst[0], &x[0], len(x), l)
	case fnSin:
		return vecSin64(&dst[0], &x[0], len(x), l)
	case fnCos:
		return vecCos64(&dst[0], &x[0], len(x), l)
	}
	panic("kernel: no such loop")
}

// inParts runs f in assembly where it can, and the scalar form for the arguments outside its domain. What stands beside
// them goes through the assembly too: the same argument gives the same bits in any company.
func inParts[T Float](f function, dst, x []T, l Level) {
	const block = 16 // no vector is longer
	for len(x) > 0 {
		n := partial(f, dst, x, l)
		dst, x = dst[n:], x[n:]
		if n = min(block, len(x)); n == 0 {
			return
		}
		var in, out [block]T
		for i, v := range x[:n] {
			in[i] = v
			if outside(f, v) {
				in[i] = 1
			}
		}
		partial(f, out[:n], in[:n], l)
		for i, v := range x[:n] {
			if outside(f, v) {
				out[i] = T(scalar(f, float64(v)))
			}
		}
		copy(dst, out[:n])
		dst, x = dst[n:], x[n:]
	}
}

// outside tells the arguments that the assembly of f leaves.
func outside[T Float](f function, v T) bool {
	lo, hi := 1e-300, 1e300
	switch {
	case (f == fnSin || f == fnCos) && isSingle[T]():
		lo, hi = -1<<30, 1<<30
	case f == fnSin || f == fnCos:
		lo, hi = -1<<20, 1<<20
	case f == fnLogNormalCDF:
		return !(v > -30)
	case isSingle[T]():
		lo, hi = 0, math.Inf(1)
	}
	return !(float64(v) > lo && float64(v) < hi)
}

func scalar(f function, x float64) float64 {
	switch f {
	case fnLgamma:
		return Lgamma64(x)
	case fnDigamma:
		return Digamma64(x)
	case fnLogNormalCDF:
		return LogNormalCDF64(x)
	case fnSin:
		return math.Sin(x)
	default:
		return math.Cos(x)
	}
}
