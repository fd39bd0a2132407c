package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Cholesky is the lower triangular factor L of a positive definite matrix, L Lᵀ = a: (d, d) -> (d, d), zeros above the
// diagonal. It sees the symmetric part (a + aᵀ)/2 only. A matrix that is not positive definite gives NaN in the whole
// triangle, the diagonal first; add a little to the diagonal if rounding may have cost it its definiteness. The logarithm
// of its determinant is 2 Sum(Log(TakeDiag(L))).
//
// With dL the gradient for L, that for a is the symmetric part of L⁻ᵀ Φ(Lᵀ dL) L⁻¹, where Φ takes the lower triangle
// and halves the diagonal: Murray (2016), Differentiation of the Cholesky decomposition, arXiv:1602.07527. It is made of ops, so second derivatives exist.
func Cholesky(a *G.Node) *G.Node {
	const name = "cholesky"
	d := square(name, a)
	n := apply(name, a.Shape(), pick(a.Dtype(), cholesky[float32](d), cholesky[float64](d)),
		func(_ []*G.Node, l, dl *G.Node) []*G.Node {
			p := TriangularSolve(l, triangle(MatMul(l, dl, true, false), .5), true) // L⁻ᵀ Φ
			da := TriangularSolve(l, Transpose(p), true)                            // its product with L⁻¹, transposed
			return []*G.Node{MulConst(Add(da, Transpose(da)), .5)}
		}, a)
	return batching(n, matrixByMatrix(n.Shape(), BatchCholesky))
}

func cholesky[T kernel.Float](d int) compute {
	return func(out G.Value, in []G.Value) { kernel.Cholesky(Data[T](out), Data[T](in[0]), d) }
}

// TriangularSolve is the x of l x = b, or of lᵀ x = b if transposed: l (d, d), of which the lower triangle counts, and
// b (d, n) -> (d, n). A zero on the diagonal gives infinities or NaN.
func TriangularSolve(l, b *G.Node, transposed bool) *G.Node {
	name := "triangular_solve" + mark(transposed)
	floats(name, l, b)
	d := square(name, l)
	rank(name, b, 2, "the right-hand sides are the columns of a matrix; reshape a vector to one column")
	s := b.Shape()
	if s[0] != d {
		build.Fail(name, shapes(l, b), "the matrix has %d rows, the right-hand sides have %d", d, s[0])
	}
	n := apply(name, s, pick(l.Dtype(), solve[float32](d, s[1], transposed), solve[float64](d, s[1], transposed)),
		func(in []*G.Node, x, dx *G.Node) []*G.Node {
			db := TriangularSolve(in[0], dx, !transposed)
			dl := MatMul(db, x, false, true) // of -l, from l dx = -dl x
			if transposed {
				dl = MatMul(x, db, false, true)
			}
			return []*G.Node{Neg(Tril(dl)), db}
		}, l, b)
	return batching(n, func(_ *op, n int, in []*G.Node, mapped []bool) *G.Node {
		l, b := entries(n, in[0], mapped[0], d*d), entries(n, in[1], mapped[1], d*s[1])
		return stack(BatchTriangularSolve(l, b, transposed), n, s)
	})
}

func solve[T kernel.Float](d, n int, transposed bool) compute {
	return func(out G.Value, in []G.Value) {
		kernel.TriangularSolve(Data[T](out), Data[T](in[0]), Data[T](in[1]), d, n, transposed)
	}
}

// Tril is the lower triangle of a square matrix, its diagonal included, with zeros above, whatever was there.
func Tril(x *G.Node) *G.Node { return triangle(x, 1) }

// StrictTril is the lower triangle without its diagonal.
func StrictTril(x *G.Node) *G.Node { return triangle(x, 0) }

// triangle is the lower triangle with its diagonal multiplied by a number. It is its own adjoint.
func triangle(x *G.Node, diagonal float64) *G.Node {
	name := named("tril", diagonal)
	d := square(name, x)
	n := apply(name, x.Shape(), pick(x.Dtype(), lower[float32](d, diagonal), lower[float64](d, diagonal)),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{triangle(dy, diagonal)} }, x)
	return batching(n, matrixByMatrix(n.Shape(), func(x *G.Node) *G.Node { return batchTriangle(x, diagonal) }))
}

func lower[T kernel.Float](d int, diagonal float64) compute {
	return func(out G.Value, in []G.Value) { kernel.Triangle(Data[T](out), Data[T](in[0]), d, T(diagonal)) }
}

// Diag is the matrix with x on its diagonal and zeros elsewhere: (d) -> (d, d).
func Diag(x *G.Node) *G.Node {
	const name = "diag"
	floats(name, x)
	rank(name, x, 1, "a diagonal is a vector; TakeDiag takes one from a matrix")
	d := x.Shape()[0]
	n := apply(name, tensor.Shape{d, d}, pick(x.Dtype(), loop1(kernel.Diag[float32]), loop1(kernel.Diag[float64])),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{TakeDiag(dy)} }, x)
	return batching(n, matrixByMatrix(n.Shape(), BatchDiag))
}

// TakeDiag is the diagonal of a square matrix: (d, d) -> (d).
func TakeDiag(x *G.Node) *G.Node {
	const name = "take_diag"
	d := square(name, x)
	n := apply(name, tensor.Shape{d}, pick(x.Dtype(), loop1(kernel.TakeDiag[float32]), loop1(kernel.TakeDiag[float64])),
		func(_ []*G.Node, _, dy *G.Node) []*G.Node { return []*G.Node{Diag(dy)} }, x)
	return batching(n, matrixByMatrix(n.Shape(), BatchTakeDiag))
}

// square refuses what is not a square matrix and returns its extent.
func square(op string, x *G.Node) int {
	floats(op, x)
	rank(op, x, 2, "it takes one square matrix")
	s := x.Shape()
	if s[0] != s[1] {
		build.Fail(op, shapes(x), "the matrix must be square")
	}
	return s[0]
}
