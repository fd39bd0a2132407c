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

// generic computes the product by gonum's loops, with what is fused around it.
func (p *matmul[T]) generic() {
	if p.bias != nil {
		p.start()
	}
	for i := 0; i < p.m; i += gemmRows {
		ai := i * p.lda
		if p.transA {
			ai = i
		}
		rows := min(gemmRows, p.m-i)
		for j := 0; j < p.n; j += gemmColumns {
			bj := j
			if p.transB {
				bj = j * p.ldb
			}
			p.block(rows, min(gemmColumns, p.n-j), p.a[ai:], p.b[bj:], p.c[i*p.ldc+j:])
		}
		p.finish(i, i+rows)
	}
}

func (p *matmul[T]) block(m, n int, a, b, c []T) {
	ta, tb, beta := flag(p.transA), flag(p.transB), 0.
	if p.accumulate || p.bias != nil {
		beta = 1
	}
	switch c := any(c).(type) {
	case []float32:
		gonum.Implementation{}.Sgemm(ta, tb, m, n, p.k, 1, any(a).([]float32), p.lda, any(b).([]float32), p.ldb, float32(beta), c, p.ldc)
	case []float64:
		gonum.Implementation{}.Dgemm(ta, tb, m, n, p.k, 1, any(a).([]float64), p.lda, any(b).([]float64), p.ldb, beta, c, p.ldc)
	}
}

func flag(trans bool) blas.Transpose {
	if trans {
		return blas.Trans
	}
	return blas.NoTrans
}
