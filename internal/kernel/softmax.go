package kernel

import (
	"fmt"
	"math"
	"slices"
)

// The loops over rows of k elements subtract the row's maximum first, so that no row overflows or underflows as a
// whole. A row of -Inf has no probability anywhere; one with +Inf has it all there, in equal parts.

// LogSumExp sets dst[i] = log sum_j e^x[i,j] for rows of k elements: -Inf for a row of -Inf.
//
// Like all loops over rows it panics if a slice is shorter than its rows.
func LogSumExp[T Float](dst, x []T, k int) {
	checkMatrix("x", x, len(dst), k, k)
	if logSumExpNarrow(dst, x, k) || runRows(fnLogSumExp, dst, x, len(dst), k) {
		return
	}
	for i := range dst {
		dst[i] = logSumExp(x[i*k : (i+1)*k])
	}
}

// checkRows panics unless x is rows of k elements, and dst as long.
func checkRows[T Float](dst, x []T, k int) {
	if len(x) > 0 && (k < 1 || len(x)%k != 0 || len(dst) < len(x)) {
		panic(fmt.Sprintf("kernel: %d elements are not rows of %d, or do not fit into %d", len(x), k, len(dst)))
	}
}

func logSumExp[T Float](x []T) T {
	if len(x) == 0 {
		return T(math.Inf(-1)) // log 0
	}
	m := Largest(x)
	if math.IsInf(float64(m), 0) || m != m {
		return m
	}
	return T(float64(m) + math.Log1p(restExp(x, m)))
}

// restExp is sum_j e^(x[j]-m) without the term 1 of one largest x[j] = m, above -Inf, in float64: where that term
// dominates, the others still show in the logarithm. It takes no memory, which Exp would need.
func restExp[T Float](x []T, m T) float64 {
	at := slices.Index(x, m)
	if at < 0 { // m is NaN
		return math.NaN()
	}
	return sumExp(x[:at], m) + sumExp(x[at+1:], m)
}

func sumExp[T Float](x []T, m T) float64 {
	s := 0.
	switch x := any(x).(type) {
	case []float32:
		for _, v := range x {
			if v == float32(m) { // +Inf minus itself is not a number
				s++
			} else if z := float64(v) - float64(m); z > -128 { // less is 0 in float32
				s += fastExp(z)
			}
		}
	case []float64:
		for _, v := range x {
			if v == float64(m) {
				s++
			} else {
				s += math.Exp(v - float64(m))
			}
		}
	}
	return s
}

// LogSoftmax sets dst[i,j] = x[i,j] - log sum_j e^x[i,j]: -Inf throughout for a row of -Inf, and for a row with c
// elements +Inf, -log c there and -Inf elsewhere.
func LogSoftmax[T Float](dst, x []T, k int) {
	if logSoftmaxNarrow(dst, x, k) || runWholeRows(fnLogSoftmax, dst, x, k) {
		return
	}
	checkRows(dst, x, k)
	for at := 0; at < len(x); at += k {
		row, y := x[at:at+k], dst[at:at+k]
		m := Largest(row)
		if math.IsInf(float64(m), -1) {
			copy(y, row)
			continue
		}
		logSum := T(math.Log1p(restExp(row, m)))
		// the maximum goes first: in x - (m + log s) a large m would round the small log s away
		shift(y, row, m)
		for j := range y {
			y[j] -= logSum
		}
	}
}

// Softmax sets dst[i,j] = e^x[i,j] / sum_j e^x[i,j]: zeros for a row of -Inf, and for a row with c elements +Inf, 1/c
// there and 0 elsewhere.
func Softmax[T Float](dst, x []T, k int) {
	if runWholeRows(fnSoftmax, dst, x, k) {
		return
	}
	checkRows(dst, x, k)
	for at := 0; at < len(x); at += k {
		row, y := x[at:at+k], dst[at:at+k]
		m := Largest(row)
		if math.IsInf(float64(m), -1) {
			clear(y)
			continue
		}
		shift(y, row, m)
		Exp(y, y)
		s := Total(y)
		for i := range y {
			y[i] /= s
		}
	}
}

// Largest is the maximum of x; NaN if there is one.
func Largest[T Float](x []T) T {
	var top [1]T
	if runRows(fnMaxRows, top[:], x, 1, len(x)) {
		return top[0]
	}
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	return m
}

// shift sets dst = x - m over dst's length. Infinity minus itself is 0: what equals the maximum is at distance 0.
func shift[T Float](dst, x []T, m T) {
	x = x[:len(dst)]
	if !math.IsInf(float64(m), 1) {
		for i, v := range x {
			dst[i] = v - m
		}
		return
	}
	for i, v := range x {
		if v == m {
			dst[i] = 0
		} else {
			dst[i] = v - m
		}
	}
}
