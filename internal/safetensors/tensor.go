// Package safetensors reads and writes safetensors files: named tensors and a few strings, in a layout that other libraries
// know and that runs no code (https://github.com/huggingface/safetensors, "Format").
//
// A file is the length n of its header (8 bytes, little endian), the header (JSON, at most 100 MB) and the data:
//
//	{"__metadata__": {"KEY": "VALUE", ...}, "NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
//
// Offsets count from the end of the header; elements are little endian in row-major order; the tensors cover the data without
// overlaps and holes, so that a file has one meaning and nothing hides in it. A tensor may be empty, a scalar has the shape [].
package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"unsafe"

	"gorgonia.org/tensor"
)

// Tensor is a named tensor: its shape and its elements as bytes.
type Tensor struct {
	Name  string
	Dtype string // BOOL, I8 to I64, U8 to U64, F16, BF16, F32 or F64
	Shape []int
	Data  []byte // little endian, in row-major order; nil where only the header was read
}

// sizes are the bytes of an element.
var sizes = map[string]int64{
	"BOOL": 1, "I8": 1, "U8": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}

// maxAxes keeps a header of many 1s from becoming many times its size in memory. NumPy has 64 at most too.
const maxAxes = 64

// sizeOf is the number of bytes of a tensor of this type and shape. It is an error if that is not a number of bytes.
func sizeOf(dtype string, shape []int64) (int64, error) {
	n, ok := sizes[dtype]
	if !ok {
		return 0, fmt.Errorf("the type is %q, which is none of BOOL, I8 to I64, U8 to U64, F16, BF16, F32 and F64", dtype)
	}
	if len(shape) > maxAxes {
		return 0, fmt.Errorf("the shape has %d axes, at most %d are read", len(shape), maxAxes)
	}
	empty := false
	for _, d := range shape {
		switch {
		case d < 0:
			return 0, fmt.Errorf("the shape %v has a negative size", shape)
		case d == 0: // the others may not overflow for that: strides are products of them
			empty = true
		case n > math.MaxInt64/d:
			return 0, fmt.Errorf("the shape %v has more bytes than can be counted", shape)
		default:
			n *= d
		}
	}
	if empty {
		n = 0
	}
	return n, nil
}

// Number are the types of elements that Go has too.
type Number interface {
	int8 | uint8 | int16 | uint16 | int32 | uint32 | int64 | uint64 | float32 | float64
}

// dtype is the name of T in a file.
func dtype[T Number]() string { return dtypes[tensor.Dtype{Type: reflect.TypeFor[T]()}] }

// Of is a tensor of these elements, which it shares where the machine is little endian.
func Of[T Number](name string, shape []int, x []T) Tensor {
	var e T
	size := int(unsafe.Sizeof(e))
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(x)*size)
	if !littleEndian {
		b = swapped(b, size)
	}
	return Tensor{name, dtype[T](), slices.Clone(shape), b}
}

// Values are the elements of a tensor of type T, which share its memory where the machine is little endian. It is an error if
// it has another type, or not as many bytes as its shape says.
func Values[T Number](t Tensor) ([]T, error) {
	if want := dtype[T](); t.Dtype != want {
		return nil, fmt.Errorf("safetensors: tensor %q has type %s, not %s", t.Name, t.Dtype, want)
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	var e T
	size := int(unsafe.Sizeof(e))
	n := len(t.Data) / size
	b := t.Data
	if !littleEndian {
		b = swapped(b, size)
	}
	if uintptr(unsafe.Pointer(unsafe.SliceData(b)))%unsafe.Alignof(e) != 0 {
		x := make([]T, n)
		copy(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(b)), b)
		return x, nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n), nil
}

// check tells whether type, shape and data agree.
func (t Tensor) check() error {
	n, err := sizeOf(t.Dtype, wide(t.Shape))
	if err == nil && n != int64(len(t.Data)) {
		err = fmt.Errorf("%s of shape %v has %d bytes, the data are %d", t.Dtype, t.Shape, n, len(t.Data))
	}
	if err != nil {
		return fmt.Errorf("safetensors: tensor %q: %w", t.Name, err)
	}
	return nil
}

func wide(shape []int) []int64 {
	s := make([]int64, len(shape))
	for i, d := range shape {
		s[i] = int64(d)
	}
	return s
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// swapped is a copy with the bytes of each element in the opposite order.
func swapped(b []byte, size int) []byte {
	b = slices.Clone(b)
	for e := range slices.Chunk(b, size) {
		slices.Reverse(e)
	}
	return b
}
