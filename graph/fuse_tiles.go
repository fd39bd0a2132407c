package graph

import (
	"slices"

	"gorgonia.org/tensor"
)

// A bundle is elementwise steps of one size that are run together, tile by tile: what goes from one to the next stays in
// cache. It runs where its first step stood, so every operand that no step of it computes must be known
// there.
type bundle struct {
	first int   // step
	steps []int // in order
	size  int   // elements of every result
	shape []int // of all results, if an operand is broadcast otherwise than as one number; nil if none is
	dt    tensor.Dtype
}

// maxBundle bounds a bundle: of what it keeps, a tile each, the second-level cache holds as much.
const maxBundle = 64

// tile bundles elementwise steps and replaces each bundle by one step.
func (f *fusion) tile() {
	in := make([]*bundle, len(f.steps)) // by step
	for k := range f.steps {
		s := &f.steps[k]
		if !f.tileable(s) {
			continue
		}
		if in[k] = f.bundleFor(k, in); in[k] == nil {
			in[k] = &bundle{first: k, size: f.shapes[s.out].TotalSize(), dt: f.dtypes[s.out]}
		}
		b := in[k]
		b.steps = append(b.steps, k)
		if !f.flat(s) {
			b.shape = f.shapes[s.out]
		}
	}
	readers := f.readers()
	for k := range slices.Backward(f.steps) {
		f.sink(k, in, readers[f.steps[k].out])
	}
	f.bundleUp(in)
}

// fits reports whether a step may be a bundle's: its results have one size and type, and one shape where that matters.
func (f *fusion) fits(s *step, b *bundle) bool {
	return len(b.steps) < maxBundle && b.size == f.shapes[s.out].TotalSize() && b.dt == f.dtypes[s.out] &&
		(f.flat(s) || b.shape == nil || slices.Equal(b.shape, f.shapes[s.out]))
}

// known reports whether a step's operands are there when the bundle runs, or come from the bundle itself, tile by tile.
func (f *fusion) known(s *step, b *bundle, in []*bundle) bool {
	for j, slot := range s.in {
		switch m := f.made[f.root(slot)]; {
		case m < 0:
		case in[m] == b:
			if tensor.ProdInts(s.form.shapes[j]) != b.size {
				return false
			}
		case in[m] != nil && in[m].first >= b.first, in[m] == nil && m >= b.first:
			return false
		}
	}
	return true
}

// tileable reports whether a step is a loop that may run tile by tile.
func (f *fusion) tileable(s *step) bool {
	shape := f.shapes[s.out]
	if s.compute == nil || s.form.kind != elementwise || !inBlock(f.dtypes[s.out], shape) || shape.TotalSize() < 2 || len(shape) > maxRank {
		return false
	}
	return f.flat(s) || tensor.ProdInts(rowShape(shape)) <= tileElements(f.dtypes[s.out])
}

// flat reports whether all operands are the result's elements in order, or one number.
func (f *fusion) flat(s *step) bool {
	size := f.shapes[s.out].TotalSize()
	for _, shape := range s.form.shapes {
		if n := tensor.ProdInts(shape); n != size && n != 1 {
			return false
		}
	}
	return true
}

// rowShape is what is left of a shape without its first axis of more than one element and those before it.
func rowShape(shape []int) []int {
	for len(shape) > 0 && shape[0] == 1 {
		shape = shape[1:]
	}
	return shape[min(1, len(shape)):]
}

// bundleFor is the bundle of an operand that step k may join, the latest one, as what it needs is known there if it is
// known anywhere.
func (f *fusion) bundleFor(k int, in []*bundle) *bundle {
	s := &f.steps[k]
	var b *bundle
	for _, slot := range s.in {
		if m := f.made[f.root(slot)]; m >= 0 && in[m] != nil && (b == nil || in[m].first > b.first) {
			b = in[m]
		}
	}
	if b == nil || !f.fits(s, b) || !f.known(s, b, in) {
		return nil
	}
	return b
}

// alone is the size from which a single step runs tile by tile too, so that cores can share it.
const alone = 2 * pieceOf / .2

// bundleUp puts a step of tiles in the place of each bundle's first step.
func (f *fusion) bundleUp(in []*bundle) {
	at := make([][]*bundle, len(f.steps))
	for _, b := range in {
		if b != nil && !slices.Contains(at[b.first], b) {
			at[b.first] = append(at[b.first], b)
		}
	}
	var steps []step
	for k, s := range f.steps {
		if in[k] == nil {
			steps = append(steps, s)
		}
		for _, b := range at[k] {
			if len(b.steps) == 1 && b.size < alone {
				steps = append(steps, f.steps[b.steps[0]])
			} else {
				steps = append(steps, f.bundled(b))
			}
		}
	}
	f.steps = steps
	f.index()
}

// bundled is the step that runs a bundle. Results that something else needs, or a user may hold, are written to their
// memory, the others only exist tile by tile.
func (f *fusion) bundled(b *bundle) step {
	inside := map[int]int{} // slot -> uses by the bundle
	for _, k := range b.steps {
		inside[f.steps[k].out] = 0
	}
	s := step{op: f.steps[b.steps[len(b.steps)-1]].op, out: -1}
	for _, k := range b.steps {
		for _, slot := range f.steps[k].in {
			root := f.root(slot)
			if _, ok := inside[root]; !ok {
				s.in = append(s.in, slot)
			} else if root == slot {
				inside[root]++
			}
		}
	}
	written := map[int]bool{}
	for _, k := range b.steps {
		out := f.steps[k].out
		if !f.keep[out] && !f.hold[out] && f.uses[out] == inside[out] {
			f.gone[out] = true
			continue
		}
		written[out] = true
		s.also = append(s.also, out)
	}
	last := len(s.also) - 1
	s.out, s.also = s.also[last], s.also[:last]
	s.tiles = f.newTiles(b, written)
	f.took["tiles"]++
	f.scratch = max(f.scratch, s.tiles.scratch)
	if s.parts = s.tiles.parts(len(b.steps)); s.parts != nil {
		f.scratch = max(f.scratch, s.parts.n*s.tiles.scratch)
	}
	return s
}
