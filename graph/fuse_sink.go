package graph

import (
	"slices"

	"gorgonia.org/tensor"
)

// readers are, by slot, the steps that read it.
func (f *fusion) readers() [][]int {
	r := make([][]int, len(f.nodes))
	for k, s := range f.steps {
		for _, slot := range s.in {
			r[slot] = append(r[slot], k)
		}
	}
	return r
}

// sink moves a step whose result only one other bundle reads there, if nobody else wants it: then it need not be
// written.
func (f *fusion) sink(k int, in []*bundle, readers []int) {
	s, b := &f.steps[k], in[k]
	if b == nil || f.keep[s.out] || f.hold[s.out] || len(readers) == 0 {
		return
	}
	to := in[readers[0]]
	if to == nil || to == b || !f.fits(s, to) || !f.known(s, to, in) {
		return
	}
	for _, i := range readers {
		if in[i] != to || !f.inOrder(&f.steps[i], s.out) {
			return
		}
	}
	if !f.flat(s) {
		to.shape = f.shapes[s.out]
	}
	b.steps = slices.DeleteFunc(b.steps, func(i int) bool { return i == k })
	f.took["sunk"]++
	at, _ := slices.BinarySearch(to.steps, k)
	to.steps, in[k] = slices.Insert(to.steps, at, k), to
}

// inOrder reports whether a step reads a slot as its result lies.
func (f *fusion) inOrder(s *step, slot int) bool {
	for j, c := range s.in {
		if c == slot && tensor.ProdInts(s.form.shapes[j]) != f.shapes[s.out].TotalSize() {
			return false
		}
	}
	return true
}
