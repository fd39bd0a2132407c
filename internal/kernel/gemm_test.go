package kernel

import (
	"fmt"
	"math"
	"testing"
)

// numbers returns n numbers in [-1, 1) without a pattern.
func numbers[T Float](n int) []T {
	x := make([]T, n)
	s := uint64(n)
	for i := range x {
		s = s*6364136223846793005 + 1442695040888963407
		x[i] = T(int64(s)>>40) / (1 << 23)
	}
	return x
}

func testGemm[T Float](t *testing.T, u float64) {
	sizes := [][3]int{{1, 1, 1}, {3, 5, 7}, {64, 192, 3}, {65, 193, 2}, {130, 70, 17}, {4, 400, 5}, {0, 3, 2}, {3, 0, 2}, {3, 2, 0}}
	for _, s := range sizes {
		m, n, k := s[0], s[1], s[2]
		for mode := range 4 {
			transA, transB := mode&1 == 1, mode&2 == 2
			lda, ldb, ldc := k+2, n+2, n+1 // rows of a larger matrix
			if transA {
				lda = m + 2
			}
			if transB {
				ldb = k + 2
			}
			a, b := numbers[T](lda*max(m, k)), numbers[T](ldb*max(n, k))
			for _, beta := range []T{0, 1, .5} {
				c := numbers[T](ldc * m)
				want := reference(transA, transB, m, n, k, a, lda, b, ldb, beta, c, ldc)
				if beta == 0 {
					Fill(c, T(math.NaN())) // must not be read
				}
				Gemm(transA, transB, m, n, k, a, lda, b, ldb, beta, c, ldc)
				for i := range m {
					for j := range n {
						got := float64(c[i*ldc+j])
						if d := math.Abs(got - want[i*n+j]); !(d <= float64(k+2)*u*float64(k+1)) {
							t.Fatalf("%v transA %v transB %v beta %v: [%d,%d] is %v, want %v", s, transA, transB, beta, i, j, got, want[i*n+j])
						}
					}
				}
			}
		}
	}
}

// reference is the product in float64, row by row.
func reference[T Float](transA, transB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) []float64 {
	out := make([]float64, m*n)
	for i := range m {
		for j := range n {
			s := 0.
			for l := range k {
				ai, bi := i*lda+l, l*ldb+j
				if transA {
					ai = l*lda + i
				}
				if transB {
					bi = j*ldb + l
				}
				s += float64(a[ai]) * float64(b[bi])
			}
			out[i*n+j] = s + float64(beta)*float64(c[i*ldc+j])
		}
	}
	return out
}

func TestGemmEqualsLoops(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testGemm[float32](t, 0x1p-24) })
	t.Run("float64", func(t *testing.T) { testGemm[float64](t, 0x1p-53) })
}

// gonum starts goroutines, and allocates, for results of 4 blocks of 64x64.
func TestGemmAllocatesNothing(t *testing.T) {
	a, b, c := numbers[float32](512*512), numbers[float32](512*512), make([]float32, 512*512)
	for mode := range 4 {
		if n := testing.AllocsPerRun(2, func() { Gemm(mode&1 == 1, mode&2 == 2, 512, 512, 16, a, 512, b, 512, 1, c, 512) }); n != 0 {
			t.Errorf("mode %d: %v allocations", mode, n)
		}
	}
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range [][3]int{{100, 128, 128}, {50, 128, 128}, {25, 128, 128}, {100, 128, 14}, {100, 48, 64}} {
		m, n, k := s[0], s[1], s[2]
		x, w, y := numbers[float32](m*k), numbers[float32](k*n), numbers[float32](m*n)
		out := make([]float32, max(m*k, k*n, m*n))
		run := func(name string, f func()) {
			b.Run(fmt.Sprintf("%dx%dx%d/%s", m, n, k, name), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(2*float64(m*n*k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
		run("forward NN", func() { Gemm(false, false, m, n, k, x, k, w, n, 0, out, n) })
		run("dX NT", func() { Gemm(false, true, m, k, n, y, n, w, n, 0, out, k) })
		run("dW TN", func() { Gemm(true, false, k, n, m, x, k, y, n, 0, out, n) })
		wt := make([]float32, n*k)
		run("dX transposed first", func() {
			Transpose(wt, w, k, n)
			Gemm(false, false, m, k, n, y, n, wt, k, 0, out, k)
		})
		xt := make([]float32, m*k)
		run("dW transposed first", func() {
			Transpose(xt, x, m, k)
			Gemm(false, false, k, n, m, xt, m, y, n, 0, out, n)
		})
	}
}
