package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Blocks of the result that gonum computes in one call. It starts goroutines, and allocates, for results of four
// blocks of 64x64 or more; three never do.
const (
	gemmRows    = 64
	gemmColumns = 192
)

// Gemm sets C = op(A) op(B) + beta C, with C of m rows and n columns, op(A) m x k, op(B) k x n; op transposes if the flag
// says so. Matrices are row-major with the given distances between rows. C is not read when beta is 0. An element of A
// that is 0 counts as 0 also against Inf or NaN, unless B is transposed.
func Gemm[T Float](transA, transB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	if m == 0 || n == 0 {
		return
	}
	if k == 0 {
		scaleRows(m, n, beta, c, ldc)
		return
	}
	for i := 0; i < m; i += gemmRows {
		rows := min(gemmRows, m-i)
		ai := i * lda
		if transA {
			ai = i
		}
		for j := 0; j < n; j += gemmColumns {
			bj := j
			if transB {
				bj = j * ldb
			}
			gemmBlock(transA, transB, rows, min(gemmColumns, n-j), k, a[ai:], lda, b[bj:], ldb, beta, c[i*ldc+j:], ldc)
		}
	}
}

func gemmBlock[T Float](transA, transB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	switch c := any(c).(type) {
	case []float32:
		gonum.Implementation{}.Sgemm(flag(transA), flag(transB), m, n, k, 1, any(a).([]float32), lda, any(b).([]float32), ldb, float32(beta), c, ldc)
	case []float64:
		gonum.Implementation{}.Dgemm(flag(transA), flag(transB), m, n, k, 1, any(a).([]float64), lda, any(b).([]float64), ldb, float64(beta), c, ldc)
	}
}

func flag(trans bool) blas.Transpose {
	if trans {
		return blas.Trans
	}
	return blas.NoTrans
}

func scaleRows[T Float](m, n int, beta T, c []T, ldc int) {
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		for j := range row {
			if beta == 0 {
				row[j] = 0
			} else {
				row[j] *= beta
			}
		}
	}
}
