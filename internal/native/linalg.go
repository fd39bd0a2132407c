package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The operators of Gorgonia's linAlgBinOp.
const (
	MatMul = iota
	MatVec
	VecDot
	OuterProd
	BatchedMatMul
)

// gemm is op(A) op(B) for count pairs of matrices, one behind the other.
type gemm struct {
	count, m, n, k int
	ta, tb         bool
}

// linearAlgebra computes products of matrices and vectors, all as products of matrices.
func linearAlgebra[T kernel.Float](o *Node) plan.Compute {
	p := productOf(o)
	if p.count == 0 || p.count*p.m*p.n != o.Out.TotalSize() {
		return nil
	}
	return multiply[T](p)
}

// productOf is the product that the op is; its count is 0 if the shapes do not fit.
func productOf(o *Node) gemm {
	p := gemm{count: 1, ta: o.Flag("transA"), tb: o.Flag("transB")}
	a, b := []int(o.In[0]), []int(o.In[1])
	switch o.Fields.FieldByName("āBinaryOperator").Uint() {
	case MatVec:
		b = []int{tensor.ProdInts(b), 1}
	case VecDot:
		a, b = []int{1, tensor.ProdInts(a)}, []int{tensor.ProdInts(b), 1}
	case OuterProd:
		a, b = []int{tensor.ProdInts(a), 1}, []int{1, tensor.ProdInts(b)}
	case BatchedMatMul:
		if len(a) < 2 || len(b) < 2 || tensor.ProdInts(a[:len(a)-2]) != tensor.ProdInts(b[:len(b)-2]) {
			return gemm{}
		}
		p.count = tensor.ProdInts(a[:len(a)-2])
		a, b = a[len(a)-2:], b[len(b)-2:]
	}
	if !p.fits(a, b) {
		return gemm{}
	}
	return p
}

// fits takes the extents from the shapes of A and B.
func (p *gemm) fits(a, b []int) bool {
	if len(a) != 2 || len(b) != 2 {
		return false
	}
	kb := b[0]
	p.m, p.k, p.n = a[0], a[1], b[1]
	if p.ta {
		p.m, p.k = p.k, p.m
	}
	if p.tb {
		kb, p.n = p.n, kb
	}
	return p.k == kb
}

// strides are the distances between the rows of A and of B.
func (p *gemm) strides() (lda, ldb int) {
	lda, ldb = p.k, p.n
	if p.ta {
		lda = p.m
	}
	if p.tb {
		ldb = p.k
	}
	return lda, ldb
}

func multiply[T kernel.Float](p gemm) plan.Compute {
	lda, ldb := p.strides()
	return func(out G.Value, in []G.Value) error {
		c, a, b := ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1])
		for range p.count {
			kernel.Gemm(p.ta, p.tb, p.m, p.n, p.k, a, lda, b, ldb, 0, c, p.n)
			c, a, b = c[p.m*p.n:], a[p.m*p.k:], b[p.k*p.n:]
		}
		return nil
	}
}
