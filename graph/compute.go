package graph

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compute writes a node's value into memory it is given, whose content is never read, and which overlaps none of the
// operands, unless it is an elementwise loop of the list inPlace: then it may be an operand's. It allocates nothing.
type compute func(out G.Value, in []G.Value) error

// byType is the compute of a value's type.
func byType(dt tensor.Dtype, f32, f64 compute) compute {
	if dt == tensor.Float32 {
		return f32
	}
	return f64
}

// loop1 makes a compute of a loop over slices.
func loop1[T kernel.Float](f func(dst, x []T)) compute {
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[0]))
		return nil
	}
}
