package tape

import (
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// dropouts are the masks of a VM's Dropout ops, by the op that a forward node and its gradient share. Gorgonia's
// gradient takes an output of 0 for a dropped one and divides by p instead of 1-p; here the gradient is dy times the
// mask that was drawn.
type dropouts map[unsafe.Pointer]G.Value

// compute is a dropoutOp or its gradient, nil for another op.
func (d dropouts) compute(n *G.Node) plan.Compute {
	switch name := native.TypeName(n.Op()); {
	case name != "dropoutOp" && name != "dropoutDiffOp":
	case n.Dtype() == tensor.Float32:
		return dropout[float32](d, n, name)
	case n.Dtype() == tensor.Float64:
		return dropout[float64](d, n, name)
	}
	return nil
}

func dropout[T kernel.Float](d dropouts, n *G.Node, name string) plan.Compute {
	op := native.Fields(n.Op())
	key := op.Addr().UnsafePointer()
	if name == "dropoutDiffOp" {
		key = op.FieldByName("dropoutOp").UnsafePointer()
	}
	if d[key] == nil {
		d[key] = plan.NewValue(n.Dtype(), n.Shape())
	}
	mask := ops.Data[T](d[key])
	if name == "dropoutDiffOp" {
		return func(out G.Value, in []G.Value) error {
			kernel.Mul(ops.Data[T](out), ops.Data[T](in[2]), mask)
			return nil
		}
	}
	ones := plan.NewValue(n.Dtype(), n.Shape())
	kernel.Fill(ops.Data[T](ones), 1)
	return func(out G.Value, in []G.Value) error {
		drawn, err := n.Op().Do(ones) // 0 or 1/(1-p); in eval mode the ones themselves
		if err != nil {
			return err
		}
		copy(mask, ops.Data[T](drawn))
		kernel.Mul(ops.Data[T](out), ops.Data[T](in[0]), mask)
		return nil
	}
}
