//go:build amd64 && !noasm

package kernel

func vectorSquares32(x []float32) (sum float64, ok bool) {
	l := CPULevel()
	if l == Generic {
		return 0, false
	}
	vecSumSquares32(&sum, &x[0], len(x), l)
	return sum, true
}

func vectorSquares64(x []float64) (sum float64, ok bool) {
	l := CPULevel()
	if l == Generic {
		return 0, false
	}
	vecSumSquares64(&sum, &x[0], len(x), l)
	return sum, true
}
