package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Batches of matrices have their entries, in row-major order, along the last axis: n matrices of d rows and r columns are a
// node (n, d*r), so that one axis is enough where a node has four. Reshape goes to and from (n, d, r). The axes before the
// last are broadcast.

// BatchMatMul is op(a) op(b) of each pair of matrices, where op transposes its operand if the flag says so and inner is the
// extent that is summed over: (..., m*inner) and (..., inner*n) give (..., m*n). With inner = 1 it is the outer product, with
// n = 1 a matrix times a vector.
func BatchMatMul(a, b *G.Node, inner int, transA, transB bool) *G.Node {
	name := named("batch_matmul"+mark(transA)+mark(transB), inner)
	lead := batchShape(name, a, b)
	m, n := cols(name, a, inner), cols(name, b, inner)
	p := kernel.NewPlan(lead, leading(a), leading(b))
	run := func(f32, f64 func(out G.Value, in []G.Value, lo, hi int)) func(G.Value, []G.Value, int, int) {
		if a.Dtype() == tensor.Float32 {
			return f32
		}
		return f64
	}(batchMatMul[float32](&p, m, inner, n, transA, transB), batchMatMul[float64](&p, m, inner, n, transA, transB))
	y := cutting(name, lead, m*n, float64(m)*float64(n)*float64(inner), run, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		a, b := in[0], in[1]
		da, db := BatchMatMul(dy, b, n, false, !transB), BatchMatMul(a, dy, m, !transA, false)
		if transA {
			da = BatchMatMul(b, dy, n, transB, true)
		}
		if transB {
			db = BatchMatMul(dy, a, m, true, transA)
		}
		return []*G.Node{sumTo(da, a), sumTo(db, b)}
	}, a, b)
	return batching(y, pairByPair(a, b, y.Shape(), func(a, b *G.Node) *G.Node { return BatchMatMul(a, b, inner, transA, transB) }))
}

func batchMatMul[T kernel.Float](p *kernel.Plan, m, k, n int, transA, transB bool) func(out G.Value, in []G.Value, lo, hi int) {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.BatchMatMul(p, Data[T](out), Data[T](in[0]), Data[T](in[1]), m, k, n, transA, transB, lo, hi)
	}
}

// BatchTriangularSolve is TriangularSolve of each pair: l (..., d*d) and b (..., d*n) give (..., d*n).
func BatchTriangularSolve(l, b *G.Node, transposed bool) *G.Node {
	name := "batch_triangular_solve" + mark(transposed)
	lead, d := batchShape(name, l, b), order(name, l)
	n := cols(name, b, d)
	p := kernel.NewPlan(lead, leading(l), leading(b))
	run := batchSolve[float64](&p, d, n, transposed)
	if l.Dtype() == tensor.Float32 {
		run = batchSolve[float32](&p, d, n, transposed)
	}
	y := cutting(name, lead, d*n, float64(d)*float64(d)*float64(n)/2, run, func(in []*G.Node, x, dx *G.Node) []*G.Node {
		l, b := in[0], in[1]
		db := BatchTriangularSolve(l, dx, !transposed)
		dl := BatchMatMul(db, x, n, false, true) // of -l, from l dx = -dl x
		if transposed {
			dl = BatchMatMul(x, db, n, false, true)
		}
		return []*G.Node{Neg(sumTo(BatchTril(dl), l)), sumTo(db, b)}
	}, l, b)
	return batching(y, pairByPair(l, b, y.Shape(), func(l, b *G.Node) *G.Node { return BatchTriangularSolve(l, b, transposed) }))
}

func batchSolve[T kernel.Float](p *kernel.Plan, d, n int, transposed bool) func(out G.Value, in []G.Value, lo, hi int) {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.BatchTriangularSolve(p, Data[T](out), Data[T](in[0]), Data[T](in[1]), d, n, transposed, lo, hi)
	}
}

// BatchCholesky is Cholesky of each matrix: (..., d*d) -> (..., d*d).
func BatchCholesky(a *G.Node) *G.Node {
	const name = "batch_cholesky"
	d := order(name, a)
	n := apply(name, a.Shape(), pick(a.Dtype(), batchCholesky[float32](d), batchCholesky[float64](d)),
		func(_ []*G.Node, l, dl *G.Node) []*G.Node {
			p := BatchTriangularSolve(l, batchTriangle(BatchMatMul(l, dl, d, true, false), .5), true) // L⁻ᵀ Φ
			da := BatchTriangularSolve(l, BatchTranspose(p, d), true)                                 // its product with L⁻¹, transposed
			return []*G.Node{MulConst(Add(da, BatchTranspose(da, d)), .5)}
		}, a)
	return batching(n, pieceByPiece(a.Shape(), n.Shape(), BatchCholesky))
}

func batchCholesky[T kernel.Float](d int) compute {
	return eachMatrix(d*d, d*d, func(l, a []T) { kernel.Cholesky(l, a, d) })
}

