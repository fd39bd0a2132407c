//go:build amd64 && !noasm

package kernel

import "unsafe"

// Few rows times a transposed matrix: packing B would cost more than the product. Up to so many rows are multiplied with B
// as it is read, see gen/gemm/turned.go; of more rows as many as fill vectors make the vectors of Cᵀ = B Aᵀ, where the rows
// of B are broadcast as those of A are elsewhere, and only A and C are transposed.
const turnedRows = 4

// acrossRows is the most rows that are better transposed than B, even where B is large.
const acrossRows = 48

// fewRows reports whether turned is faster than packing B. Its gate is left to the caller.
func (t *tiling) fewRows() bool {
	switch {
	case !t.transB || t.transA || t.init != nil && t.init != t.c || t.n < 2*t.shape.lanes || t.k < 16/t.size:
		return false
	case t.level == AVX512 && t.m > turnedRows && t.m != t.shape.lanes/2: // packing is faster there
		return false
	}
	return t.m <= turnedRows || t.m <= acrossRows && t.m*(t.k+t.n) <= t.n*t.k
}

// turned computes the product in place of panels. Left over rows are multiplied with B as it is read if they are few: more
// would take longer than a whole vector of them. AVX2 does it for AVX-512 too, whose vectors would be half empty.
func (t *tiling) turned() {
	t.level, t.shape = AVX2, shapeOf(AVX2, t.size)
	lanes := t.shape.lanes
	few, whole := min(turnedRows, lanes/2), t.m/lanes*lanes
	if t.crowded() {
		few = turnedRows / 2
	}
	if rest := t.m - whole; rest > few || rest > 0 && !t.overlaps() {
		whole = t.m
	}
	if whole > 0 {
		t.across(0, whole)
	}
	if whole < t.m {
		t.fused(whole)
	}
}

// crowded reports whether the rows of B share so few places of the cache that more than a vector of them has no room.
func (t *tiling) crowded() bool { return t.ldb*t.size%(setBytes/4) == 0 }

// overlaps reports whether the last columns may be computed together with some that are before them.
func (t *tiling) overlaps() bool { return t.n%t.shape.lanes == 0 || t.init != t.c }

// fused computes the rows from i on, at most turnedRows, from B as it is read.
func (t *tiling) fused(i int) {
	lanes := t.shape.lanes
	if t.n%lanes != 0 {
		defer t.fusedColumns(i, t.n-lanes, 1)
	}
	groups := t.n / lanes
	if !t.crowded() {
		t.fusedColumns(i, 0, groups)
		return
	}
	for g := range groups {
		t.fusedColumns(i, g*lanes, 1)
	}
}

// fusedColumns computes groups of columns, of a vector each, from column j on.
func (t *tiling) fusedColumns(i, j, groups int) {
	z := t.size
	at := func(p unsafe.Pointer, i int) *byte { return (*byte)(t.at(p, i)) }
	a, b, c, init := at(t.a, i*t.rs), at(t.b, j*t.ldb), at(t.c, i*t.ldc+j), at(t.init, i*t.ldi+j)
	if t.double {
		turnedAVX2F64(t.m-i, groups, t.k, a, t.rs*z, b, t.ldb*z, c, t.ldc*z, init, t.ldi*z, nil, 0, t.relu)
	} else {
		turnedAVX2F32(t.m-i, groups, t.k, a, t.rs*z, b, t.ldb*z, c, t.ldc*z, init, t.ldi*z, nil, 0, t.relu)
	}
}

// across computes rows from i on as Cᵀ = op(B)ᵀ op(A)ᵀ, which it transposes: where C is narrow and A transposed this reads A
// along its rows, where C is low and B transposed it reads B along its rows.
func (t *tiling) across(i, rows int) {
	lanes := t.shape.lanes
	ld := vectors(rows, lanes)
	w := borrow(t.size * t.n * ld)
	defer w.giveBack()
	turned, c := *t, t.at(t.c, i*t.ldc)
	turned.m, turned.a, turned.gate = rows, t.at(t.a, i*t.rs), nil
	turned.swap()
	turned.c, turned.ldc, turned.room = w.start(), ld, true
	if t.init != nil {
		if ld != rows {
			clear(unsafe.Slice((*byte)(turned.c), t.size*t.n*ld))
		}
		t.packColumns(t.n, t.at(t.init, i*t.ldi), t.ldi, turned.c, ld, rows)
		turned.init, turned.ldi = turned.c, ld
	}
	turned.panels(nil)
	t.packColumns(rows, turned.c, ld, c, t.ldc, t.n)
}
