package plan

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Compute writes a node's value into memory it is given, whose content is never read, and which overlaps none of the
// operands, unless it is an elementwise loop of the list inPlace: then it may be an operand's. It allocates nothing.
type Compute func(out G.Value, in []G.Value) error

// byType is the compute of a value's type.
func byType(dt tensor.Dtype, f32, f64 Compute) Compute {
	if dt == tensor.Float32 {
		return f32
	}
	return f64
}

// Loop1 makes a compute of a loop over slices.
func Loop1[T kernel.Float](f func(dst, x []T)) Compute {
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[0]))
		return nil
	}
}
