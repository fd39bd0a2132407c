//go:build linux

package kernel

import (
	"syscall"
	"testing"
	"unsafe"
)

// betweenHoles returns memory with holes of the address space before and behind it.
func betweenHoles(t *testing.T, bytes int) []byte {
	page := syscall.Getpagesize()
	size := (bytes + page - 1) / page * page
	mem, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(mem) })
	for _, hole := range [][]byte{mem[:page], mem[page+size:]} {
		if err := syscall.Mprotect(hole, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return mem[page:][:size]
}

// beforeHole returns a slice that ends where the address space has a hole: reading or writing past its end is a fault.
func beforeHole[T Float](t *testing.T, bytes int) func(n int) []T {
	mem := betweenHoles(t, bytes)
	return func(n int) []T {
		if n == 0 {
			return nil
		}
		return unsafe.Slice((*T)(unsafe.Pointer(&mem[len(mem)-n*int(unsafe.Sizeof(T(0)))])), n)
	}
}

// afterHole returns a slice that begins behind a hole.
func afterHole[T Float](t *testing.T, bytes int) func(n int) []T {
	mem := betweenHoles(t, bytes)
	return func(n int) []T { return unsafe.Slice((*T)(unsafe.Pointer(&mem[0])), n) }
}

// Every matrix ends at a hole, whose first byte belongs to no row, or begins at one.
func testHoles[T Float](t *testing.T, beside func(*testing.T, int) func(int) []T) {
	const most = 1 << 21
	a, b, c, d := beside(t, most), beside(t, most), beside(t, most), beside(t, most)
	for _, m := range []int{1, 2, 4, 5, 8, 13, 16, 20, 49, 65} {
		for _, n := range []int{1, 2, 3, 4, 5, 8, 11, 15, 16, 17, 31, 50, 64} {
			for _, k := range []int{1, 2, 3, 4, 5, 7, 8, 17, 33, 260} {
				x, w, y, row := a(m*k), b(k*n), c(m*n), d(n)
				for mode := range 4 {
					p := problem[T]{m: m, n: n, k: k, transA: mode&1 == 1, transB: mode&2 == 2, a: x, b: w, c: y, lda: k, ldb: n, ldc: n}
					if p.transA {
						p.lda = m
					}
					if p.transB {
						p.ldb = k
					}
					p.gemm(1)
				}
				Dense(y, m, n, k, x, w, row, ActReLU)
				DenseInput(x, m, n, k, y, w, d(m*k), ActReLU)
				DenseWeights(w, row, m, n, k, x, y, 0)
				Transpose(d(m*k), x, m, k)
			}
		}
	}
}

// testPackedHoles is for a transpose of A that is packed: many columns, and rows far apart.
func testPackedHoles[T Float](t *testing.T) {
	const m, n, k = 515, 257, 7
	a, b, c := beforeHole[T](t, 8*m*k)(m*k), beforeHole[T](t, 8*n*k)(n*k), beforeHole[T](t, 8*m*n)(m*n)
	Gemm(true, false, m, n, k, a, m, b, n, 1, c, n)
}

func TestGemmStaysInsideItsSlices(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", func(t *testing.T) { testHoles(t, beforeHole[float32]) })
		t.Run("float64", func(t *testing.T) { testHoles(t, beforeHole[float64]) })
		t.Run("float32 packed", testPackedHoles[float32])
		t.Run("float64 packed", testPackedHoles[float64])
		t.Run("float32 behind holes", func(t *testing.T) { testHoles(t, afterHole[float32]) })
		t.Run("float64 behind holes", func(t *testing.T) { testHoles(t, afterHole[float64]) })
	})
}
