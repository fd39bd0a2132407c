package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MatMul is the matrix product op(a) op(b), where op transposes its operand if the flag says so: (m, k) and (k, n) give
// (m, n).
func MatMul(a, b *G.Node, transA, transB bool) *G.Node {
	name := "matmul" + mark(transA) + mark(transB)
	floats(name, a, b)
	rank(name, a, 2, "a product takes matrices; reshape a vector to a row or a column")
	rank(name, b, 2, "a product takes matrices; reshape a vector to a row or a column")
	p := productOf(a.Shape(), b.Shape(), transA, transB)
	if p.k != p.inner {
		build.Fail(name, shapes(a, b), "the inner extents %d and %d differ", p.k, p.inner)
	}
	n := apply(name, tensor.Shape{p.m, p.n}, pick(a.Dtype(), matMul[float32](p), matMul[float64](p)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			a, b := in[0], in[1]
			da, db := MatMul(dy, b, false, !transB), MatMul(a, dy, !transA, false)
			if transA {
				da = MatMul(b, dy, transB, true)
			}
			if transB {
				db = MatMul(dy, a, true, transA)
			}
			return []*G.Node{da, db}
		}, a, b)
	n.Op().(*op).rows = p.rows(a.Dtype(), matMulRows[float32], matMulRows[float64])
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node { return p.batch(rows, in, mapped) })
}

// Gram returns a and b if n is MatMul(a, b, true, false), the matrix aᵀ b: a sum over the rows of both, which may be cut
// by rows as well as by elements.
func Gram(n *G.Node) (a, b *G.Node, ok bool) {
	if n == nil {
		return nil, nil, false
	}
	o, ok := n.Op().(*op)
	if !ok || o.name != "matmul"+mark(true)+mark(false) {
		return nil, nil, false
	}
	in := build.Children(n)
	return in[0], in[1], true
}

func mark(trans bool) string {
	if trans {
		return "_t"
	}
	return "_n"
}

// product is the geometry of op(a) op(b): (m, k) times (inner, n), rows lda and ldb apart.
type product struct {
	transA, transB bool
	m, k, inner, n int
	lda, ldb       int
}

func productOf(a, b tensor.Shape, transA, transB bool) product {
	p := product{transA: transA, transB: transB, m: a[0], k: a[1], inner: b[0], n: b[1], lda: a[1], ldb: b[1]}
	if transA {
		p.m, p.k = p.k, p.m
	}
	if transB {
		p.inner, p.n = p.n, p.inner
	}
	return p
}

// rows cuts the product by its rows.
func (p product) rows(dt tensor.Dtype, f32, f64 func(p product, out G.Value, in []G.Value, lo, hi int)) *Rows {
	f := f64
	if dt == tensor.Float32 {
		f = f32
	}
	return &Rows{N: p.m, Work: float64(p.m) * float64(p.n) * float64(p.k), Compute: func(out G.Value, in []G.Value, lo, hi int) { f(p, out, in, lo, hi) }}
}

func matMul[T kernel.Float](p product) compute {
	return func(out G.Value, in []G.Value) { matMulRows[T](p, out, in, 0, p.m) }
}

func matMulRows[T kernel.Float](p product, out G.Value, in []G.Value, lo, hi int) {
	a, at := Data[T](in[0]), lo*p.lda
	if p.transA {
		at = lo
	}
	kernel.Gemm(p.transA, p.transB, hi-lo, p.n, p.k, a[at:], p.lda, Data[T](in[1]), p.ldb, 0, Data[T](out)[lo*p.n:], p.n)
}
