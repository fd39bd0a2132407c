//go:build amd64 && !noasm

package kernel

import "unsafe"

// sizeB is the bytes of the packed panels of a block, or of one.
func (t *tiling) sizeB() int {
	width := t.shape.lanes * t.width(t.n)
	if !t.once() {
		width += min(t.n, t.shape.nBlock)
	}
	return t.size * min(t.k, t.shape.kBlock) * width
}

// panel is where the panel that begins at column j of the block is packed.
func (b *block) panel(j int) unsafe.Pointer {
	if b.once() {
		return b.packedB
	}
	return b.at(b.packedB, j*b.kc)
}

// packAhead packs all panels of the block if they are used more than once.
func (b *block) packAhead() {
	for j := 0; j < b.cols && !b.once(); {
		vectors := b.width(b.cols - j)
		cols := min(vectors*b.shape.lanes, b.cols-j)
		b.packPanel(j, cols, vectors)
		j += cols
	}
}

// packPanel copies the panel that begins at column j of the block into rows of whole vectors.
func (b *block) packPanel(j, cols, vectors int) {
	t, to := b.tiling, b.panel(j)
	if t.transB {
		if t.level == AVX2 && cols < vectors*t.shape.lanes {
			b.clearLast(to, vectors)
		}
		t.packColumns(b.kc, t.at(t.b, (b.j+j)*t.ldb+b.l), t.ldb, to, vectors*t.shape.lanes, cols)
	} else {
		t.packRows(b.kc, b.plain(vectors*t.shape.lanes-cols), t.at(t.b, b.l*t.ldb+b.j+j), t.ldb, to, vectors, cols)
	}
}

// clearLast zeroes the last vector of rows of so many, of AVX2: left over numbers may be slow to multiply.
func (b *block) clearLast(to unsafe.Pointer, vectors int) {
	const bytes = 32
	for l := range b.kc {
		*(*[bytes]byte)(unsafe.Add(to, ((l+1)*vectors-1)*bytes)) = [bytes]byte{}
	}
}

// small reports whether the transpose of B fits into the first-level cache beside what else is read, and is packed at once
// because calls for every panel would take as long as the panels.
func (t *tiling) small() bool { return t.transB && t.size*t.k*t.whole() <= 16<<10 }

// whole is the columns rounded up to whole vectors.
func (t *tiling) whole() int { return vectors(t.n, t.shape.lanes) }

// vectors is n rounded up to whole vectors.
func vectors(n, lanes int) int { return (n + lanes - 1) / lanes * lanes }

// packSmall replaces B by its transpose, whose rows are whole vectors.
func (t *tiling) packSmall(to unsafe.Pointer) {
	if t.whole() != t.n {
		clear(unsafe.Slice((*byte)(to), t.size*t.k*t.whole()))
	}
	t.packColumns(t.k, t.b, t.ldb, to, t.whole(), t.n)
	t.b, t.ldb, t.transB, t.padded = to, t.whole(), false, true
}

// widthA is the distance between steps of k in a packed tile: whole vectors.
func (t *tiling) widthA() int {
	lanes := t.shape.lanes
	return (t.shape.rows[2] + lanes - 1) / lanes * lanes
}

// sizeA is the bytes of packed tiles.
func (t *tiling) sizeA() int {
	tiles := (min(t.m, t.shape.mBlock)-1)/t.shape.rows[2] + 1
	return t.size * t.widthA() * tiles * min(t.k, t.shape.kBlock)
}

// packA copies columns of A, from i on, into the tiles of the panels: row after row, each of whole vectors.
func (b *block) packA(to unsafe.Pointer, i, rows int) {
	t, width := b.tiling, b.widthA()
	b.packedA = to
	parts := t.split(rows, t.shape.rows[2])
	for tile := range parts.tiles + parts.more {
		count := parts.rows
		if tile >= parts.tiles {
			count--
		}
		src, dst := t.at(t.a, i*t.rs+b.l*t.cs), t.at(to, tile*b.kc*width)
		beyond := max(0, i+width-t.m) // the last tiles
		plain := max(0, min(b.kc, t.k-b.l-(beyond+t.cs-1)/t.cs))
		t.packRows(b.kc, plain, src, t.cs, dst, width/t.shape.lanes, count)
		i += count
	}
}

