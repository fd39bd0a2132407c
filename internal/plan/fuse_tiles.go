package plan

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
	in := make([]*bundle, len(f.Steps)) // by step
	for k := range f.Steps {
		s := &f.Steps[k]
		if !f.tileable(s) {
			continue
		}
		if in[k] = f.bundleFor(k, in); in[k] == nil {
			in[k] = &bundle{first: k, size: f.Shapes[s.Out].TotalSize(), dt: f.Dtypes[s.Out]}
		}
		b := in[k]
		b.steps = append(b.steps, k)
		if !f.flat(s) {
			b.shape = f.Shapes[s.Out]
		}
	}
	readers := f.readers()
	for k := range slices.Backward(f.Steps) {
		f.sink(k, in, readers[f.Steps[k].Out])
	}
	f.bundleUp(in)
}

// fits reports whether a step may be a bundle's: its results have one size and type, and one shape where that matters.
func (f *fusion) fits(s *Step, b *bundle) bool {
	return len(b.steps) < maxBundle && b.size == f.Shapes[s.Out].TotalSize() && b.dt == f.Dtypes[s.Out] &&
		(f.flat(s) || b.shape == nil || slices.Equal(b.shape, f.Shapes[s.Out]))
}

// known reports whether a step's operands are there when the bundle runs, or come from the bundle itself, tile by tile.
func (f *fusion) known(s *Step, b *bundle, in []*bundle) bool {
	for j, slot := range s.In {
		switch m := f.made[f.root(slot)]; {
		case m < 0:
		case in[m] == b:
			if tensor.ProdInts(s.form.Shapes[j]) != b.size {
				return false
			}
		case in[m] != nil && in[m].first >= b.first, in[m] == nil && m >= b.first:
			return false
		}
	}
	return true
}

// tileable reports whether a step is a loop that may run tile by tile.
func (f *fusion) tileable(s *Step) bool {
	shape := f.Shapes[s.Out]
	if s.compute == nil || s.form.Kind != Elementwise || !InBlock(f.Dtypes[s.Out], shape) || shape.TotalSize() < 2 || len(shape) > maxRank {
		return false
	}
	return f.flat(s) || tensor.ProdInts(rowShape(shape)) <= tileElements(f.Dtypes[s.Out])
}

// flat reports whether all operands are the result's elements in order, or one number.
func (f *fusion) flat(s *Step) bool {
	size := f.Shapes[s.Out].TotalSize()
	for _, shape := range s.form.Shapes {
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
	s := &f.Steps[k]
	var b *bundle
	for _, slot := range s.In {
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
	at := make([][]*bundle, len(f.Steps))
	for _, b := range in {
		if b != nil && !slices.Contains(at[b.first], b) {
			at[b.first] = append(at[b.first], b)
		}
	}
	var steps []Step
	for k, s := range f.Steps {
		if in[k] == nil {
			steps = append(steps, s)
		}
		for _, b := range at[k] {
			if len(b.steps) == 1 && b.size < alone {
				steps = append(steps, f.Steps[b.steps[0]])
			} else {
				steps = append(steps, f.bundled(b))
			}
		}
	}
	f.Steps = steps
	f.index()
}

// bundled is the step that runs a bundle. Results that something else needs, or a user may hold, are written to their
// memory, the others only exist tile by tile.
func (f *fusion) bundled(b *bundle) Step {
	inside := map[int]int{} // slot -> uses by the bundle
	for _, k := range b.steps {
		inside[f.Steps[k].Out] = 0
	}
	s := Step{op: f.Steps[b.steps[len(b.steps)-1]].op, Out: -1}
	for _, k := range b.steps {
		for _, slot := range f.Steps[k].In {
			root := f.root(slot)
			if _, ok := inside[root]; !ok {
				s.In = append(s.In, slot)
			} else if root == slot {
				inside[root]++
			}
		}
	}
	written := map[int]bool{}
	for _, k := range b.steps {
		out := f.Steps[k].Out
		if !f.keep[out] && !f.hold[out] && f.uses[out] == inside[out] {
			f.gone[out] = true
			continue
		}
		written[out] = true
		s.also = append(s.also, out)
	}
	last := len(s.also) - 1
	s.Out, s.also = s.also[last], s.also[:last]
	s.tiles = f.newTiles(b, written)
	f.Took["tiles"]++
	f.scratch = max(f.scratch, s.tiles.scratch)
	if s.parts = s.tiles.parts(len(b.steps)); s.parts != nil {
		f.scratch = max(f.scratch, s.parts.n*s.tiles.scratch)
	}
	return s
}
