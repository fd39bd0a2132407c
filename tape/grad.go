package tape

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// dual is a node with a gradient buffer of its own, where Grad finds it.
type dual struct {
	of      *G.Node
	from    []int   // slots of its gradients, which are added
	buffer  G.Value // made at the first run, when the node has a value
	replace bool    // every run overwrites it, where else it adds
	beyond  bool    // the machine does not run the node: its gradient does not depend on it, and the graph is a part of one
}

// duals decides which nodes get a buffer. With BindDualValues the chosen inputs do, all of them if none was named,
// and every run adds to it until a solver zeroes it. Without, n.Grad is the gradient node's own value, which a solver
// zeroes: where two parameters share it, or where it is not computed anew at each run, that would lose a gradient, and
// the parameter gets a buffer too, which every run overwrites.
func (v *VM) duals() {
	index := map[*G.Node]int{}
	for slot, n := range v.m.Plan.Nodes {
		inputs := 0
		for _, of := range n.DerivOf() {
			if of.Op() == nil {
				inputs++
			}
		}
		private := inputs > 1 || n.Op() == nil || v.m.Plan.Fixed[slot] != nil
		for _, of := range n.DerivOf() {
			if !v.wantsBuffer(of, private) {
				continue
			}
			if _, ok := index[of]; !ok {
				_, known := v.m.Plan.Slot[of]
				index[of] = len(v.grads)
				v.grads = append(v.grads, dual{of: of, replace: !v.opts.dual, beyond: !known})
			}
			d := &v.grads[index[of]]
			d.from = append(d.from, slot)
		}
	}
}

func (v *VM) wantsBuffer(n *G.Node, private bool) bool {
	if !v.opts.dual {
		return private && n.Op() == nil
	}
	for _, chosen := range v.opts.dualOf {
		if chosen == n {
			return true
		}
	}
	return len(v.opts.dualOf) == 0 && n.Op() == nil
}

// accumulate adds the gradients of a run to the buffers.
func (v *VM) accumulate() error {
	for i := range v.grads {
		d := &v.grads[i]
		if d.beyond && d.of.Value() == nil {
			continue
		}
		to, err := d.bound()
		if err != nil {
			return err
		}
		if len(to.Shape()) > 0 && !rowmajor.Is(to) {
			return fmt.Errorf("tape: the buffer for the gradient of %s is a tensor whose memory is not in the order of its elements: give one that is no view", d.of.Name())
		}
		if d.replace {
			clear(plan.Bytes(to))
		}
		for _, slot := range d.from {
			if !add(to, v.m.Vals[slot]) {
				return fmt.Errorf("tape: the gradient of %s has type %v and %d bytes, the buffer bound to it %v and %d", d.of.Name(),
					v.m.Vals[slot].Dtype(), len(plan.Bytes(v.m.Vals[slot])), to.Dtype(), len(plan.Bytes(to)))
			}
		}
	}
	return nil
}

// bound is the buffer that is bound to the node: what the user, or another machine, put there, or else its own.
func (d *dual) bound() (G.Value, error) {
	g, err := d.of.Grad()
	if n := d.of.Deriv(); err == nil && g != nil && (n == nil || g != n.Value()) {
		return g, nil
	}
	value := d.of.Value()
	if value == nil {
		return nil, fmt.Errorf("tape: %s has a gradient but no value", d.of.Name())
	}
	if d.buffer == nil || !build.SameShape(d.buffer.Shape(), value.Shape()) {
		d.buffer = likeValue(value)
	}
	G.WithGrad(d.buffer)(d.of)
	return d.buffer, nil
}

// likeValue is zeros of a value's type and shape, which need not be its node's: a column is bound to a vector. WithGrad
// insists that they agree.
func likeValue(v G.Value) G.Value {
	if _, ok := v.(*tensor.Dense); ok {
		return tensor.New(tensor.Of(v.Dtype()), tensor.WithShape(v.Shape()...), tensor.WithEngine(G.StandardEngine{}))
	}
	return plan.NewValue(v.Dtype(), nil)
}

// add adds src to the memory of dst and reports whether types and sizes fit.
func add(dst, src G.Value) bool {
	if dst.Dtype() != src.Dtype() || len(plan.Bytes(dst)) != len(plan.Bytes(src)) {
		return false
	}
	switch dst.Dtype() {
	case tensor.Float32:
		addTo[float32](dst, src)
	case tensor.Float64:
		addTo[float64](dst, src)
	default:
		return false
	}
	return true
}

func addTo[T kernel.Float](dst, src G.Value) {
	d := ops.Data[T](dst)
	kernel.Add(d, d, ops.Data[T](src))
}
