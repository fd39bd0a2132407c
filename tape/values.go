package tape

import (
	"fmt"
	"unsafe"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// readInputs looks up the inputs' values. A tensor that is the one of the run before costs nothing.
func (v *VM) readInputs() error {
	for _, i := range v.m.Plan.Inputs {
		value := v.m.Plan.Nodes[i].Value()
		if value != nil && value == v.src[i] && sameMemory(value, v.m.Vals[i]) {
			continue
		}
		accepted, err := v.accept(i, value)
		if err != nil {
			return err
		}
		v.src[i], v.m.Vals[i] = value, accepted
	}
	return nil
}

// sameMemory reports whether a tensor still lies where the header made for it says.
func sameMemory(v, header G.Value) bool {
	d, ok := v.(*tensor.Dense)
	if !ok {
		return v == header
	}
	h, ok := header.(*tensor.Dense)
	return ok && unsafe.SliceData(d.Raw) == unsafe.SliceData(h.Raw) && len(d.Raw) == len(h.Raw) && rowmajor.Is(d) && d.Size() == h.Size()
}

// accept checks a value against the input it is for and gives it a header of its own over the same memory: ops
// transpose headers for a moment, and the tensor may be an input of another graph too. One whose
// memory is not in the order of its elements is copied.
func (v *VM) accept(i int, value G.Value) (G.Value, error) {
	n, shape, dt := v.m.Plan.Nodes[i], v.m.Plan.Shapes[i], v.m.Plan.Dtypes[i]
	if value == nil {
		return nil, fmt.Errorf("tape: input %s has no value: bind one with gorgonia.Let", n.Name())
	}
	value, err := rowmajor.Of(value)
	if err != nil {
		return nil, fmt.Errorf("tape: the value of input %s: %w", n.Name(), err)
	}
	if value.Dtype() != dt {
		return nil, fmt.Errorf("tape: input %s is %v but its value is %v", n.Name(), dt, value.Dtype())
	}
	if value.Shape().TotalSize() != shape.TotalSize() {
		return nil, fmt.Errorf("tape: input %s has shape %s but its value has %s", n.Name(), build.ShapeString(shape), build.ShapeString(value.Shape()))
	}
	if v.m.Writes(value) { // a node's value, bound to an input: as it is now, which the run is about to overwrite
		c, err := G.CloneValue(value)
		if err != nil {
			return nil, fmt.Errorf("tape: copying the value of input %s: %w", n.Name(), err)
		}
		value = c
	}
	switch {
	case plan.InBlock(dt, shape):
		return plan.DenseAt(dt, shape, plan.Bytes(value)), nil
	case len(shape) == 0:
		return rowmajor.Scalar(value)
	}
	return value, nil
}

// bindAll makes the value of every computed node the node's own, where another machine bound one in the meantime.
func (v *VM) bindAll() error {
	for _, i := range v.m.Plan.Outputs {
		n := v.m.Plan.Nodes[i]
		if n.Op() == nil {
			continue
		}
		if err := bind(n, v.m.Vals[i]); err != nil {
			return err
		}
	}
	return nil
}

// bind makes n.Value return v.
func bind(n *G.Node, v G.Value) error {
	if n.Value() == v {
		return nil
	}
	if err := G.UnsafeLet(n, v); err != nil {
		return fmt.Errorf("tape: binding the value of %s: %w", n.Name(), err)
	}
	return nil
}
