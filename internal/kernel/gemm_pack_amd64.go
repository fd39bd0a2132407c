//go:build amd64 && !noasm

package kernel

import (
	"sync/atomic"
	"unsafe"
)

// workspace is memory for packed matrices, aligned to the vectors.
type workspace struct {
	memory []uint64
}

// aligned is the bytes of the widest vectors, square the elements that packColumns may write too many.
const (
	aligned = 64
	square  = 16
)

// free holds workspaces between products, so that a steady state allocates nothing. More than so many products at once
// leave theirs to the garbage collector.
var free [16]atomic.Pointer[workspace]

// borrow returns a workspace of at least so many bytes.
func borrow(bytes int) *workspace {
	var w *workspace
	for i := range free {
		if free[i].Load() != nil {
			if w = free[i].Swap(nil); w != nil {
				break
			}
		}
	}
	if w == nil {
		w = new(workspace)
	}
	if words := (bytes + aligned) / 8; len(w.memory) < words {
		w.memory = make([]uint64, words+words/4)
	}
	return w
}

func (w *workspace) giveBack() {
	for i := range free {
		if free[i].Load() == nil && free[i].CompareAndSwap(nil, w) {
			return
		}
	}
}

// start is the first aligned byte.
func (w *workspace) start() unsafe.Pointer {
	p := unsafe.Pointer(&w.memory[0])
	return unsafe.Add(p, -int(uintptr(p))&(aligned-1))
}

// packedSize is the bytes of a packed block of B: whole panels, and below them what packColumns writes too much.
func (t *tiling) packedSize() int {
	widest := maxVectors * t.shape.lanes
	return t.size * (min(t.k, kBlock)*(min(t.n, nBlock)+widest) + square*widest)
}

// pack copies the block of B into panels of whole vectors, rows of a panel one after the other.
func (b *block) pack(w *workspace) {
	t := b.tiling
	b.packed = w.start()
	for j := 0; j < b.cols; {
		vectors := b.width(b.cols - j)
		width := vectors * t.shape.lanes
		cols := min(width, b.cols-j)
		dst := t.at(b.packed, j*b.kc)
		if t.transB {
			t.packColumns(b.kc, t.at(t.b, (b.j+j)*t.ldb+b.l), t.ldb, dst, width, cols)
		} else {
			b.packRows(t.at(t.b, b.l*t.ldb+b.j+j), dst, vectors, cols)
		}
		j += cols
	}
}

// packColumns transposes rows of kc elements into rows of width.
func (t *tiling) packColumns(kc int, src unsafe.Pointer, ld int, dst unsafe.Pointer, width, rows int) {
	z, side := t.size, t.shape.lanes
	for j := 0; j < rows; j += side {
		from, to := (*byte)(t.at(src, j*ld)), (*byte)(t.at(dst, j))
		switch {
		case t.level == AVX512 && t.double:
			packColumnsAVX512F64(kc, from, ld*z, to, width*z, rows-j)
		case t.level == AVX512:
			packColumnsAVX512F32(kc, from, ld*z, to, width*z, rows-j)
		case t.double:
			packColumnsAVX2F64(kc, from, ld*z, to, width*z, rows-j)
		default:
			packColumnsAVX2F32(kc, from, ld*z, to, width*z, rows-j)
		}
	}
}

// packRows copies rows of the block into rows of whole vectors.
func (b *block) packRows(src, dst unsafe.Pointer, vectors, cols int) {
	t, z := b.tiling, b.size
	width := vectors * t.shape.lanes
	if vectors == maxVectors { // in two halves
		half := width / 2
		t.copyRows(2, b.kc, (*byte)(src), (*byte)(dst), width*z, half)
		t.copyRows(2, b.kc, (*byte)(t.at(src, half)), (*byte)(t.at(dst, half)), width*z, cols-half)
		return
	}
	t.copyRows(vectors, b.kc, (*byte)(src), (*byte)(dst), width*z, cols)
}

// copyRows runs the kernel for one or two vectors.
func (t *tiling) copyRows(vectors, rows int, src, dst *byte, ldd, cols int) {
	kind, ld := vectors, t.ldb*t.size
	if t.double {
		kind |= 8
	}
	if t.level == AVX512 {
		kind |= 16
	}
	switch kind {
	case 1:
		packRowsAVX2F32x1(rows, src, ld, dst, ldd, cols)
	case 2:
		packRowsAVX2F32x2(rows, src, ld, dst, ldd, cols)
	case 8 | 1:
		packRowsAVX2F64x1(rows, src, ld, dst, ldd, cols)
	case 8 | 2:
		packRowsAVX2F64x2(rows, src, ld, dst, ldd, cols)
	case 16 | 1:
		packRowsAVX512F32x1(rows, src, ld, dst, ldd, cols)
	case 16 | 2:
		packRowsAVX512F32x2(rows, src, ld, dst, ldd, cols)
	case 16 | 8 | 1:
		packRowsAVX512F64x1(rows, src, ld, dst, ldd, cols)
	case 16 | 8 | 2:
		packRowsAVX512F64x2(rows, src, ld, dst, ldd, cols)
	}
}

// packVectors transposes B of at most narrow columns into vectors along k, step apart. They are the columns of squares.
func (t *tiling) packVectors(w *workspace) (b unsafe.Pointer, step int) {
	step = (t.k + square - 1) &^ (square - 1)
	t.packColumns(t.n, t.b, t.ldb, w.start(), step, t.k)
	return w.start(), step
}