// BatchTril is Tril of each matrix: (..., d*d) -> (..., d*d).
func BatchTril(x *G.Node) *G.Node { return batchTriangle(x, 1) }

// batchTriangle is triangle of each matrix.
func batchTriangle(x *G.Node, diagonal float64) *G.Node {
	name := named("batch_tril", diagonal)
	d := order(name, x)
	n := apply(name, x.Shape(), pick(x.Dtype(), batchLower[float32](d, diagonal), batchLower[float64](d, diagonal)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{batchTriangle(dy, diagonal)} }, x)
	return batching(n, pieceByPiece(x.Shape(), n.Shape(), func(x *G.Node) *G.Node { return batchTriangle(x, diagonal) }))
}

func batchLower[T kernel.Float](d int, diagonal float64) compute {
	return eachMatrix(d*d, d*d, func(dst, x []T) { kernel.Triangle(dst, x, d, T(diagonal)) })
}

// BatchTranspose is the transpose of each matrix of so many rows: (..., rows*n) -> (..., n*rows).
func BatchTranspose(x *G.Node, rows int) *G.Node {
	name := named("batch_transpose", rows)
	floats(name, x)
	n := cols(name, x, rows)
	y := apply(name, x.Shape(), pick(x.Dtype(), batchTranspose[float32](rows, n), batchTranspose[float64](rows, n)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{BatchTranspose(dy, n)} }, x)
	return batching(y, pieceByPiece(x.Shape(), y.Shape(), func(x *G.Node) *G.Node { return BatchTranspose(x, rows) }))
}

func batchTranspose[T kernel.Float](m, n int) compute {
	return eachMatrix(m*n, m*n, func(dst, x []T) { kernel.Transpose(dst, x, m, n) })
}

// BatchDiag is Diag of each vector: (..., d) -> (..., d*d).
func BatchDiag(x *G.Node) *G.Node {
	const name = "batch_diag"
	d := lastExtent(name, x)
	size, ok := build.Product(d, d)
	if !ok {
		build.Fail(name, shapes(x), "%d x %d entries are too many", d, d)
	}
	n := apply(name, append(leading(x), size), pick(x.Dtype(), eachMatrix(d*d, d, kernel.Diag[float32]), eachMatrix(d*d, d, kernel.Diag[float64])),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{BatchTakeDiag(dy)} }, x)
	return batching(n, pieceByPiece(x.Shape(), n.Shape(), BatchDiag))
}

// BatchTakeDiag is TakeDiag of each matrix: (..., d*d) -> (..., d).
func BatchTakeDiag(x *G.Node) *G.Node {
	const name = "batch_take_diag"
	d := order(name, x)
	n := apply(name, append(leading(x), d), pick(x.Dtype(), eachMatrix(d, d*d, kernel.TakeDiag[float32]), eachMatrix(d, d*d, kernel.TakeDiag[float64])),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{BatchDiag(dy)} }, x)
	return batching(n, pieceByPiece(x.Shape(), n.Shape(), BatchTakeDiag))
}

// eachMatrix runs f on each piece of from numbers, which makes to numbers.
func eachMatrix[T kernel.Float](to, from int, f func(dst, x []T)) compute {
	return func(out G.Value, in []G.Value) {
		dst, x := Data[T](out), Data[T](in[0])
		for len(dst) > 0 {
			f(dst[:to], x[:from])
			dst, x = dst[to:], x[from:]
		}
	}
}

// cutting makes an op of two batches that may be cut by matrices.
func cutting(name string, lead tensor.Shape, size int, work float64, run func(out G.Value, in []G.Value, lo, hi int), grad vjp, a, b *G.Node) *G.Node {
	count := lead.TotalSize()
	return inPieces(name, append(lead.Clone(), size), Rows{N: count, Work: work * float64(count), Compute: run}, grad, a, b)
}

// leading is the shape of x without its last axis.
func leading(x *G.Node) tensor.Shape { s := x.Shape(); return s[:len(s)-1].Clone() }

// batchShape is the shape of the batch of both operands.
func batchShape(op string, a, b *G.Node) tensor.Shape {
	floats(op, a, b)
	lastExtent(op, a)
	lastExtent(op, b)
	lead, ok := broadcastShapes(leading(a), leading(b))
	if !ok {
		build.Fail(op, shapes(a, b), "the axes before the last, which is the entries of a matrix, must agree or be 1")
	}
	return lead
}

// cols is the columns of the matrices of x, if they have so many rows.
func cols(op string, x *G.Node, rows int) int {
	n := lastExtent(op, x)
	if rows < 1 || n%rows != 0 {
		build.Fail(op, shapes(x), "%d entries are no matrix with an extent of %d", n, rows)
	}
	return n / rows
}

// order is the number of rows of the square matrices of x.
func order(op string, x *G.Node) int {
	floats(op, x)
	n := lastExtent(op, x)
	d := int(math.Round(math.Sqrt(float64(n))))
	if d*d != n {
		build.Fail(op, shapes(x), "%d entries are no square matrix: they are along the last axis, (..., d*d)", n)
	}
	return d
}
