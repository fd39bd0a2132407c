package tape

import (
	"fmt"
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
)

// read is a gorgonia.Read: after a run, a copy of a node's value is in into.
type read struct {
	slot int
	into *G.Value
}

// set is a gorgonia.Set(a, b), the assignment a = b: it takes effect when everything has been computed, so that a run
// sees its inputs as they were before it, and of several assignments none sees another. The input gets memory of its
// own; the value that was bound to it is left as it is. TapeMachine does nothing here.
type set struct {
	to          *G.Node
	from        int     // slot
	next, bound G.Value // b's value while the others are read, and what is bound to a
}

// isStatement reports whether a node is a Read or a Set, which have no value.
func isStatement(n *G.Node) bool {
	if n.Op() == nil {
		return false
	}
	name := native.TypeName(n.Op())
	return name == "readOp" || name == "letOp"
}

// statements collects the reads and sets of a graph.
func (v *VM) statements() error {
	for _, n := range v.nodes {
		if !isStatement(n) {
			continue
		}
		in := build.Children(n)
		if len(in) == 1 {
			into := (*G.Value)(reflect.ValueOf(n.Op()).Field(0).UnsafePointer())
			v.reads = append(v.reads, read{v.m.Plan.Slot[in[0]], into})
			continue
		}
		if err := v.addSet(in[0], in[1]); err != nil {
			return err
		}
	}
	return nil
}

func (v *VM) addSet(a, b *G.Node) error {
	if a.Op() != nil {
		return fmt.Errorf("tape: Set of %s, which is computed: only an input can be set", a.Name())
	}
	if a.Dtype() != b.Dtype() || a.Shape().TotalSize() != b.Shape().TotalSize() {
		return fmt.Errorf("tape: Set of %s, %v of shape %s, to %s, %v of shape %s: types and sizes must agree", a.Name(),
			a.Dtype(), build.ShapeString(a.Shape()), b.Name(), b.Dtype(), build.ShapeString(b.Shape()))
	}
	v.sets = append(v.sets, set{a, v.m.Plan.Slot[b], plan.NewValue(a.Dtype(), a.Shape()), plan.NewValue(a.Dtype(), a.Shape())})
	return nil
}

// runStatements does what the graph's statements say, after a run.
func (v *VM) runStatements() error {
	for _, r := range v.reads {
		if err := copyTo(r.into, v.m.Vals[r.slot]); err != nil {
			return err
		}
	}
	for i := range v.sets {
		plan.CopyValue(v.sets[i].next, v.m.Vals[v.sets[i].from])
	}
	for i := range v.sets {
		s := &v.sets[i]
		plan.CopyValue(s.bound, s.next)
		if err := bind(s.to, s.bound); err != nil {
			return err
		}
	}
	return nil
}

// copyTo overwrites what is in into, or puts a new copy there if it is nothing of this type and shape.
func copyTo(into *G.Value, v G.Value) error {
	if old := *into; old != nil && reflect.TypeOf(old) == reflect.TypeOf(v) && build.SameShape(old.Shape(), v.Shape()) {
		if rowmajor.Is(old) && plan.CopyValue(old, v) {
			return nil
		}
	}
	c, err := G.CloneValue(v)
	if err != nil {
		return fmt.Errorf("tape: copying a value to be read: %w", err)
	}
	*into = c
	return nil
}
