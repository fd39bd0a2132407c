package plan

import (
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tileBytes is how much of a value elementwise steps take at a time: the few tiles that are alive then stay in the first-level
// cache, and a call costs little beside what it does.
const tileBytes = 8 << 10

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
func (t *tiles) parts(links int) *Parts {
	tiles := (t.rows + t.each - 1) / t.each
	n := pieces(.2*float64(t.elements*links), tiles)
	if n < 2 {
		return nil
	}
	return &Parts{n: n, run: func(m *Machine, _ *Step, k int) {
		lo, hi := bounds(tiles, n, k)
		for i := lo; i < hi; i++ {
			t.run(m.Vals, m.tile[k*t.scratch:], i*t.each, min((i+1)*t.each, t.rows))
		}
	}}
}

// place is where an element of a tile comes from or goes to.
type place struct {
	slot   int // -1 for a buffer or a number
	buffer int
	number int // the one of so many, from 1; 0 for none
	row    int // elements in a row; 0 for what all tiles read as it is
}

// link is one loop of a bundle.
type link[T kernel.Float] struct {
	one        func(dst, a []T)
	two        func(dst, a, b []T)
	three      func(dst, a, b, c []T)
	in         []place
	out        place
	walk, tail *walk[T] // over the tiles and the last, shorter one; nil if the loop takes its operands as they are
}

// bundleOf is what the tiles of a bundle are made of.
type bundleOf[T kernel.Float] struct {
	links []link[T]
	row   int // elements in a row of the results
	each  int
	full  [][]T // numbers repeated over a tile
	last  int   // the row that the tail begins with
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
	switch {
	case l.walk != nil && lo == t.last:
		l.tail.run(dst, x)
	case l.walk != nil:
		l.walk.run(dst, x)
	case l.two != nil:
		l.two(dst, x[0], x[1])
	case l.one != nil:
		l.one(dst, x[0])
	default:
		l.three(dst, x[0], x[1], x[2])
	}
}

// at is the part of a value that belongs to the rows lo to hi.
func (t *bundleOf[T]) at(p place, vals []G.Value, scratch []byte, lo, hi int) []T {
	switch {
	case p.number > 0:
		return t.full[p.number-1][:(hi-lo)*t.row]
	case p.slot < 0:
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
