package graph

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// fusion rewrites the steps of a plan so that values which only the next step needs are never written to memory.
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
	}
	f.sweep()
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
