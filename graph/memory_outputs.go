package graph

import (
	"unsafe"

	G "gorgonia.org/gorgonia"
)

// outputMemory makes memory for the outputs apart from any machine's: values for those slots of a machine that then lie
// elsewhere. Outputs that are inputs or constants have none.
func (p *plan) outputMemory() (slots []int, vals []G.Value) {
	base, memory := p.bases(), map[int]G.Value{}
	computed := make([]bool, len(base))
	for _, s := range p.steps {
		for _, i := range s.outs() {
			computed[i] = true
		}
	}
	for _, i := range p.outputs {
		if b := base[i]; computed[i] {
			memory[b] = p.apart(b)
		}
	}
	for i, b := range base { // what is reshaped lies in the same memory
		switch m := memory[b]; {
		case m == nil || !computed[i]:
		case i == b:
			slots, vals = append(slots, i), append(vals, m)
		default:
			slots, vals = append(slots, i), append(vals, denseAt(p.dtypes[i], p.shapes[i], bytesOf(m)))
		}
	}
	return slots, vals
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
