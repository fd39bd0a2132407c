//go:build amd64 && !noasm

package kernel

import "unsafe"

// B is read where it stands if so few rows reuse it that packing does not pay: always below directRows, below
// directNear when its rows are so close that few pages and no single set of the cache hold them. A long one beside a long
// transpose of A is packed for AVX2: both come from memory in narrow columns, which the hardware does not expect.
const (
	directRows = 48
	directNear = 512
	nearBytes  = 1024
	longBytes  = 1 << 20
)

// The transpose of A is packed for AVX2, whose tiles take few elements of a row, if so many columns reuse it and its rows
// are so far apart that they fall into few sets of the cache. Elsewhere packing A was measured to lose.
const (
	packAColumns = 256
	packABytes   = 2048
)

// panels computes the product panel by panel. activate, if not nil, is called with the rows that are finished.
func (t *tiling) panels(activate func(lo, hi int)) {
	if t.small() {
		w := borrow(t.size * t.k * t.whole())
		defer w.giveBack()
		t.packSmall(w.start())
	}
	long := t.level == AVX2 && t.transA && t.k*t.ldb*t.size > longBytes
	direct := !t.transB && (t.m <= directRows || t.m <= directNear && t.ldb*t.size <= nearBytes && !long)
	packA := t.level == AVX2 && t.transA && t.n >= packAColumns && t.cs*t.size >= packABytes
	var w *workspace
	if !direct || packA {
		w = borrow(t.sizeB() + t.sizeA())
		defer w.giveBack()
	}
	for j := 0; j < t.n; j += t.shape.nBlock {
		for l := 0; l < t.k; l += t.shape.kBlock {
			b := block{tiling: t, j: j, cols: min(t.shape.nBlock, t.n-j), l: l, kc: min(t.shape.kBlock, t.k-l)}
			if !direct {
				b.packedB = w.start()
				b.packAhead()
			}
			last := b.l+b.kc == t.k
			for i := 0; i < t.m; i += t.shape.mBlock {
				rows := min(t.shape.mBlock, t.m-i)
				if packA {
					b.packA(unsafe.Add(w.start(), t.sizeB()), i, rows)
				}
				b.rows(i, rows, last)
				if last && activate != nil && b.j+b.cols == t.n {
					activate(i, i+rows)
				}
			}
		}
	}
}

// block is the product's columns from j and its steps of k from l.
type block struct {
	*tiling
	j, cols int
	l, kc   int
	packedB unsafe.Pointer // panels of B one after the other, or room for one, or nil
	packedA unsafe.Pointer // tiles of A one after the other, or nil
}

// width is the vectors of the panel that begins where so many columns are left.
func (t *tiling) width(left int) int {
	lanes := t.shape.lanes
	switch {
	case t.m <= t.shape.rows[8] && left > 7*lanes:
		return 8
	case t.m <= t.shape.rows[4] && left > 3*lanes:
		return 4
	case left > lanes:
		return 2
	}
	return 1
}

// once reports whether the panels of a block are used once, by a single block of rows. Each is then packed just before, in
// the same place, where it stays in the first-level cache.
func (t *tiling) once() bool { return t.m <= t.shape.mBlock }

// rows computes the rows i to i + count of the block, panels of the same width in one call unless each is packed first.
func (b *block) rows(i, count int, last bool) {
	for j := 0; j < b.cols; {
		vectors := b.width(b.cols - j)
		width := vectors * b.shape.lanes
		cols, panels := min(width, b.cols-j), 1
		if b.packedB != nil && b.once() {
			b.packPanel(j, cols, vectors)
		} else if cols == width {
			for b.cols-j >= (panels+1)*width && b.width(b.cols-j-panels*width) == vectors {
				panels++
			}
		}
		b.column(i, count, j, cols, vectors, panels, last)
		j += panels * cols
	}
}

