package kernel

// A batch of matrices is their entries, matrix by matrix, each in row-major order. Two batches are paired as a Plan of their
// numbers of matrices says: one that is broadcast is met again and again.

// Pair is which matrices of the two operands give number i of the result.
func (p *Plan) Pair(i int) (a, b int) {
	r := i % p.run
	i /= p.run
	a, b = min(r, p.used[0]-1), min(r, p.used[1]-1)
	for k := len(p.outer) - 1; k >= 0; k-- {
		at := i % p.outer[k]
		i /= p.outer[k]
		a, b = a+at*p.step[0][k], b+at*p.step[1][k]
	}
	return a, b
}

// small is the multiplications below which a product is a plain loop: Gemm packs its operands first.
const small = 512

// BatchMatMul sets matrices lo to hi of dst to op(A) op(B), (m, k) times (k, n); op transposes if the flag says so.
func BatchMatMul[T Float](p *Plan, dst, a, b []T, m, k, n int, transA, transB bool, lo, hi int) {
	lda, ldb := k, n
	if transA {
		lda = m
	}
	if transB {
		ldb = k
	}
	for i := lo; i < hi; i++ {
		ai, bi := p.Pair(i)
		x, y, c := a[ai*m*k:(ai+1)*m*k], b[bi*k*n:(bi+1)*k*n], dst[i*m*n:(i+1)*m*n]
		if m*k*n >= small {
			Gemm(transA, transB, m, n, k, x, lda, y, ldb, 0, c, n)
			continue
		}
		oneProduct(c, x, y, m, k, n, transA, transB)
	}
}

// oneProduct is one small product, each element summed in order.
func oneProduct[T Float](c, a, b []T, m, k, n int, transA, transB bool) {
	row, along, down, across := k, 1, n, 1
	if transA {
		row, along = 1, m
	}
	if transB {
		down, across = 1, k
	}
	for i := range m {
		for j := range n {
			var s T
			at, bt := i*row, j*across
			for range k {
				s += a[at] * b[bt]
				at, bt = at+along, bt+down
			}
			c[i*n+j] = s
		}
	}
}

// BatchTriangularSolve sets matrices lo to hi of x to TriangularSolve's, (d, n).
func BatchTriangularSolve[T Float](p *Plan, x, l, b []T, d, n int, transposed bool, lo, hi int) {
	for i := lo; i < hi; i++ {
		li, bi := p.Pair(i)
		TriangularSolve(x[i*d*n:(i+1)*d*n], l[li*d*d:(li+1)*d*d], b[bi*d*n:(bi+1)*d*n], d, n, transposed)
	}
}