// packColumns transposes rows of kc elements into rows of width.
func (t *tiling) packColumns(kc int, src unsafe.Pointer, ld int, dst unsafe.Pointer, width, rows int) {
	z := t.size
	switch {
	case t.level == AVX2 && t.double:
		packColumnsAVX2F64(kc, (*byte)(src), ld*z, (*byte)(dst), width*z, rows)
		return
	case t.level == AVX2:
		packColumnsAVX2F32(kc, (*byte)(src), ld*z, (*byte)(dst), width*z, rows)
		return
	}
	for j := 0; j < rows; j += t.shape.lanes {
		from, to := (*byte)(t.at(src, j*ld)), (*byte)(t.at(dst, j))
		if t.double {
			packColumnsAVX512F64(kc, from, ld*z, to, width*z, rows-j)
		} else {
			packColumnsAVX512F32(kc, from, ld*z, to, width*z, rows-j)
		}
	}
}

// packRows copies kc rows of cols elements into rows of whole vectors, of which the last may be partial. In plain rows
// whole vectors may be read.
func (t *tiling) packRows(kc, plain int, src unsafe.Pointer, ld int, dst unsafe.Pointer, vectors, cols int) {
	lanes := t.shape.lanes
	for v := 0; v*lanes < cols; v += 2 { // two vectors at a time
		at := v * lanes
		wide := min(2, (cols-at+lanes-1)/lanes)
		t.copyRows(wide, kc-plain, plain, (*byte)(t.at(src, at)), ld*t.size, (*byte)(t.at(dst, at)), vectors*lanes*t.size, min(2*lanes, cols-at))
	}
}

// copyRows runs the kernel for one or two vectors.
func (t *tiling) copyRows(vectors, rows, plain int, src *byte, ld int, dst *byte, ldd, cols int) {
	kind := vectors
	if t.double {
		kind |= 8
	}
	if t.level == AVX512 {
		kind |= 16
	}
	switch kind {
	case 1:
		packRowsAVX2F32x1(rows, plain, src, ld, dst, ldd, cols)
	case 2:
		packRowsAVX2F32x2(rows, plain, src, ld, dst, ldd, cols)
	case 8 | 1:
		packRowsAVX2F64x1(rows, plain, src, ld, dst, ldd, cols)
	case 8 | 2:
		packRowsAVX2F64x2(rows, plain, src, ld, dst, ldd, cols)
	case 16 | 1:
		packRowsAVX512F32x1(rows, plain, src, ld, dst, ldd, cols)
	case 16 | 2:
		packRowsAVX512F32x2(rows, plain, src, ld, dst, ldd, cols)
	case 16 | 8 | 1:
		packRowsAVX512F64x1(rows, plain, src, ld, dst, ldd, cols)
	case 16 | 8 | 2:
		packRowsAVX512F64x2(rows, plain, src, ld, dst, ldd, cols)
	}
}

// packVectors transposes B of a narrow product into vectors along k.
func (t *tiling) packVectors(w *workspace) unsafe.Pointer {
	t.packColumns(t.n, t.b, t.ldb, w.start(), t.k, t.k)
	return w.start()
}

// transpose transposes src (m, n), whose length is checked, and reports whether there is assembly.
func transpose[T Float](dst, src []T, m, n int) bool {
	l := CPULevel()
	if l == Generic || m == 0 || n == 0 {
		return l != Generic
	}
	t := newTiling[T](l, m, n, 1)
	t.packColumns(n, unsafe.Pointer(&src[0]), n, unsafe.Pointer(&dst[0]), m, m)
	return true
}
