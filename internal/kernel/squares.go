package kernel

// partialSums is how many sums are kept side by side where all levels give the same bits.
const partialSums = 32

// SumSquares is the sum of x[i]^2 in float64, where squares of float32 are exact and neither overflow nor vanish. Element
// i is added to partial sum i mod 32, and these in halves: the same bits on every CPU, and an error of at most
// (n/32 + 6) 2^-53 of the sum.
func SumSquares[T Float](x []T) float64 {
	if sum, ok := vectorSquares(x); ok {
		return sum
	}
	var s [partialSums]float64
	for ; len(x) >= partialSums; x = x[partialSums:] {
		for i, v := range x[:partialSums] {
			s[i] += square(v)
		}
	}
	for i, v := range x {
		s[i] += square(v)
	}
	for h := partialSums / 2; h > 0; h /= 2 {
		for i := range h {
			s[i] += s[i+h]
		}
	}
	return s[0]
}

// square is rounded by itself: a compiler may fuse a product with a sum unless it is converted.
func square[T Float](v T) float64 { return float64(float64(v) * float64(v)) }

// vectorSquares computes SumSquares in assembly and reports whether it can.
func vectorSquares[T Float](x []T) (sum float64, ok bool) {
	if len(x) == 0 {
		return 0, true
	}
	if isSingle[T]() {
		return vectorSquares32(as32(x))
	}
	return vectorSquares64(as64(x))
}
