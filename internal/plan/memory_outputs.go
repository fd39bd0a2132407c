package plan

import (
	"unsafe"

	G "gorgonia.org/gorgonia"
)

// OutputMemory makes memory for the outputs apart from any machine's: values for those slots of a machine that then lie
// elsewhere. Outputs that are inputs or constants have none.
func (p *Plan) OutputMemory() (slots []int, vals []G.Value) {
	base, memory := p.bases(), map[int]G.Value{}
	computed := make([]bool, len(base))
	for _, s := range p.Steps {
		for _, i := range s.Outs() {
			computed[i] = true
		}
	}
	for _, i := range p.Outputs {
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
			slots, vals = append(slots, i), append(vals, DenseAt(p.Dtypes[i], p.Shapes[i], Bytes(m)))
		}
	}
	return slots, vals
}

// Overlap reports whether two stretches of memory have a byte in common.
func Overlap(a, b []byte) bool {
	x, y := uintptr(unsafe.Pointer(unsafe.SliceData(a))), uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	return x < y+uintptr(len(b)) && y < x+uintptr(len(a))
}

// apart is memory for a slot outside a program's block.
func (p *Plan) apart(i int) G.Value {
	if !InBlock(p.Dtypes[i], p.Shapes[i]) {
		return NewValue(p.Dtypes[i], p.Shapes[i])
	}
	return DenseAt(p.Dtypes[i], p.Shapes[i], alignedBlock(p.size(i)))
}
