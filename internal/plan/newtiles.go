package plan

import (
	"slices"
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
		row = tensor.ProdInts(rowShape(b.shape))
		rows = b.size / row
	}
	t := &bundleOf[T]{row: row, each: min(max(tileElements(b.dt)/row, 1), rows)}
	t.last = (rows - 1) / t.each * t.each
	buffers := buffers{last: map[int]int{}, of: map[int]int{}}
	for i, k := range b.steps {
		for _, slot := range f.Steps[k].In {
			buffers.last[f.root(slot)] = i
		}
	}
	for i, k := range b.steps {
		s := &f.Steps[k]
		l := link[T]{out: place{slot: s.Out, row: row}}
		l.one, _ = s.form.Loop.(func(dst, a []T))
		l.two, _ = s.form.Loop.(func(dst, a, b []T))
		l.three, _ = s.form.Loop.(func(dst, a, b, c []T))
		if !written[s.Out] {
			l.out = place{slot: -1, buffer: buffers.take(s.Out), row: row}
		}
		for j, slot := range s.In {
			at := buffers.place(f.root(slot), slot, s.form.Shapes[j], rows, row, b.shape)
			if v := f.Fixed[slot]; v != nil && l.one == nil && repeats(s) && f.flat(s) && tensor.ProdInts(s.form.Shapes[j]) == 1 && b.size > 1 {
				at = t.repeated(v)
			}
			l.in = append(l.in, at)
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

// repeats reports whether a loop has no form of its own for an operand of one number.
func repeats(s *Step) bool {
	_, has := arithmetics[s.form.Name]
	return !has
}

// repeated is the place of a fixed number over a whole tile.
func (t *bundleOf[T]) repeated(v G.Value) place {
	x := ops.Data[T](v)[0]
	full := make([]T, t.each*t.row)
	kernel.Fill(full, x)
	t.full = append(t.full, full)
	return place{slot: -1, number: len(t.full)}
}

// cut is a form whose operands are those of a tile of so many rows, and the tile's shape.
func cut(f Form, shape []int, rows int) (Form, []int) {
	tail := rowShape(shape)
	lead := len(shape) - len(tail) - 1 // the axis that is cut
	g := f
	g.Shapes = nil
	for _, s := range f.Shapes {
		s = slices.Clone(s)
		if at := lead - len(shape) + len(s); at >= 0 && s[at] > 1 {
			s[at] = rows
		}
		g.Shapes = append(g.Shapes, s)
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
	switch size := tensor.ProdInts(shape); {
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
