package kernel

import "math"

// Index is the type of a number that counts rows.
type Index interface{ Float | int64 }

// Gather sets dst[i] to row index[i] of x (rows, k), and to NaN where that is not an integer in [0, rows).
func Gather[T Float, I Index](dst, x []T, index []I, rows, k int) {
	checkMatrix("dst", dst, len(index), k, k)
	checkMatrix("x", x, rows, k, k)
	for i, v := range index {
		row := dst[i*k:][:k]
		if j, ok := rowOf(v, rows); ok {
			copy(row, x[j*k:])
		} else {
			Fill(row, T(math.NaN()))
		}
	}
}

// Scatter sets dst (rows, k) to the sums of the rows x[i] whose index[i] is the row's number, added in order: the adjoint
// of Gather. What belongs to no row is left out.
func Scatter[T Float, I Index](dst, x []T, index []I, rows, k int) {
	checkMatrix("dst", dst, rows, k, k)
	checkMatrix("x", x, len(index), k, k)
	clear(dst)
	for i, v := range index {
		if j, ok := rowOf(v, rows); ok {
			addRun(dst[j*k:][:k], x[i*k:][:k])
		}
	}
}

// rowOf is an index as an int and whether it is one of so many rows.
func rowOf[I Index](v I, rows int) (int, bool) {
	if !(v >= 0 && float64(v) < float64(rows)) {
		return 0, false
	}
	j := int(v)
	return j, I(j) == v
}
