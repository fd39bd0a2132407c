//go:build linux

package kernel

import (
	"syscall"
	"testing"
	"unsafe"
)

// beforeHole returns a slice that ends where the address space has a hole: reading or writing past its end is a fault.
func beforeHole[T Float](t *testing.T, bytes int) func(n int) []T {
	page := syscall.Getpagesize()
	size := (bytes + page - 1) / page * page
	mem, err := syscall.Mmap(-1, 0, size+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(mem) })
	if err := syscall.Mprotect(mem[size:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return func(n int) []T {
		if n == 0 {
			return nil
		}
		return unsafe.Slice((*T)(unsafe.Pointer(&mem[size-n*int(unsafe.Sizeof(T(0)))])), n)
	}
}

// Every matrix ends at a hole, whose first byte belongs to no row.
func testHoles[T Float](t *testing.T) {
	const most = 1 << 20
	a, b, c, d := beforeHole[T](t, most), beforeHole[T](t, most), beforeHole[T](t, most), beforeHole[T](t, most)
	for _, m := range []int{1, 2, 5, 13, 20, 49, 65} {
		for _, n := range []int{1, 2, 3, 4, 5, 8, 15, 17, 31, 50, 64} {
			for _, k := range []int{1, 3, 8, 17, 33, 260} {
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
			}
		}
	}
}

func TestGemmStaysInsideItsSlices(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testHoles[float32])
		t.Run("float64", testHoles[float64])
	})
}
