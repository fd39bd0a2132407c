package ops_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// definite adds enough to the diagonal of a matrix with entries in [-2, 2) to make its symmetric part positive definite.
func definite(x *G.Node) *G.Node {
	d := x.Shape()[0]
	return ops.Add(x, ops.Diag(ops.Full(x.Graph(), x.Dtype(), 2*float64(d), d)))
}

func matrices() []instance {
	a, ab := []operand{in(3, 3)}, []operand{in(3, 3), in(3, 2)}
	solve := func(transposed bool) func(l, b *G.Node) *G.Node {
		return func(l, b *G.Node) *G.Node { return ops.TriangularSolve(definite(l), b, transposed) }
	}
	return []instance{
		{"cholesky", a, one(func(x *G.Node) *G.Node { return ops.Cholesky(definite(x)) }), false},
		{"cholesky of a number", []operand{within(1, 2, 1, 1)}, one(ops.Cholesky), false},
		{"log determinant", a, one(func(x *G.Node) *G.Node { return ops.Log(ops.TakeDiag(ops.Cholesky(definite(x)))) }), false},
		{"triangular_solve", ab, two(solve(false)), false},
		{"triangular_solve transposed", ab, two(solve(true)), false},
		{"tril", a, one(ops.Tril), false},
		{"strict_tril", a, one(ops.StrictTril), false},
		{"diag", []operand{in(3)}, one(ops.Diag), false},
		{"take_diag", a, one(ops.TakeDiag), false},
	}
}

// linear is a case of testdata/linalg.json, from mpmath with 60 digits.
type linear struct {
	A, L, B, X, XT []float64
	D, N           int
	LogDet         float64
	DA             []float64 // gradient of sum(L w), w = 1, 2, ... in order, for A
	Cond           float64   // largest over smallest eigenvalue of A
}

// The factor's relative error is of order d u cond(A) (Higham 2002, theorem 10.8), a solution's d u cond(L), and the
// gradient, which solves with L twice, has d u cond(A) beside the factor's own: 4 d u cond(A) bounds all of them here, relative to
// the largest element.
func TestLinearGoldens(t *testing.T) {
	var cases []linear
	filetest.ReadJSON(t, "../testdata/linalg.json", &cases)
	for _, c := range cases {
		for dt, u := range map[tensor.Dtype]float64{tensor.Float32: 0x1p-24, tensor.Float64: 0x1p-53} {
			bound := 4 * float64(c.D) * u * c.Cond
			if bound > .1 {
				continue // float32 has no digits left
			}
			f := newFixture(dt)
			a, b := f.input(tensor.Shape{c.D, c.D}, c.A), f.input(tensor.Shape{c.D, c.N}, c.B)
			l := ops.Cholesky(a)
			ramp := make([]float64, c.D*c.D)
			for i := range ramp {
				ramp[i] = float64(i + 1)
			}
			s := ops.Sum(ops.Mul(l, f.input(tensor.Shape{c.D, c.D}, ramp)))
			for name, v := range map[string]struct {
				n    *G.Node
				want []float64
			}{
				"factor":                  {l, c.L},
				"solution":                {ops.TriangularSolve(l, b, false), c.X},
				"transposed solution":     {ops.TriangularSolve(l, b, true), c.XT},
				"gradient":                {gradients(t, s, a)[0], c.DA},
				"log determinant":         {ops.MulConst(ops.Sum(ops.Log(ops.TakeDiag(l))), 2), []float64{c.LogDet}},
				"product of the solution": {ops.MatMul(l, ops.TriangularSolve(l, b, false), false, false), c.B},
			} {
				largest, got := 0., f.eval(v.n)
				for _, w := range v.want {
					largest = max(largest, math.Abs(w))
				}
				for i, w := range v.want {
					if !(math.Abs(got[i]-w) <= bound*largest) {
						t.Errorf("%v, d = %d: %s[%d] is %v, want %v within %v", dt, c.D, name, i, got[i], w, bound*largest)
					}
				}
			}
		}
	}
}

