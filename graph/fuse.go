package graph

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// policy says which values the rewrites must leave.
type policy struct {
	needs func(n *G.Node) bool // it is asked for by name: an output, a gradient, what a statement reads
	holds func(n *G.Node) bool // a user may hold the node, and elementwise tiles write its value; nil if nobody does
	steps bool                 // every step is looked at by itself: no tiles
	apart bool                 // no two of the values that are needed share memory
}

// fusion rewrites the steps of a plan so that values which only the next step needs are never written, and reshaped
// ones not copied.
type fusion struct {
	*plan
	keep  []bool // slot -> its value is needed for itself
	hold  []bool // slot -> its value is not lost in tiles
	uses  []int  // slot -> operands of steps that it is
	made  []int  // slot -> index of its step, -1 if it has none
	apart bool   // see policy
	lies  []bool // slot -> a value that is needed for itself shares its memory
}

// rewrites are tried on each step in turn, its operands' steps having had theirs.
var rewrites = []func(f *fusion, s *step){
	(*fusion).through,
	(*fusion).alias,
	(*fusion).unrepeat,
	(*fusion).choice,
	(*fusion).dense,
	(*fusion).activation,
	(*fusion).gate,
	(*fusion).softmax,
	(*fusion).logSumExp,
	(*fusion).softmaxGrad,
	(*fusion).pickOne,
}

// fuse applies every rewrite and removes the steps that nothing needs any more. What nothing needed before is a root
// and stays. Then elementwise steps that follow each other are run over one tile after the other.
func (p *plan) fuse(keep policy) {
	f := p.rewritten(keep)
	if !keep.steps {
		f.compound()
		f.tile()
	}
	f.arity = 0
	for _, s := range f.steps {
		f.arity = max(f.arity, len(s.in))
	}
}

// rewritten applies the rewrites and leaves out what nothing needs.
func (p *plan) rewritten(keep policy) *fusion {
	f := &fusion{plan: p, keep: make([]bool, len(p.nodes)), hold: make([]bool, len(p.nodes)), lies: make([]bool, len(p.nodes)), apart: keep.apart}
	f.index()
	for i, n := range p.nodes {
		f.keep[i] = keep.needs(n) || f.uses[i] == 0
		f.hold[i] = keep.holds != nil && keep.holds(n)
	}
	for k := range p.steps {
		for _, rewrite := range rewrites {
			rewrite(f, &p.steps[k])
		}
	}
	f.sweep()
	return f
}

// index counts the uses of every slot and finds its step.
func (f *fusion) index() {
	f.uses, f.made = make([]int, len(f.nodes)), make([]int, len(f.nodes))
	for i := range f.made {
		f.made[i] = -1
	}
	for k := range f.steps {
		f.made[f.steps[k].out] = k
		for _, i := range f.steps[k].in {
			f.uses[i]++
		}
	}
}

// alias lets a reshaped value lie where its operand does. Inputs belong to the user, and solvers write into gradients of
// inputs: these are copied, and so is an output of a program that would share its memory with another.
func (f *fusion) alias(s *step) {
	if s.compute == nil || s.form.kind != reshaping || f.made[s.in[0]] < 0 || f.written(s.out) || f.written(s.in[0]) {
		return
	}
	from := s.in[0]
	root := f.root(from)
	if f.apart && f.keep[s.out] && (f.keep[root] || f.lies[root]) || !inBlock(f.dtypes[from], f.shapes[from]) || !inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		return
	}
	f.took["reshaped"]++
	f.lies[root] = f.lies[root] || f.keep[s.out]
	s.alias, s.compute = true, func(G.Value, []G.Value) error { return nil }
}

// root is the slot whose memory a slot shares.
func (f *fusion) root(slot int) int {
	for f.made[slot] >= 0 && f.steps[f.made[slot]].alias {
		slot = f.steps[f.made[slot]].in[0]
	}
	return slot
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
	f.index()
}

// replace gives a step other operands, and another form. It notes which rewrite did so.
func (f *fusion) replace(rewrite string, s *step, in []int, c compute, as form) {
	f.took[rewrite]++
	for _, i := range s.in {
		f.uses[i]--
	}
	for _, i := range in {
		f.uses[i]++
	}
	s.in, s.compute, s.form, s.parts = in, c, as, nil
	if as.kind == affine {
		s.parts = as.layer.parts(f.dtypes[s.out])
	}
}

// producer is the step that computes a slot here, nil if there is none.
func (f *fusion) producer(slot int) *step {
	if f.made[slot] < 0 {
		return nil
	}
	if s := &f.steps[f.made[slot]]; s.compute != nil {
		return s
	}
	return nil
}

// native is the producer if it is an op of Gorgonia's own of this type.
func (f *fusion) native(slot int, name string) *step {
	if s := f.producer(slot); s != nil && typeName(s.op) == name {
		return s
	}
	return nil
}

// passing reports whether a slot's value only goes into one step and nobody asks for it.
func (f *fusion) passing(slot int) bool { return !f.keep[slot] && f.uses[slot] == 1 }
