package plan

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// Policy says which values the rewrites must leave.
type Policy struct {
	Needs func(n *G.Node) bool // it is asked for by name: an output, a gradient, what a statement reads
	Holds func(n *G.Node) bool // a user may hold the node, and elementwise tiles write its value; nil if nobody does
	Steps bool                 // every step is looked at by itself: no tiles
	Apart bool                 // no two of the values that are needed share memory
}

// fusion rewrites the steps of a plan so that values which only the next step needs are never written, and reshaped
// ones not copied.
type fusion struct {
	*Plan
	keep  []bool // slot -> its value is needed for itself
	hold  []bool // slot -> its value is not lost in tiles
	uses  []int  // slot -> operands of steps that it is
	made  []int  // slot -> index of its step, -1 if it has none
	apart bool   // see policy
	lies  []bool // slot -> a value that is needed for itself shares its memory
}

// rewrites are tried on each step in turn, its operands' steps having had theirs.
var rewrites = []func(f *fusion, s *Step){
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
func (p *Plan) fuse(keep Policy) {
	f := p.rewritten(keep)
	if !keep.Steps {
		f.compound()
		f.tile()
	}
	f.arity = 0
	for _, s := range f.Steps {
		f.arity = max(f.arity, len(s.In))
	}
}

// rewritten applies the rewrites and leaves out what nothing needs.
func (p *Plan) rewritten(keep Policy) *fusion {
	f := &fusion{Plan: p, keep: make([]bool, len(p.Nodes)), hold: make([]bool, len(p.Nodes)), lies: make([]bool, len(p.Nodes)), apart: keep.Apart}
	f.index()
	for i, n := range p.Nodes {
		f.keep[i] = keep.Needs(n) || f.uses[i] == 0
		f.hold[i] = keep.Holds != nil && keep.Holds(n)
	}
	for k := range p.Steps {
		for _, rewrite := range rewrites {
			rewrite(f, &p.Steps[k])
		}
	}
	f.sweep()
	return f
}

// index counts the uses of every slot and finds its step.
func (f *fusion) index() {
	f.uses, f.made = make([]int, len(f.Nodes)), make([]int, len(f.Nodes))
	for i := range f.made {
		f.made[i] = -1
	}
	for k := range f.Steps {
		f.made[f.Steps[k].Out] = k
		for _, i := range f.Steps[k].In {
			f.uses[i]++
		}
	}
}

// alias lets a reshaped value lie where its operand does. Inputs belong to the user, and solvers write into gradients of
// inputs: these are copied, and so is an output of a program that would share its memory with another.
func (f *fusion) alias(s *Step) {
	if s.compute == nil || s.form.Kind != Reshaping || f.made[s.In[0]] < 0 || f.written(s.Out) || f.written(s.In[0]) {
		return
	}
	from := s.In[0]
	root := f.root(from)
	if f.apart && f.keep[s.Out] && (f.keep[root] || f.lies[root]) || !InBlock(f.Dtypes[from], f.Shapes[from]) || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	f.Took["reshaped"]++
	f.lies[root] = f.lies[root] || f.keep[s.Out]
	s.alias, s.compute = true, func(G.Value, []G.Value) error { return nil }
}

// root is the slot whose memory a slot shares.
func (f *fusion) root(slot int) int {
	for f.made[slot] >= 0 && f.Steps[f.made[slot]].alias {
		slot = f.Steps[f.made[slot]].In[0]
	}
	return slot
}

// written reports whether a solver may write into a value.
func (f *fusion) written(slot int) bool {
	return slices.ContainsFunc(f.Nodes[slot].DerivOf(), func(n *G.Node) bool { return n.Op() == nil })
}

// sweep removes the steps whose values nothing needs, last ones first.
func (f *fusion) sweep() {
	f.gone = make([]bool, len(f.Nodes))
	for _, s := range slices.Backward(f.Steps) {
		if f.uses[s.Out] > 0 || f.keep[s.Out] {
			continue
		}
		f.gone[s.Out] = true
		for _, i := range s.In {
			f.uses[i]--
		}
	}
	f.Steps = slices.DeleteFunc(f.Steps, func(s Step) bool { return f.gone[s.Out] })
	f.index()
}

// replace gives a step other operands, and another form. It notes which rewrite did so.
func (f *fusion) replace(rewrite string, s *Step, in []int, c Compute, as Form) {
	f.Took[rewrite]++
	for _, i := range s.In {
		f.uses[i]--
	}
	for _, i := range in {
		f.uses[i]++
	}
	s.In, s.compute, s.form, s.parts = in, c, as, nil
	if as.Kind == affine {
		s.parts = as.layer.parts(f.Dtypes[s.Out])
	}
}

// producer is the step that computes a slot here, nil if there is none.
func (f *fusion) producer(slot int) *Step {
	if f.made[slot] < 0 {
		return nil
	}
	if s := &f.Steps[f.made[slot]]; s.compute != nil {
		return s
	}
	return nil
}

// producerOf is the producer if its form is of a kind.
func (f *fusion) producerOf(slot int, kind Kind) *Step {
	if s := f.producer(slot); s != nil && s.form.Kind == kind {
		return s
	}
	return nil
}

// passing reports whether a slot's value only goes into one step and nobody asks for it.
func (f *fusion) passing(slot int) bool { return !f.keep[slot] && f.uses[slot] == 1 }
