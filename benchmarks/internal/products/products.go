// Package products is the matrix products of a dense layer's training step as things to measure: their shapes, their
// three forms and a race between implementations.
package products

import "fmt"

// Shape is the size of a product of (M, K) and (K, N).
type Shape struct{ M, K, N int }

// Shapes are those of 14-128-128-64-48 and -1 at batch 1, 100 and 1000, of 13-50-50-1 at batch 128, and squares.
var Shapes = []Shape{
	{1, 14, 128}, {1, 128, 128}, {100, 14, 128}, {100, 128, 128}, {100, 128, 64}, {100, 64, 1}, {100, 64, 48},
	{1000, 14, 128}, {1000, 128, 128}, {1000, 128, 64},
	{128, 13, 50}, {128, 50, 50}, {128, 50, 1}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
}

// String is "100x128x64", M x K x N.
func (s Shape) String() string { return fmt.Sprintf("%dx%dx%d", s.M, s.K, s.N) }

// Flops is the number of operations, 2 M K N.
func (s Shape) Flops() float64 { return 2 * float64(s.M) * float64(s.K) * float64(s.N) }

// Form says which operands are stored transposed: NN is the forward pass, NT the gradient of the input, TN that of the
// weights.
type Form struct{ TransA, TransB bool }

// Forms are the three of a dense layer.
var Forms = []Form{{}, {TransB: true}, {TransA: true}}

// String is NN, NT or TN.
func (f Form) String() string { return letter(f.TransA) + letter(f.TransB) }

func letter(trans bool) string {
	if trans {
		return "T"
	}
	return "N"
}

// Product is C = op(A) op(B) in float32, row-major, with the distances between rows.
type Product struct {
	Shape
	Form
	A, B, C       []float32
	Lda, Ldb, Ldc int
}

// New makes a product of small numbers.
func New(s Shape, f Form) Product {
	p := Product{Shape: s, Form: f, A: numbers(s.M * s.K), B: numbers(s.K * s.N), C: make([]float32, s.M*s.N), Lda: s.K, Ldb: s.N, Ldc: s.N}
	if f.TransA {
		p.Lda = s.M
	}
	if f.TransB {
		p.Ldb = s.K
	}
	return p
}

// numbers are n fractions in [-1, 1] that are exact in float32, as are their products' sums of less than 2^16 terms.
func numbers(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i*7%17-8) / 8
	}
	return x
}
