package kernel

import (
	"math"
	"strings"
	"sync"
	"testing"
)

// A NaN or infinity in row i of A reaches all of row i of C and nothing else; one in column j of B all of column j.
func testSpecials[T Float](t *testing.T) {
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, n := range []int{1, 4, 5, 17, 70} {
		for mode := range 4 {
			for _, v := range []T{nan, inf, -inf} {
				p := newProblem[T](15, n, 19, mode, 0, 0)
				i, j, l := 7, n/2, 18
				if p.transA {
					p.a[l*p.lda+i] = v
				} else {
					p.a[i*p.lda+l] = v
				}
				if p.transB {
					p.b[j*p.ldb+l] = v
				} else {
					p.b[l*p.ldb+j] = v
				}
				p.gemm(0)
				for r := range p.m {
					for c := range n {
						got := float64(p.c[r*p.ldc+c])
						if finite := !math.IsNaN(got) && !math.IsInf(got, 0); finite == (r == i || c == j) {
							t.Fatalf("%s with %v: C[%d,%d] is %v", &p, v, r, c, got)
						}
					}
				}
			}
		}
	}
}

func TestGemmPropagatesWhatIsNotFinite(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testSpecials[float32])
		t.Run("float64", testSpecials[float64])
	})
}

// mustPanic wants a panic of this package, not one of the run time.
func mustPanic(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "kernel: ") {
			t.Errorf("%s: no panic of package kernel, but %v", name, s)
		}
	}()
	f()
}

func TestGemmPanicsBeforeItReads(t *testing.T) {
	x := make([]float32, 100)
	huge := math.MaxInt / 2
	levels(t, func(t *testing.T) {
		mustPanic(t, "negative m", func() { Gemm(false, false, -1, 1, 1, x, 1, x, 1, 0, x, 1) })
		mustPanic(t, "negative n", func() { Gemm(false, false, 1, -1, 1, x, 1, x, 1, 0, x, 1) })
		mustPanic(t, "negative k", func() { Gemm(false, false, 1, 1, -1, x, 1, x, 1, 0, x, 1) })
		mustPanic(t, "short A", func() { Gemm(false, false, 10, 1, 10, x[:99], 10, x, 1, 0, x, 1) })
		mustPanic(t, "short Aᵀ", func() { Gemm(true, false, 10, 1, 10, x[:99], 10, x, 1, 0, x, 1) })
		mustPanic(t, "short B", func() { Gemm(false, false, 1, 10, 10, x, 10, x[:99], 10, 0, x, 10) })
		mustPanic(t, "short Bᵀ", func() { Gemm(false, true, 1, 10, 10, x, 10, x[:99], 10, 0, x, 10) })
		mustPanic(t, "short C", func() { Gemm(false, false, 10, 10, 1, x, 1, x, 10, 0, x[:99], 10) })
		mustPanic(t, "rows of A overlap", func() { Gemm(false, false, 2, 1, 10, x, 9, x, 1, 0, x, 1) })
		mustPanic(t, "rows of C overlap", func() { Gemm(false, false, 2, 10, 1, x, 1, x, 10, 0, x, 9) })
		mustPanic(t, "negative distance", func() { Gemm(false, false, 2, 1, 1, x, -1, x, 1, 0, x, 1) })
		mustPanic(t, "distance that overflows", func() { Gemm(false, false, 5, 1, 1, x, huge, x, 1, 0, x, 1) })
		mustPanic(t, "short bias", func() { Dense(x, 5, 10, 1, x, x, x[:9], ActLinear) })
		mustPanic(t, "short gate", func() { DenseInput(x, 5, 1, 10, x, x, x[:49], ActReLU) })
		mustPanic(t, "short y", func() { DenseInput(x, 5, 1, 10, x, x, x[:49], ActTanh) })
		mustPanic(t, "short db", func() { DenseWeights(x, x[:9], 5, 10, 1, x, x, 0) })
	})
}

func TestGemmAllocatesNothing(t *testing.T) {
	a, b, c := numbers[float32](512*512), numbers[float32](512*512), make([]float32, 512*512)
	levels(t, func(t *testing.T) {
		for mode := range 4 {
			for _, n := range []int{1, 3, 33, 512} {
				if allocs := testing.AllocsPerRun(2, func() { Gemm(mode&1 == 1, mode&2 == 2, 512, n, 16, a, 512, b, 512, 1, c, 512) }); allocs != 0 {
					t.Errorf("mode %d, %d columns: %v allocations", mode, n, allocs)
				}
			}
		}
		for act := ActLinear; act <= ActLeakyReLU; act++ {
			if allocs := testing.AllocsPerRun(2, func() {
				Dense(c, 16, 100, 20, a, b, a[:100], act)
				denseBack(c, c[2000:], c[5000:], c[10000:], 16, 100, 20, a, b, a[1:], a[2:], act)
				DenseInput(c, 16, 100, 20, a, b, a, act)
				DenseInput(c, 3, 100, 20, a, b, a, act)
			}); allocs != 0 {
				t.Errorf("activation %d: %v allocations", act, allocs)
			}
		}
	})
}

func TestGemmInManyGoroutines(t *testing.T) {
	levels(t, func(t *testing.T) {
		want := newProblem[float32](60, 70, 300, 2, 0, 0)
		want.gemm(0)
		var wg sync.WaitGroup
		for range 24 { // more than there are workspaces kept
			wg.Go(func() {
				for range 20 {
					p := newProblem[float32](60, 70, 300, 2, 0, 0)
					p.gemm(0)
					for i, got := range p.c[:60*70] {
						if got != want.c[i] {
							t.Errorf("element %d is %v, alone %v", i, got, want.c[i])
							return
						}
					}
				}
			})
		}
		wg.Wait()
	})
}

func testTranspose[T Float](t *testing.T) {
	for _, m := range []int{0, 1, 3, 4, 7, 8, 9, 11, 15, 16, 17, 33, 70} {
		for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 16, 31, 33, 34, 50, 67} {
			src, dst := numbers[T](m*n + 1)[1:], make([]T, m*n+40)
			Fill(dst, untouched)
			Transpose(dst, src, m, n)
			for at, got := range dst {
				want := T(untouched)
				if at < m*n {
					want = src[at%m*n+at/m]
				}
				if got != want {
					t.Fatalf("%d x %d: element %d is %v, want %v", m, n, at, got, want)
				}
			}
		}
	}
}

func TestTransposeWritesItsMatrix(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testTranspose[float32])
		t.Run("float64", testTranspose[float64])
		mustPanic(t, "short dst", func() { Transpose(make([]float32, 11, 20), make([]float32, 12), 3, 4) })
		mustPanic(t, "short src", func() { Transpose(make([]float32, 12), make([]float32, 11, 20), 3, 4) })
	})
}
