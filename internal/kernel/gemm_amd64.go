//go:build amd64 && !noasm

package kernel

import "unsafe"

//go:generate go -C gen run ./gemm -out ../gemm_amd64.s -stubs ../gemm_asm_amd64.go -pkg kernel

// narrow reports whether so few columns are faster by vectors along k than by vectors along a row, of which most lanes
// idle. For the same bits it is the same on both levels, though AVX2 would rather begin at 2 columns of float64.
func narrow(n, k, size int) bool { return n <= 16/size || n <= 4 && k >= 32 }

// assembly computes the product by the kernels of a level and reports whether there are any.
func (p *matmul[T]) assembly(l Level) bool {
	if l == Generic {
		return false
	}
	t := newTiling[T](l, p.m, p.n, p.k)
	t.a, t.b, t.c = unsafe.Pointer(&p.a[0]), unsafe.Pointer(&p.b[0]), unsafe.Pointer(&p.c[0])
	t.transA, t.rs, t.cs, t.ldb, t.transB, t.ldc = p.transA, p.lda, 1, p.ldb, p.transB, p.ldc
	if p.transA {
		t.rs, t.cs = 1, p.lda
	}
	if p.transB && p.k == 1 && p.ldb == 1 { // a row as it is
		t.transB, t.ldb = false, p.n
	}
	switch {
	case p.bias != nil:
		t.init = unsafe.Pointer(&p.bias[0])
	case p.accumulate:
		t.init, t.ldi = t.c, p.ldc
	}
	if p.gate != nil {
		t.gate, t.ldg = unsafe.Pointer(&p.gate[0]), p.ldc
	}
	activate := func(lo, hi int) { p.activate(lo, hi) }
	if p.act == ActReLU {
		t.relu = 1
	}
	if p.act == ActReLU || p.act == ActLinear {
		activate = nil
	}
	t.run(activate, func(lo, hi int) { p.close(lo, hi) })
	return true
}

// addColumns adds the sums of dz's columns to db and reports whether there is assembly: the product with a row of ones,
// which is a single one read at strides of 0.
func addColumns[T Float](db []T, m int, dz []T) bool {
	l, one := CPULevel(), T(1)
	if l == Generic {
		return false
	}
	t := newTiling[T](l, 1, len(db), m)
	t.a, t.b, t.c, t.ldb, t.ldc = unsafe.Pointer(&one), unsafe.Pointer(&dz[0]), unsafe.Pointer(&db[0]), t.n, t.n
	t.init = t.c
	t.panels(nil)
	return true
}

// tiling is a product of either type for the kernels: pointers to the first elements, distances counted in elements. A is
// read at rs down a column and cs along k, init and gate may be nil.
type tiling struct {
	level   Level
	double  bool
	size    int // bytes of an element
	shape   *shape
	m, n, k int

	a      unsafe.Pointer
	transA bool
	rs, cs int
	b      unsafe.Pointer
	ldb    int
	transB bool
	c      unsafe.Pointer
	ldc    int
	init   unsafe.Pointer
	ldi    int
	gate   unsafe.Pointer
	ldg    int
	relu   int
	room   bool // C has room for whole vectors
	padded bool // B has too
}

func newTiling[T Float](l Level, m, n, k int) tiling {
	size := int(unsafe.Sizeof(T(0)))
	return tiling{level: l, double: size == 8, size: size, shape: shapeOf(l, size), m: m, n: n, k: k}
}

// run chooses by the shape. activate, if not nil, is called with the rows that are finished, close where the gate is left
// to it.
func (t *tiling) run(activate, close func(lo, hi int)) {
	rows := t.m
	switch {
	case narrow(t.n, t.k, t.size) && !t.transA:
		t.dots()
	case t.transA && t.n == 1 && t.ldc == 1 && t.plain():
		t.swap()
		t.ldc = t.n
		t.panels(nil)
	case t.transA && t.n <= t.shape.lanes/2 && t.m >= t.shape.lanes && t.plain():
		t.across(0, t.m)
	case t.fewRows():
		if t.turned(); t.gate != nil {
			close(0, rows)
		}
	default:
		t.panels(activate)
		return
	}
	if activate != nil {
		activate(0, rows)
	}
}

// plain reports whether C has neither bias nor gate.
func (t *tiling) plain() bool { return (t.init == nil || t.init == t.c) && t.gate == nil }

// swap turns C = op(A) op(B) into Cᵀ = op(B)ᵀ op(A)ᵀ. Where the rows of Cᵀ lie is left to the caller.
func (t *tiling) swap() {
	rs, cs, lda := 1, t.ldb, max(t.rs, t.cs)
	if t.transB {
		rs, cs = t.ldb, 1
	}
	t.m, t.n = t.n, t.m
	t.a, t.b = t.b, t.a
	t.ldb, t.rs, t.cs = lda, rs, cs
	t.transA, t.transB = !t.transB, !t.transA
}

// at is the address of element i, nil if p is nil. It must exist: the garbage collector stops the program over a pointer to
// memory that it knows to be free.
func (t *tiling) at(p unsafe.Pointer, i int) unsafe.Pointer {
	if p == nil {
		return nil
	}
	return unsafe.Add(p, i*t.size)
}
