package kernel

import "math"

// Cholesky sets l to the lower triangular factor of the symmetric part of a, l lᵀ = (a + aᵀ)/2, both d x d in row-major
// order, with zeros above the diagonal. If that matrix is not positive definite the whole triangle is NaN, so that no
// half of a factor is taken for one.
func Cholesky[T Float](l, a []T, d int) {
	clear(l)
	for i := range d {
		row := l[i*d : i*d+i+1]
		for j := range row {
			below := l[j*d : j*d+j+1]
			s := a[i*d+j]/2 + a[j*d+i]/2 - dot(row[:j], below[:j])
			switch {
			case j < i:
				row[j] = s / below[j]
			case s > 0 && !math.IsInf(float64(s), 1):
				row[j] = T(math.Sqrt(float64(s)))
			default:
				poison(l, d)
				return
			}
		}
	}
}

// poison fills a lower triangle with NaN.
func poison[T Float](l []T, d int) {
	for i := range d {
		Fill(l[i*d:i*d+i+1], T(math.NaN()))
	}
}

// dot adds the products in order.
func dot[T Float](a, b []T) T {
	var s T
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// TriangularSolve sets x to the solution of l x = b, or of lᵀ x = b if transposed, for n right-hand sides: l (d, d) of
// which the lower triangle is read, b and x (d, n), row-major. x may be b. A zero on the diagonal gives infinities or NaN.
func TriangularSolve[T Float](x, l, b []T, d, n int, transposed bool) {
	checkMatrix("x", x, d, n, n)
	checkMatrix("l", l, d, d, d)
	checkMatrix("b", b, d, n, n)
	copy(x, b)
	for k := range d {
		i := k
		if transposed {
			i = d - 1 - k
		}
		solved, pivot := x[i*n:(i+1)*n], l[i*d+i]
		for c := range solved {
			solved[c] /= pivot
		}
		if transposed {
			for j := range i { // row i of l is column i of lᵀ
				subtract(x[j*n:(j+1)*n], l[i*d+j], solved)
			}
			continue
		}
		for j := i + 1; j < d; j++ {
			subtract(x[j*n:(j+1)*n], l[j*d+i], solved)
		}
	}
}

// subtract sets dst to dst - s x.
func subtract[T Float](dst []T, s T, x []T) {
	for i, v := range x {
		dst[i] -= s * v
	}
}

// Triangle sets dst to the lower triangle of the d x d matrix x with its diagonal multiplied by diagonal, and zeros above.
func Triangle[T Float](dst, x []T, d int, diagonal T) {
	clear(dst)
	for i := range d {
		copy(dst[i*d:i*d+i], x[i*d:])
		dst[i*d+i] = x[i*d+i] * diagonal
	}
}

// Diag sets dst to the d x d matrix with x on its diagonal and zeros elsewhere.
func Diag[T Float](dst, x []T) {
	clear(dst)
	for i, v := range x {
		dst[i*len(x)+i] = v
	}
}

// TakeDiag sets dst to the diagonal of the square matrix x.
func TakeDiag[T Float](dst, x []T) {
	for i := range dst {
		dst[i] = x[i*len(dst)+i]
	}
}
