package plan

import (
	"slices"

	"gorgonia.org/tensor"
)

// readers are, by slot, the steps that read it.
func (f *fusion) readers() [][]int {
	r := make([][]int, len(f.Nodes))
	for k, s := range f.Steps {
		for _, slot := range s.In {
			r[slot] = append(r[slot], k)
		}
	}
	return r
}

// sink moves a step whose result only one other bundle reads there, if nobody else wants it: then it need not be
// written.
func (f *fusion) sink(k int, in []*bundle, readers []int) {
	s, b := &f.Steps[k], in[k]
	if b == nil || f.keep[s.Out] || f.hold[s.Out] || len(readers) == 0 {
		return
	}
	to := in[readers[0]]
	if to == nil || to == b || !f.fits(s, to) || !f.known(s, to, in) {
		return
	}
	for _, i := range readers {
		if in[i] != to || !f.inOrder(&f.Steps[i], s.Out) {
			return
		}
	}
	if !f.flat(s) {
		to.shape = f.Shapes[s.Out]
	}
	b.steps = slices.DeleteFunc(b.steps, func(i int) bool { return i == k })
	f.Took["sunk"]++
	at, _ := slices.BinarySearch(to.steps, k)
	to.steps, in[k] = slices.Insert(to.steps, at, k), to
}

// inOrder reports whether a step reads a slot as its result lies.
func (f *fusion) inOrder(s *Step, slot int) bool {
	for j, c := range s.In {
		if c == slot && tensor.ProdInts(s.form.Shapes[j]) != f.Shapes[s.Out].TotalSize() {
			return false
		}
	}
	return true
}