// Only the symmetric part counts, so the gradient is symmetric; what is above a triangle never counts.
func TestCholeskySeesTheSymmetricPart(t *testing.T) {
	f := newFixture(tensor.Float64)
	a, b := f.input(tensor.Shape{2, 2}, []float64{4, 1, 3, 5}), f.input(tensor.Shape{2, 2}, []float64{4, 2, 2, 5})
	f.wantAll(t, ops.Cholesky(a), f.eval(ops.Cholesky(b))...)
	f.wantAll(t, ops.Cholesky(b), 2, 0, 1, 2)
	d := f.grad(t, ops.Cholesky(a), a)
	if d[1] != d[2] {
		t.Errorf("gradient %v is not symmetric", d)
	}
	full := f.input(tensor.Shape{2, 2}, []float64{2, nan, 1, 4})
	f.wantAll(t, ops.TriangularSolve(full, f.input(tensor.Shape{2, 1}, []float64{2, 9}), false), 1, 2)
	f.wantAll(t, ops.TriangularSolve(full, f.input(tensor.Shape{2, 1}, []float64{4, 8}), true), 1, 2)
	f.wantAll(t, ops.Tril(full), 2, 0, 1, 4)
	f.wantAll(t, ops.StrictTril(full), 0, 0, 1, 0)
}

// A matrix without a factor gives NaN, and the search for the first bad value stops there.
func TestCholeskyOfIndefinite(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, x := range [][]float64{{1, 2, 2, 1}, {0, 0, 0, 1}, {-1, 0, 0, 1}, {1, 1, 1, 1}, {nan, 0, 0, 1}, {1, 0, 0, inf}} {
			f := newFixture(dt)
			f.wantAll(t, ops.Cholesky(f.input(tensor.Shape{2, 2}, x)), nan, 0, nan, nan)
		}
	}
	f := newFixture(tensor.Float64)
	a := f.input(tensor.Shape{2, 2}, []float64{1, 2, 2, 1})
	p, err := graph.Compile(ops.Sum(ops.Log(ops.TakeDiag(ops.Cholesky(a)))))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Let(a, f.feed[a]), p.RunAll()); err != nil {
		t.Fatal(err)
	}
	if err := p.Finite(); err == nil || !strings.Contains(err.Error(), "NaN in row 0") || !strings.Contains(err.Error(), "cholesky") {
		t.Errorf("the search for the first bad value found %v", err)
	}
}

func TestLinearErrors(t *testing.T) {
	f := newFixture(tensor.Float32)
	wide, v := f.input(tensor.Shape{2, 3}, make([]float64, 6)), f.vector(1, 2)
	a := f.input(tensor.Shape{2, 2}, make([]float64, 4))
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { ops.Cholesky(wide) }, "cholesky: (2, 3): the matrix must be square"},
		{func() { ops.Cholesky(v) }, "cholesky: (2,): 2 axes are needed, not 1: it takes one square matrix"},
		{func() { ops.TriangularSolve(wide, wide, false) }, "triangular_solve_n: (2, 3): the matrix must be square"},
		{func() { ops.TriangularSolve(a, v, true) }, "triangular_solve_t: (2,): 2 axes are needed, not 1: the right-hand sides are the columns of a matrix; reshape a vector to one column"},
		{func() { ops.TriangularSolve(a, ops.Transpose(wide), true) }, "triangular_solve_t: (2, 2) and (3, 2): the matrix has 2 rows, the right-hand sides have 3"},
		{func() { ops.Tril(wide) }, "tril(1): (2, 3): the matrix must be square"},
		{func() { ops.Diag(a) }, "diag: (2, 2): 1 axes are needed, not 2: a diagonal is a vector; TakeDiag takes one from a matrix"},
		{func() { ops.TakeDiag(v) }, "take_diag: (2,): 2 axes are needed, not 1: it takes one square matrix"},
	} {
		if got := message(t, c.f); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
