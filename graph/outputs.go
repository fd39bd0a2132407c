package graph

import (
	"slices"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Outputs is memory for what a Program and its Clones compute of their outputs, apart from their own. Programs that write
// into several in turn keep each result, while all else that they compute stays in one place in the cache.
type Outputs struct {
	plan  *plan
	slots []int
	vals  []G.Value
}

// NewOutputs makes such memory. Outputs that are inputs or constants have none.
func (p *Program) NewOutputs() *Outputs {
	o := &Outputs{plan: p.plan}
	base, memory := p.plan.bases(), map[int]G.Value{}
	computed := make([]bool, len(base))
	for _, s := range p.plan.steps {
		for _, i := range s.outs() {
			computed[i] = true
		}
	}
	for _, i := range p.plan.outputs {
		if b := base[i]; computed[i] {
			memory[b] = p.plan.apart(b)
		}
	}
	for i, b := range base { // what is reshaped lies in the same memory
		switch m := memory[b]; {
		case m == nil || !computed[i]:
		case i == b:
			o.slots, o.vals = append(o.slots, i), append(o.vals, m)
		default:
			o.slots, o.vals = append(o.slots, i), append(o.vals, denseAt(p.plan.dtypes[i], p.plan.shapes[i], Bytes(m)))
		}
	}
	return o
}

// Into lets later runs, and Value, use this memory for the outputs. It panics if o is of another program that is no Clone.
func (p *Program) Into(o *Outputs) {
	if o.plan != p.plan {
		panic("graph: Into: the outputs are of another program")
	}
	for k, i := range o.slots {
		p.vals[i] = o.vals[k]
	}
	p.into = o
}

// writes reports whether a value lies where a run writes: it is an output, or shares its memory.
func (p *Program) writes(v G.Value) bool {
	x := Bytes(v)
	if len(x) == 0 {
		return false
	}
	if _, tensor := v.(*tensor.Dense); !tensor {
		return slices.ContainsFunc(p.plan.outputs, func(i int) bool { return p.vals[i] == v && p.plan.nodes[i].Op() != nil })
	}
	return overlap(x, p.own) || p.into != nil && slices.ContainsFunc(p.into.vals, func(y G.Value) bool { return overlap(x, Bytes(y)) })
}

// overlap reports whether two stretches of memory have a byte in common.
func overlap(a, b []byte) bool {
	x, y := uintptr(unsafe.Pointer(unsafe.SliceData(a))), uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	return x < y+uintptr(len(b)) && y < x+uintptr(len(a))
}

// apart is memory for a slot outside a program's block.
func (p *plan) apart(i int) G.Value {
	if !inBlock(p.dtypes[i], p.shapes[i]) {
		return newValue(p.dtypes[i], p.shapes[i])
	}
	return denseAt(p.dtypes[i], p.shapes[i], alignedBlock(p.size(i)))
}
