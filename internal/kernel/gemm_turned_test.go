package kernel

import (
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// What the products with a transposed matrix are cut at: rows, columns and steps around vectors, strips and lines.
var (
	turnedColumns = []int{1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 23, 24, 25, 31, 32, 33, 65}
	turnedSteps   = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 32, 33, 130, 259}
)

// testTurned wants of A Bᵀ the bits of A times the transposed matrix, for any rows, from any place.
func testTurned[T Float](t *testing.T) {
	for _, m := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 32, 36} {
		for _, n := range turnedColumns {
			for _, k := range turnedSteps {
				for _, gap := range []int{0, 3} {
					turnedIsPlain[T](t, m, n, k, gap)
				}
			}
		}
	}
	for _, m := range []int{1, 2, 3, 4, 20} { // rows that share a place of the cache
		turnedIsPlain[T](t, m, 40, 250, 6)
		turnedIsPlain[T](t, m, 40, 1020, 4)
	}
}

func turnedIsPlain[T Float](t *testing.T, m, n, k, gap int) {
	t.Helper()
	beta := T((m + n + k) & 1)
	turned, plain := newProblem[T](m, n, k, 2, gap, gap), newProblem[T](m, n, k, 0, gap, gap)
	for i := range n {
		for l := range k {
			plain.b[l*plain.ldb+i] = turned.b[i*turned.ldb+l]
		}
	}
	turned.gemm(beta)
	plain.gemm(beta)
	for at, got := range turned.c {
		if want := plain.c[at]; !equalBits(got, want) {
			t.Fatalf("%s beta %v: element %d is %v, of the transposed matrix %v", &turned, beta, at, got, want)
		}
	}
}

func TestGemmOfATransposedMatrixHasTheSameBits(t *testing.T) {
	slow.Test(t)
	levels(t, func(t *testing.T) {
		if CPULevel() == Generic {
			return // plain Go has orders of its own
		}
		t.Run("float32", testTurned[float32])
		t.Run("float64", testTurned[float64])
	})
}

// The gradient of a layer's input is the product with the transposed weights, times the derivative, which some of its ways fuse.
func testInput[T Float](t *testing.T) {
	for _, m := range []int{1, 3, 4, 5, 8, 13, 16, 19, 100} {
		for _, k := range []int{1, 14, 16, 33, 128} {
			for _, n := range []int{1, 2, 4, 14, 16, 48, 128} {
				dz, w, x := numbers[T](m*n), numbers[T](k*n), numbers[T](m*k)
				wt, product, got, want := make([]T, k*n), make([]T, m*k), make([]T, m*k), make([]T, m*k)
				Transpose(wt, w, k, n)
				Gemm(false, false, m, k, n, dz, n, wt, k, 0, product, k)
				for _, act := range []Act{ActLinear, ActReLU, ActTanh} {
					for _, x := range [][]T{x, nil} {
						DenseInput(want, m, n, k, dz, w, x, act)
						if copy(got, product); x != nil {
							ActGrad(got, x, got, act)
						}
						if CPULevel() == Generic {
							equalWithin(t, got, want, n)
							continue
						}
						for i := range got {
							if !equalBits(got[i], want[i]) {
								t.Fatalf("%d x %d x %d activation %d: element %d is %v, from w %v", m, n, k, act, i, got[i], want[i])
							}
						}
					}
				}
			}
		}
	}
}

// equalWithin wants sums of n products of numbers in [-1, 1), times at most 1, to differ by their roundings.
func equalWithin[T Float](t *testing.T, got, want []T, n int) {
	t.Helper()
	for i := range got {
		if d := float64(got[i] - want[i]); max(d, -d) > 2*gamma[T](n+4)*float64(n) {
			t.Fatalf("element %d is %v, from w %v", i, got[i], want[i])
		}
	}
}

func TestDenseInputIsProductAndDerivative(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testInput[float32])
		t.Run("float64", testInput[float64])
	})
}
