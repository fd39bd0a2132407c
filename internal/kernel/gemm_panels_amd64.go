//go:build amd64 && !noasm

package kernel

import "unsafe"

// Blocks of a large product: kBlock steps of k by nBlock columns of B are packed at a time, mBlock rows of A stay in
// the second-level cache while the panels pass.
const (
	kBlock = 256
	nBlock = 1024
	mBlock = 240
)

// B is read where it stands if so few rows reuse it that packing does not pay: always below directRows, below
// directNear when its rows are so close that few pages and no single set of the cache hold them.
const (
	directRows = 48
	directNear = 512
	nearBytes  = 1024
)

// panels computes the product panel by panel. activate, if not nil, is called with the rows that are finished.
func (t *tiling) panels(activate func(lo, hi int)) {
	direct := !t.transB && (t.m <= directRows || t.m <= directNear && t.ldb*t.size <= nearBytes)
	var w *workspace
	if !direct {
		w = borrow(t.packedSize())
		defer w.giveBack()
	}
	for j := 0; j < t.n; j += nBlock {
		for l := 0; l < t.k; l += kBlock {
			b := block{tiling: t, j: j, cols: min(nBlock, t.n-j), l: l, kc: min(kBlock, t.k-l)}
			if !direct {
				b.pack(w)
			}
			last := b.l+b.kc == t.k
			for i := 0; i < t.m; i += mBlock {
				rows := min(mBlock, t.m-i)
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
	packed  unsafe.Pointer // panels of B one after the other, or nil
}

// width is the vectors of the panel that begins where so many columns are left.
func (t *tiling) width(left int) int {
	lanes := t.shape.lanes
	switch {
	case t.m <= t.shape.rows[4] && left > 3*lanes:
		return 4
	case left > lanes:
		return 2
	}
	return 1
}

// rows computes the rows i to i + count of the block.
func (b *block) rows(i, count int, last bool) {
	for j := 0; j < b.cols; {
		vectors := b.width(b.cols - j)
		cols := min(vectors*b.shape.lanes, b.cols-j)
		b.column(i, count, j, cols, vectors, last)
		j += cols
	}
}

// column computes rows of the panel that begins at column j of the block. Rows are split evenly, into tiles of two sizes
// that differ by one, because a tile of few rows costs as much as a full one.
func (b *block) column(i, count, j, cols, vectors int, last bool) {
	t, z := b.tiling, b.size
	at := b.j + j
	f := panelCall{
		k: b.kc, cols: cols, rs: t.rs * z, cs: t.cs * z, ldb: t.ldb * z, ldc: t.ldc * z, ldi: t.ldi * z, ldg: t.ldg * z,
	}
	bp := t.at(t.b, b.l*t.ldb+at)
	if b.packed != nil {
		bp, f.ldb = t.at(b.packed, j*b.kc), vectors*t.shape.lanes*z
	}
	init, ldi := t.init, t.ldi
	if b.l > 0 {
		init, ldi = t.c, t.ldc
		f.ldi = ldi * z
	}
	gate := t.gate
	if last {
		f.relu = t.relu
	} else {
		gate = nil
	}
	f.b = (*byte)(bp)
	tiles := (count + t.shape.rows[vectors] - 1) / t.shape.rows[vectors]
	small, larger := count/tiles, count%tiles
	for _, part := range [2][2]int{{small + 1, larger}, {small, tiles - larger}} {
		if part[1] == 0 {
			continue
		}
		f.mr, f.tiles = part[0], part[1]
		f.a = (*byte)(t.at(t.a, i*t.rs+b.l*t.cs))
		f.c = (*byte)(t.at(t.c, i*t.ldc+at))
		f.init = (*byte)(t.at(init, i*ldi+at))
		f.gate = (*byte)(t.at(gate, i*t.ldg+at))
		f.call(t.level, t.double, vectors)
		i += part[0] * part[1]
	}
}

// dots computes a narrow product column by column, from columns of B along k.
func (t *tiling) dots() {
	b, step := t.b, t.ldb
	if !t.transB && t.n == 1 && t.ldb == 1 {
		step = 0
	} else if !t.transB {
		w := borrow(t.size * (t.k + square) * square)
		defer w.giveBack()
		b, step = t.packVectors(w)
	}
	for j := range t.n {
		t.dotColumn(t.at(b, j*step), t.at(t.c, j), t.at(t.init, j), t.at(t.gate, j))
	}
}