// column computes rows of the panels that begin at column j of the block. Rows are split evenly, into tiles of two sizes
// that differ by one, because a tile of few rows costs as much as a full one.
func (b *block) column(i, count, j, cols, vectors, panels int, last bool) {
	t, z := b.tiling, b.size
	at := b.j + j
	f := panelCall{
		panels: panels, k: b.kc, cols: cols, rs: t.rs * z, cs: t.cs * z, ldb: t.ldb * z, ldc: t.ldc * z, ldi: t.ldi * z, ldg: t.ldg * z,
		relu: t.relu, c: (*byte)(t.at(t.c, i*t.ldc+at)),
	}
	if b.packedB == nil {
		f.b, f.bs, f.plain = (*byte)(t.at(t.b, b.l*t.ldb+at)), vectors*t.shape.lanes*z, b.plain(vectors*t.shape.lanes-cols)
	} else {
		f.b, f.ldb, f.plain = (*byte)(b.panel(j)), vectors*t.shape.lanes*z, b.kc
		f.bs = f.ldb * b.kc
		if t.room {
			f.cols = vectors * t.shape.lanes
		}
	}
	f.init = (*byte)(t.at(t.init, i*t.ldi+at))
	if b.l > 0 {
		f.init, f.ldi = f.c, f.ldc
	}
	f.gate = (*byte)(t.at(t.gate, i*t.ldg+at))
	if !last {
		f.gate, f.relu = nil, 0
	}
	parts := t.split(count, t.tileRows(vectors, b.packedA != nil))
	f.mr, f.tiles, f.more = parts.rows, parts.tiles, parts.more
	if b.packedA != nil {
		f.rs, f.cs, f.as = z, b.widthA()*z, b.kc*b.widthA()*z
		f.a, f.asMore = (*byte)(b.packedA), f.as
	} else {
		f.a, f.as, f.asMore = (*byte)(t.at(t.a, i*t.rs+b.l*t.cs)), f.mr*f.rs, (f.mr-1)*f.rs
	}
	f.call(t.level, t.double, vectors)
}

// plain is the rows of the block's part of B that may be read so many elements beyond its last column: those after which
// enough of the matrix follows.
func (b *block) plain(beyond int) int {
	if beyond == 0 || b.padded {
		return b.kc
	}
	return max(0, min(b.kc, b.k-b.l-(beyond+b.ldb-1)/b.ldb))
}

// tileRows is the most rows of a tile. Packed tiles serve panels of any width, and those of 2 vectors are the most. Rows
// that lie at one place of the cache must not be more than find room there.
func (t *tiling) tileRows(vectors int, packed bool) int {
	if packed {
		return t.shape.rows[2]
	}
	if rows := t.shape.rows[vectors]; t.rs*t.size%setBytes != 0 {
		return rows
	}
	return min(t.shape.rows[vectors], ways)
}

// Addresses so far apart share a set of the first-level cache, which holds so many of them at least.
const (
	setBytes = 4096
	ways     = 8
)

// parts is tiles of the same number of rows, then more of one row less.
type parts struct{ rows, tiles, more int }

// split cuts rows evenly into tiles of at most so many.
func (t *tiling) split(rows, most int) parts {
	if rows <= most { // divisions take as long as a small product
		return parts{rows, 1, 0}
	}
	tiles := (rows + most - 1) / most
	each := rows / tiles
	larger := rows - each*tiles
	if larger == 0 {
		return parts{each, tiles, 0}
	}
	return parts{each + 1, larger, tiles - larger}
}

// dots computes a narrow product from columns of B along k.
func (t *tiling) dots() {
	b, step := t.b, t.ldb
	if !t.transB && t.n == 1 && t.ldb == 1 {
		step = 0
	} else if !t.transB {
		w := borrow(t.size * t.k * t.n)
		defer w.giveBack()
		b, step = t.packVectors(w), t.k
	}
	for j := 0; j < t.n; {
		j += t.dotColumns(t.n-j, t.at(b, j*step), step, t.at(t.c, j), t.at(t.init, j), t.at(t.gate, j))
	}
}
