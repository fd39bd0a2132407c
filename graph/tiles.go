package graph

import (
	"slices"
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tileBytes is how much of a value elementwise steps take at a time. What lies between them then stays in the second-
// level cache; tiles for the first level cost more in calls than they gain.
const tileBytes = 16 << 10

func tileElements(dt tensor.Dtype) int { return tileBytes / int(dt.Size()) }

// tiles runs a bundle over rows, some at a time. It keeps nothing between runs.
type tiles struct {
	rows     int // all of them
	each     int // rows in a tile
	elements int // of a result
	scratch  int // bytes for a tile of each value that is not written
	run      func(vals []G.Value, scratch []byte, lo, hi int)
	over     map[int][]int // result -> operands whose memory it may take
}

// all runs every tile.
func (t *tiles) all(vals []G.Value, scratch []byte) {
	for lo := 0; lo < t.rows; lo += t.each {
		t.run(vals, scratch, lo, min(lo+t.each, t.rows))
	}
}

// parts cuts the tiles into pieces, each with its own piece of the scratch memory.
func (t *tiles) parts(links int) *parts {
	tiles := (t.rows + t.each - 1) / t.each
	n := pieces(.2*float64(t.elements*links), tiles)
	if n < 2 {
		return nil
	}
	return &parts{n, func(p *Program, _ *step, k int) {
		lo, hi := bounds(tiles, n, k)
		for i := lo; i < hi; i++ {
			t.run(p.vals, p.tile[k*t.scratch:], i*t.each, min((i+1)*t.each, t.rows))
		}
	}}
}

// place is where an element of a tile comes from or goes to.
type place struct {
	slot   int // -1 for a buffer
	buffer int
	row    int // elements in a row; 0 for what all tiles read as it is
}

// link is one loop of a bundle.
type link[T kernel.Float] struct {
	loop       any
	in         []place
	out        place
	walk, tail *walk[T] // over the tiles and the last, shorter one; nil if the loop takes its operands as they are
}

// bundleOf is what the tiles of a bundle are made of.
type bundleOf[T kernel.Float] struct {
	links []link[T]
	row   int // elements in a row of the results
	each  int
	last  int // the row that the tail begins with
}

// newTiles prepares a bundle, whose results in written go to memory.
func (f *fusion) newTiles(b *bundle, written map[int]bool) *tiles {
	if b.dt == tensor.Float32 {
		return newTiles[float32](f, b, written)
	}
	return newTiles[float64](f, b, written)
}

func newTiles[T kernel.Float](f *fusion, b *bundle, written map[int]bool) *tiles {
	rows, row := b.size, 1
	if b.shape != nil {
		row = product(rowShape(b.shape))
		rows = b.size / row
	}
	t := &bundleOf[T]{row: row, each: min(max(tileElements(b.dt)/row, 1), rows)}
	t.last = (rows - 1) / t.each * t.each
	buffers := buffers{last: map[int]int{}, of: map[int]int{}}
	for i, k := range b.steps {
		for _, slot := range f.steps[k].in {
			buffers.last[f.root(slot)] = i
		}
	}
	for i, k := range b.steps {
		s := &f.steps[k]
		l := link[T]{loop: s.form.loop, out: place{slot: s.out, row: row}}
		if !written[s.out] {
			l.out = place{slot: -1, buffer: buffers.take(s.out), row: row}
		}
		for j, slot := range s.in {
			l.in = append(l.in, buffers.place(f.root(slot), slot, s.form.shapes[j], rows, row, b.shape))
		}
		if !f.flat(s) {
			l.walk, l.tail = newWalk[T](cut(s.form, b.shape, t.each)), newWalk[T](cut(s.form, b.shape, rows-t.last))
		}
		t.links = append(t.links, l)
		buffers.giveUp(i)
	}
	var zero T
	return &tiles{rows: rows, each: t.each, elements: b.size, scratch: buffers.n * t.each * row * int(unsafe.Sizeof(zero)), run: t.run, over: f.overLinks(b, written)}
}

// cut is a form whose operands are those of a tile of so many rows, and the tile's shape.
func cut(f form, shape []int, rows int) (form, []int) {
	tail := rowShape(shape)
	lead := len(shape) - len(tail) - 1 // the axis that is cut
	g := f
	g.shapes = nil
	for _, s := range f.shapes {
		s = slices.Clone(s)
		if at := lead - len(shape) + len(s); at >= 0 && s[at] > 1 {
			s[at] = rows
		}
		g.shapes = append(g.shapes, s)
	}
	shape = slices.Clone(shape)
	shape[lead] = rows
	return g, shape
}

// buffers hands out memory for the values that only exist tile by tile.
type buffers struct {
	n    int
	free []int
	of   map[int]int // slot -> buffer
	last map[int]int // slot -> last link that reads it
}

func (b *buffers) take(slot int) int {
	if len(b.free) == 0 {
		b.free, b.n = append(b.free, b.n), b.n+1
	}
	last := len(b.free) - 1
	at := b.free[last]
	b.free, b.of[slot] = b.free[:last], at
	return at
}

// giveUp frees the buffers that no link after the i-th reads.
func (b *buffers) giveUp(i int) {
	for slot, at := range b.of {
		if b.last[slot] <= i {
			b.free = append(b.free, at)
			delete(b.of, slot)
		}
	}
	slices.Sort(b.free) // a map has no order
}

// place is where a link finds an operand of a shape, for results of shape of that have so many rows.
func (b *buffers) place(root, slot int, shape []int, rows, row int, of []int) place {
	if at, ok := b.of[root]; ok {
		return place{slot: -1, buffer: at, row: row}
	}
	p := place{slot: slot}
	switch size := product(shape); {
	case size == rows*row:
		p.row = row
	case size > 1 && moves(shape, of):
		p.row = size / rows
	}
	return p
}

// moves reports whether an operand has elements of its own in every row of a result of shape of.
func moves(shape, of []int) bool {
	at := len(shape) - len(rowShape(of)) - 1
	return at >= 0 && shape[at] > 1
}

// run computes the rows lo to hi, of one tile.
func (t *bundleOf[T]) run(vals []G.Value, scratch []byte, lo, hi int) {
	var x [3][]T
	for i := range t.links {
		l := &t.links[i]
		for j, p := range l.in {
			x[j] = t.at(p, vals, scratch, lo, hi)
		}
		t.link(l, t.at(l.out, vals, scratch, lo, hi), &x, lo)
	}
}

func (t *bundleOf[T]) link(l *link[T], dst []T, x *[3][]T, lo int) {
	if l.walk != nil {
		if lo == t.last {
			l.tail.run(dst, x)
		} else {
			l.walk.run(dst, x)
		}
		return
	}
	switch f := l.loop.(type) {
	case func(dst, a []T):
		f(dst, x[0])
	case func(dst, a, b []T):
		f(dst, x[0], x[1])
	case func(dst, a, b, c []T):
		f(dst, x[0], x[1], x[2])
	}
}

// at is the part of a value that belongs to the rows lo to hi.
func (t *bundleOf[T]) at(p place, vals []G.Value, scratch []byte, lo, hi int) []T {
	if p.slot < 0 {
		var zero T
		size := t.each * t.row
		from := scratch[p.buffer*size*int(unsafe.Sizeof(zero)):]
		return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(from))), size)[:(hi-lo)*t.row]
	}
	x := ops.Data[T](vals[p.slot])
	if p.row > 0 {
		x = x[lo*p.row : hi*p.row]
	}
	return x
}
