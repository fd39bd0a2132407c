package kernel

import (
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"
)

// TestNothingIsReadBeyondASlice puts every operand at the end of a page before one that cannot be read, and at the start
// of a page after one: a load beyond the slice would end the test.
func TestNothingIsReadBeyondASlice(t *testing.T) {
	t.Run("32", readsInside[float32])
	t.Run("64", readsInside[float64])
}

func readsInside[T Float](t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var pages [4]page
	for i := range pages {
		pages[i] = newPage(t)
	}
	var zero T
	for l := AVX2; l <= detect(); l++ {
		restore := setLevel(l)
		for n := 1; n < 68; n++ {
			for _, atEnd := range []bool{true, false} {
				var x [4][]T
				for i, p := range pages {
					x[i] = unsafe.Slice((*T)(p.of(n*int(unsafe.Sizeof(zero)), atEnd)), n)
					Fill(x[i], 1.5)
				}
				everyLoop(x[0], x[1], x[2], x[3])
			}
		}
		restore()
	}
}

// everyLoop runs all the loops over slices of one length.
func everyLoop[T Float](dst, a, b, c []T) {
	for _, u := range unary {
		if isSingle[T]() {
			u.loop32(as32(dst), as32(a))
		} else {
			u.loop64(as64(dst), as64(a))
		}
	}
	a[len(a)/2] = -1 // outside the domain of some
	Lgamma(dst, a)
	Digamma(dst, a)
	Sin(dst, a)
	for _, l := range arithLoops[T]() {
		l.f(dst, a, b, c)
	}
	n := len(a)
	for _, l := range rowLoops[T]() {
		l.f(dst[:l.width(n)], a, n)
		l.f(dst[:n*l.width(1)], a, 1)
	}
	for _, reduced := range [][]bool{{true, false}, {false, true}} {
		r := NewReduction([]int{n, 1}, reduced)
		Sum(&r, dst[:n/r.Count()], a)
		Max(&r, dst[:n/r.Count()], a)
	}
	runColumns(dst, a, 1, n)
	SumSquares(a)
	p := NewPlan([]int{1, n}, []int{1, n}, []int{n})
	Combine(&p, Times, dst, a, b)
	for _, f := range updateLoops[T]() {
		f(dst, a, b, c)
	}
	for _, f := range draws[T]() {
		f(dst, 2)
	}
}

// page is memory between two pages that fault.
type page []byte

func newPage(t *testing.T) page {
	size := syscall.Getpagesize()
	all, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(all); err != nil {
			t.Error(err)
		}
	})
	for _, fault := range [][]byte{all[:size], all[2*size:]} {
		if err := syscall.Mprotect(fault, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return all[size : 2*size]
}

// of is the address of so many bytes at the end or at the start of the page.
func (p page) of(n int, atEnd bool) unsafe.Pointer {
	if atEnd {
		return unsafe.Pointer(&p[len(p)-n])
	}
	return unsafe.Pointer(&p[0])
}
