package graph

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// fusion rewrites the steps of a plan in which every value has memory of its own, so that values which only the next
// step needs are never written, and reshaped ones not copied.
type fusion struct {
	*plan
	keep []bool // slot -> its value is needed for itself
	uses []int  // slot -> operands of steps that it is
	made []int  // slot -> index of its step, -1 if it has none
}

// fuse applies every rewrite and removes the steps that nothing needs any more. What nothing needed before is a root
// and stays.
func (p *plan) fuse(keep func(n *G.Node) bool) {
	f := &fusion{plan: p, keep: make([]bool, len(p.nodes)), uses: make([]int, len(p.nodes)), made: make([]int, len(p.nodes))}
	for i, n := range p.nodes {
		f.keep[i], f.made[i] = keep(n), -1
	}
	for k := range p.steps {
		f.made[p.steps[k].out] = k
		for _, i := range p.steps[k].in {
			f.uses[i]++
		}
	}
	for i := range f.keep {
		f.keep[i] = f.keep[i] || f.uses[i] == 0
	}
	for k := range p.steps {
		f.unrepeat(&p.steps[k])
		f.dense(&p.steps[k])
		f.alias(&p.steps[k])
	}
	for k := range slices.Backward(p.steps) { // from its end, so that a chain is taken in once
		f.chain(&p.steps[k])
	}
	f.sweep()
}

// alias lets a reshaped value lie where its operand does, which is right where no value's memory is used for another and
// no step writes into its operands. Inputs belong to the user, and solvers write into gradients of inputs: these are
// copied.
func (f *fusion) alias(s *step) {
	if s.compute == nil || typeName(s.op) != "reshapeOp" || f.made[s.in[0]] < 0 || f.written(s.out) || f.written(s.in[0]) {
		return
	}
	if from := s.in[0]; inBlock(f.dtypes[from], f.shapes[from]) && inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		s.alias, s.compute = true, func(G.Value, []G.Value) error { return nil }
	}
}

// written reports whether a solver may write into a value.
func (f *fusion) written(slot int) bool {
	return slices.ContainsFunc(f.nodes[slot].DerivOf(), func(n *G.Node) bool { return n.Op() == nil })
}

// sweep removes the steps whose values nothing needs, last ones first.
func (f *fusion) sweep() {
	f.gone = make([]bool, len(f.nodes))
	for _, s := range slices.Backward(f.steps) {
		if f.uses[s.out] > 0 || f.keep[s.out] {
			continue
		}
		f.gone[s.out] = true
		for _, i := range s.in {
			f.uses[i]--
		}
	}
	f.steps = slices.DeleteFunc(f.steps, func(s step) bool { return f.gone[s.out] })
	f.arity = 0
	for _, s := range f.steps {
		f.arity = max(f.arity, len(s.in))
	}
}

// replace gives a step other operands.
func (f *fusion) replace(s *step, in []int, c compute) {
	for _, i := range s.in {
		f.uses[i]--
	}
	for _, i := range in {
		f.uses[i]++
	}
	s.in, s.compute = in, c
}

// producer is the step that computes a slot here by the named op, nil if there is none.
func (f *fusion) producer(slot int, op string) *step {
	if f.made[slot] < 0 {
		return nil
	}
	if s := &f.steps[f.made[slot]]; s.compute != nil && typeName(s.op) == op {
		return s
	}
	return nil
}
