package ops

import (
	"fmt"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NewValue allocates a zero value: a scalar for an empty shape, a dense tensor otherwise.
func NewValue(dt tensor.Dtype, shape tensor.Shape) G.Value {
	switch {
	case len(shape) > 0:
		return tensor.New(tensor.Of(dt), tensor.WithShape(shape...))
	case dt == tensor.Float32:
		return new(G.F32)
	case dt == tensor.Int64:
		return new(G.I64)
	default:
		return new(G.F64)
	}
}

// Data is the memory of a value as a slice, without copying or allocating: what ops read and write, whose elements are in
// order. Of a tensor that was transposed or sliced it is the memory as it lies. T must be the value's element type.
func Data[T float32 | float64 | int64](v G.Value) []T {
	switch v := v.(type) {
	case *tensor.Dense:
		var t T // a dense scalar says DataSize 0, so count bytes
		return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(v.Raw))), len(v.Raw)/int(unsafe.Sizeof(t)))
	case *G.F32:
		return unsafe.Slice((*T)(unsafe.Pointer(v)), 1)
	case *G.F64:
		return unsafe.Slice((*T)(unsafe.Pointer(v)), 1)
	case *G.I64:
		return unsafe.Slice((*T)(unsafe.Pointer(v)), 1)
	}
	panic(fmt.Sprintf("ops: no memory behind a %T", v))
}
