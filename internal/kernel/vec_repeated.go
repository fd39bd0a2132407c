package kernel

// The loops of comparisons and masks have assembly for slices of one length only. An operand of one number, which the formulas
// of densities are full of, is repeated on the stack, in pieces that stay in the first-level cache: half as fast as a loop of its
// own would be, and ten times as fast as plain Go.

// repeats is how often a number is repeated.
const repeats = 256

// repeatFrom is the length from which that is faster than plain Go.
const repeatFrom = 16

// runMasked is for two operands, of which one may be a mask, and at most one a number that is repeated.
func runMasked[T Float](f function, dst, mask, a []T) bool {
	n := len(dst)
	if len(mask) == n && len(a) == n {
		return runPair(f, dst, mask, a, 0)
	}
	if n < repeatFrom || len(mask) != n && len(a) != n || CPULevel() == Generic {
		return false
	}
	var m, c [repeats]T
	repeatNumber(&m, mask, n)
	repeatNumber(&c, a, n)
	for lo := 0; lo < n; lo += repeats {
		hi := min(n, lo+repeats)
		if !runPair(f, dst[lo:hi], pieceOf(&m, mask, n, lo, hi), pieceOf(&c, a, n, lo, hi), 0) {
			return false // the first time, or never
		}
	}
	return true
}

// runSelect is for Select, of whose operands any may be a number that is repeated.
func runSelect[T Float](dst, mask, a, b []T) bool {
	n := len(dst)
	if n == 0 || CPULevel() == Generic {
		return false
	}
	if len(mask) == n && len(a) == n && len(b) == n {
		return selectPiece(dst, mask, a, b)
	}
	if n < repeatFrom {
		return false
	}
	var m, c, d [repeats]T
	repeatNumber(&m, mask, n)
	repeatNumber(&c, a, n)
	repeatNumber(&d, b, n)
	for lo := 0; lo < n; lo += repeats {
		hi := min(n, lo+repeats)
		if !selectPiece(dst[lo:hi], pieceOf(&m, mask, n, lo, hi), pieceOf(&c, a, n, lo, hi), pieceOf(&d, b, n, lo, hi)) {
			return false
		}
	}
	return true
}

func selectPiece[T Float](dst, mask, a, b []T) bool {
	if isSingle[T]() {
		return vectorSelect32(as32(dst), as32(mask), as32(a), as32(b))
	}
	return vectorSelect64(as64(dst), as64(mask), as64(a), as64(b))
}

// repeatNumber fills the buffer if an operand of a loop over n elements is one number.
func repeatNumber[T Float](buffer *[repeats]T, x []T, n int) {
	if len(x) != n {
		Fill(buffer[:min(n, repeats)], x[0])
	}
}

// pieceOf is the elements lo to hi of an operand, or its number repeated.
func pieceOf[T Float](buffer *[repeats]T, x []T, n, lo, hi int) []T {
	if len(x) != n {
		return buffer[:hi-lo]
	}
	return x[lo:hi]
}
