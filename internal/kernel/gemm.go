package kernel

import (
	"fmt"
	"math/bits"
)

// Gemm sets C = op(A) op(B) + beta C, with C of m rows and n columns, op(A) m x k, op(B) k x n; op transposes if the flag
// says so. Matrices are row-major with the given distances between rows, which are at least the rows' lengths. C is not
// read when beta is 0 and must not overlap A or B. Gemm panics if an extent is negative or a slice too short.
//
// With u = 2^-24 (float32) or 2^-53 every element is within gamma(k+2) (|A| |B| + |beta C|) of the exact one, where
// gamma(n) = n u / (1 - n u): Higham (2002), Accuracy and Stability of Numerical Algorithms, section 3.1.
//
// With assembly an element is one chain of fused multiply-adds, fma(a[k-1], b[k-1], ... fma(a[0], b[0], beta c)), with the
// same bits whatever the CPU's level, the other rows and columns, the alignment and the distances between rows. But where
// the result has at most 4 columns (2 of float64 if k < 32) and A is not transposed, the k products are summed in lanes of
// 64 bytes, in an order that depends on k alone. So rows may be cut into any shards. Plain Go sums in an order of its own;
// there an element of A that is 0 counts as 0 also against Inf or NaN, unless B is transposed.
func Gemm[T Float](transA, transB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	p := matmul[T]{m: m, n: n, k: k, a: a, lda: lda, transA: transA, b: b, ldb: ldb, transB: transB, c: c, ldc: ldc}
	p.check()
	p.accumulate = beta != 0
	if p.accumulate && beta != 1 {
		scaleRows(m, n, beta, c, ldc)
	}
	p.run()
}

// matmul is C = act(op(A) op(B) + init) with what is fused into it: init is the old C, a bias row or nothing. Where the
// matrix gate is given, the elements of C where it is not above 0 are 0.
type matmul[T Float] struct {
	m, n, k        int
	a, b, c        []T
	lda, ldb, ldc  int
	transA, transB bool

	accumulate bool
	bias       []T // one a column, or nil
	act        Act
	gate       []T // rows ldc apart, or nil
}

// check panics unless every element that run will touch is there.
func (p *matmul[T]) check() {
	if p.m < 0 || p.n < 0 || p.k < 0 {
		panic(fmt.Sprintf("kernel: a product of %d x %d and %d x %d: extents must not be negative", p.m, p.k, p.k, p.n))
	}
	checkMatrix("C", p.c, p.m, p.n, p.ldc)
	if p.m > 0 && p.n > 0 {
		checkTransposable("A", p.a, p.transA, p.m, p.k, p.lda)
		checkTransposable("B", p.b, p.transB, p.k, p.n, p.ldb)
	}
	if p.bias != nil {
		checkMatrix("bias", p.bias, 1, p.n, p.n)
	}
	if p.gate != nil {
		checkMatrix("gate", p.gate, p.m, p.n, p.ldc)
	}
}

func checkTransposable[T Float](name string, x []T, trans bool, rows, cols, ld int) {
	if trans {
		rows, cols = cols, rows
	}
	checkMatrix(name, x, rows, cols, ld)
}

// checkMatrix panics unless x holds rows of cols elements, ld apart.
func checkMatrix[T Float](name string, x []T, rows, cols, ld int) {
	if rows == 0 || cols == 0 {
		return
	}
	high, last := bits.Mul(uint(rows-1), uint(ld)) // where the last row begins
	if ld < cols || high != 0 || cols > len(x) || last > uint(len(x)-cols) {
		panic(fmt.Sprintf("kernel: %s has %d elements: too few for %d rows of %d, %d apart", name, len(x), rows, cols, ld))
	}
}

// run computes the product, which has been checked.
func (p *matmul[T]) run() {
	switch {
	case p.m == 0 || p.n == 0:
	case p.k == 0:
		p.start()
		p.finish(0, p.m)
	default:
		if !p.assembly(CPULevel()) {
			p.generic()
		}
	}
}

// start sets C to what the product is added to.
func (p *matmul[T]) start() {
	for i := range p.m {
		row := p.c[i*p.ldc:][:p.n]
		switch {
		case p.bias != nil:
			copy(row, p.bias)
		case !p.accumulate:
			clear(row)
		}
	}
}

// finish applies activation and gate to the rows lo to hi.
func (p *matmul[T]) finish(lo, hi int) {
	p.activate(lo, hi)
	if p.gate != nil {
		p.close(lo, hi)
	}
}

// close applies the gate to the rows lo to hi.
func (p *matmul[T]) close(lo, hi int) {
	for i := lo; i < hi; i++ {
		row := p.c[i*p.ldc:][:p.n]
		ReLUGrad(row, p.gate[i*p.ldc:][:p.n], row)
	}
}

// activate applies the activation to the rows lo to hi, all at once if nothing lies between them.
func (p *matmul[T]) activate(lo, hi int) {
	if p.act == ActLinear {
		return
	}
	if p.ldc == p.n {
		block := p.c[lo*p.n : hi*p.n]
		activate(block, p.act)
		return
	}
	for i := lo; i < hi; i++ {
		activate(p.c[i*p.ldc:][:p.n], p.act)
	}
}

// scaleRows sets C = beta C, to 0 if beta is 0.
func scaleRows[T Float](m, n int, beta T, c []T, ldc int) {
	for i := range m {
		row := c[i*ldc:][:n]
		if beta == 0 {
			clear(row)
		}
		for j := range row {
			row[j] *= beta
		}
	}
}
