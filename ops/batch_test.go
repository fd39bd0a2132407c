package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// definites adds enough to the diagonals of 3 x 3 matrices with entries in [-2, 2) to make their symmetric parts positive definite.
func definites(x *G.Node) *G.Node {
	return ops.Add(x, ops.BatchDiag(ops.Full(x.Graph(), x.Dtype(), 6, 3)))
}

func batches() []instance {
	product := func(inner int, ta, tb bool) func([]*G.Node) *G.Node {
		return two(func(a, b *G.Node) *G.Node { return ops.BatchMatMul(a, b, inner, ta, tb) })
	}
	solve := func(transposed bool) func([]*G.Node) *G.Node {
		return two(func(l, b *G.Node) *G.Node { return ops.BatchTriangularSolve(definites(l), b, transposed) })
	}
	return []instance{
		{"batch_matmul", []operand{in(2, 6), in(2, 12)}, product(3, false, false), false},
		{"batch_matmul shared", []operand{in(2, 1, 6), in(3, 3)}, product(3, true, false), false},
		{"batch_matmul nt", []operand{in(6), in(2, 12)}, product(3, false, true), false},
		{"batch_matmul tt", []operand{in(2, 6), in(1, 12)}, product(3, true, true), false},
		{"batch_matmul outer", []operand{in(2, 2), in(2, 3)}, product(1, false, false), false},
		{"batch_triangular_solve", []operand{in(2, 1, 9), in(3, 3)}, solve(false), false},
		{"batch_triangular_solve transposed", []operand{in(9), in(2, 6)}, solve(true), false},
		{"batch_cholesky", []operand{in(2, 9)}, one(func(x *G.Node) *G.Node { return ops.BatchCholesky(definites(x)) }), false},
		{"batch_tril", []operand{in(2, 9)}, one(ops.BatchTril), false},
		{"batch_transpose", []operand{in(2, 6)}, one(func(x *G.Node) *G.Node { return ops.BatchTranspose(x, 2) }), false},
		{"batch_diag", []operand{in(2, 3)}, one(ops.BatchDiag), false},
		{"batch_take_diag", []operand{in(2, 9)}, one(ops.BatchTakeDiag), false},
	}
}

// Each matrix of a batch gives what it gives alone, whatever it is paired with, also where products are large enough for Gemm.
func TestBatchesEqualSingleMatrices(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, d := range []int{1, 2, 5, 11} {
			f := newFixture(dt)
			a, b := f.input(tensor.Shape{2, 1, d * d}, uniform(1, 2*d*d, -1, 1)), f.input(tensor.Shape{3, d * 2}, uniform(2, 6*d, -1, 1))
			a = ops.Add(a, ops.BatchDiag(ops.Full(a.Graph(), dt, float64(2*d), d)))
			l := ops.BatchCholesky(a)
			pieces := func(x *G.Node, rows int) (out []*G.Node) {
				s := x.Shape()
				for i := range s[:len(s)-1].TotalSize() {
					flat := ops.Reshape(x, -1, s[len(s)-1])
					out = append(out, ops.Reshape(ops.Slice(flat, 0, i, i+1), rows, -1))
				}
				return out
			}
			as, bs, ls := pieces(a, d), pieces(b, d), pieces(l, d)
			product, turned := pieces(ops.BatchMatMul(a, b, d, false, false), d), pieces(ops.BatchMatMul(b, a, d, true, true), 2)
			solved, back := pieces(ops.BatchTriangularSolve(l, b, false), d), pieces(ops.BatchTriangularSolve(l, b, true), d)
			for i := range 2 {
				check := func(got, want *G.Node) {
					t.Helper()
					f.wantAll(t, ops.Reshape(got, -1), f.eval(ops.Reshape(want, -1))...)
				}
				check(ls[i], ops.Cholesky(as[i]))
				check(pieces(ops.BatchTranspose(a, d), d)[i], ops.Transpose(as[i]))
				check(pieces(ops.BatchTakeDiag(a), 1)[i], ops.TakeDiag(as[i]))
				check(pieces(ops.BatchTril(a), d)[i], ops.Tril(as[i]))
				for j := range 3 {
					k := 3*i + j
					close(t, f.eval(product[k]), f.eval(ops.MatMul(as[i], bs[j], false, false)), dt)
					close(t, f.eval(turned[k]), f.eval(ops.MatMul(bs[j], as[i], true, true)), dt)
					check(solved[k], ops.TriangularSolve(ls[i], bs[j], false))
					check(back[k], ops.TriangularSolve(ls[i], bs[j], true))
				}
			}
		}
	}
}

// close compares sums of at most 11 products below 24 that may be added in another order.
func close(t *testing.T, got, want []float64, dt tensor.Dtype) {
	t.Helper()
	bound := 24. * 12 * 12 * 0x1p-53
	if dt == tensor.Float32 {
		bound *= 0x1p29
	}
	for i, w := range want {
		if d := got[i] - w; !(d <= bound && d >= -bound) {
			t.Errorf("%v: element %d is %v, want %v", dt, i, got[i], w)
		}
	}
}

func TestBatchErrors(t *testing.T) {
	f := newFixture(tensor.Float64)
	six, nine := f.input(tensor.Shape{2, 6}, make([]float64, 12)), f.input(tensor.Shape{3, 9}, make([]float64, 27))
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { ops.BatchMatMul(six, nine, 3, false, false) }, "batch_matmul_n_n(3): (2, 6) and (3, 9): the axes before the last, which is the entries of a matrix, must agree or be 1"},
		{func() { ops.BatchMatMul(six, six, 4, false, false) }, "batch_matmul_n_n(4): (2, 6): 6 entries are no matrix with an extent of 4"},
		{func() { ops.BatchCholesky(six) }, "batch_cholesky: (2, 6): 6 entries are no square matrix: they are along the last axis, (..., d*d)"},
		{func() { ops.BatchTranspose(six, 0) }, "batch_transpose(0): (2, 6): 6 entries are no matrix with an extent of 0"},
	} {
		if got := message(t, c.f); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
