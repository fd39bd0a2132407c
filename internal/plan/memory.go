package plan

import (
	"slices"
	"unsafe"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// blockTypes are the element types of tensors that lie in a program's block of memory.
var blockTypes = []tensor.Dtype{tensor.Float32, tensor.Float64, tensor.Int64}

// InBlock reports whether a value lies in the block; scalars and rare types have memory of their own.
func InBlock(dt tensor.Dtype, shape tensor.Shape) bool {
	return len(shape) > 0 && slices.Contains(blockTypes, dt)
}

func alignedBlock(n int) []byte {
	b := make([]byte, n+align)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (align - 1)
	return b[skip : skip+n]
}

// DenseAt makes a tensor over the start of memory, of one of the blockTypes.
func DenseAt(dt tensor.Dtype, shape tensor.Shape, memory []byte) *tensor.Dense {
	n, p := shape.TotalSize(), unsafe.Pointer(unsafe.SliceData(memory))
	var backing any
	switch dt {
	case tensor.Float32:
		backing = unsafe.Slice((*float32)(p), n)
	case tensor.Float64:
		backing = unsafe.Slice((*float64)(p), n)
	case tensor.Int64:
		backing = unsafe.Slice((*int64)(p), n)
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(backing), tensor.WithEngine(G.StandardEngine{}))
}

// NewValue allocates a zero value of any type Gorgonia has.
func NewValue(dt tensor.Dtype, shape tensor.Shape) G.Value {
	if len(shape) > 0 {
		return tensor.New(tensor.Of(dt), tensor.WithShape(shape...), tensor.WithEngine(G.StandardEngine{}))
	}
	switch dt {
	case tensor.Float32, tensor.Float64, tensor.Int64:
		return ops.NewValue(dt, nil)
	case tensor.Int:
		return new(G.I)
	case tensor.Int32:
		return new(G.I32)
	case tensor.Byte:
		return new(G.U8)
	case tensor.Bool:
		return new(G.B)
	}
	build.Fail("compile", nil, "scalars of type %v are not supported", dt)
	return nil
}

// Bytes is the memory of a value as bytes.
func Bytes(v G.Value) []byte {
	switch v := v.(type) {
	case *tensor.Dense:
		return v.Raw
	case *G.F32:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 4)
	case *G.F64:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 8)
	case *G.I64:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 8)
	case *G.I32:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 4)
	case *G.I:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
	case *G.U8:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 1)
	case *G.B:
		return unsafe.Slice((*byte)(unsafe.Pointer(v)), 1)
	}
	return nil
}

// CopyValue copies the elements of src, in order, into the memory of dst, and reports whether types and sizes fit.
func CopyValue(dst, src G.Value) bool {
	src, err := rowmajor.Of(src)
	if err != nil || dst.Dtype() != src.Dtype() {
		return false
	}
	to, from := Bytes(dst), Bytes(src)
	copy(to, from)
	return len(to) == len(from) && len(to) > 0
}

// Number is the one in a scalar value, or in a tensor of one element.
func Number(v G.Value) float64 {
	if v.Dtype() == tensor.Float32 {
		return float64(ops.Data[float32](v)[0])
	}
	return ops.Data[float64](v)[0]
}
