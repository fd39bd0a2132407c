package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Outputs is memory for what a Program and its Clones compute of their outputs, apart from their own. Programs that write
// into several in turn keep each result, while all else that they compute stays in one place in the cache.
type Outputs struct {
	plan  *plan.Plan
	slots []int
	vals  []G.Value
}

// NewOutputs makes such memory. Outputs that are inputs or constants have none.
func (p *Program) NewOutputs() *Outputs {
	slots, vals := p.m.Plan.OutputMemory()
	return &Outputs{p.m.Plan, slots, vals}
}

// Into lets later runs, and Value, use this memory for the outputs. It panics if o is of another program that is no Clone.
func (p *Program) Into(o *Outputs) {
	if o.plan != p.m.Plan {
		panic("graph: Into: the outputs are of another program")
	}
	for k, i := range o.slots {
		p.m.Vals[i] = o.vals[k]
	}
	p.into = o
}

// writes reports whether a value lies where a run writes: it is an output, or shares its memory.
func (p *Program) writes(v G.Value) bool {
	if p.m.Writes(v) {
		return true
	}
	_, tensor := v.(*tensor.Dense)
	return tensor && p.into != nil && slices.ContainsFunc(p.into.vals, func(y G.Value) bool { return plan.Overlap(plan.Bytes(v), plan.Bytes(y)) })
}
