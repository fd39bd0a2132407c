package safetensors

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"gorgonia.org/tensor"
)

// dtypes are the types that tensors have in memory too, and makers make one of them.
var dtypes = map[tensor.Dtype]string{
	tensor.Bool: "BOOL", tensor.Int8: "I8", tensor.Uint8: "U8", tensor.Int16: "I16", tensor.Uint16: "U16", tensor.Int32: "I32",
	tensor.Uint32: "U32", tensor.Int64: "I64", tensor.Uint64: "U64", tensor.Float32: "F32", tensor.Float64: "F64",
}

var makers = map[string]func(Tensor) (*tensor.Dense, error){
	"BOOL": booleans, "I8": dense[int8], "U8": dense[uint8], "I16": dense[int16], "U16": dense[uint16], "I32": dense[int32],
	"U32": dense[uint32], "I64": dense[int64], "U64": dense[uint64], "F32": dense[float32], "F64": dense[float64],
}

// OfDense is a tensor in the order of its elements, over the memory of d where it lies so and the machine is little endian.
// Types whose width depends on the machine (int, uint) are refused, and so are tensors without axes, which this library has not.
func OfDense(name string, d *tensor.Dense) (Tensor, error) {
	d, err := rowmajor.Dense(d)
	if err != nil {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q: %w", name, err)
	}
	dtype, ok := dtypes[d.Dtype()]
	if !ok {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q has the type %v, which files do not have", name, d.Dtype())
	}
	b := d.Raw
	if !littleEndian {
		b = swapped(b, int(sizes[dtype]))
	}
	t := Tensor{name, dtype, slices.Clone(d.Shape()), b}
	return t, t.check()
}

// Dense is the tensor as networks take it, over the memory of Data where that is possible; a scalar gets an axis, (1). It is an
// error if it is empty, or of a type of floats of 16 bits, which Gorgonia does not have.
func (t Tensor) Dense() (*tensor.Dense, error) {
	if slices.Contains(t.Shape, 0) {
		return nil, fmt.Errorf("safetensors: tensor %q of shape %v is empty, which tensors in a network cannot be", t.Name, t.Shape)
	}
	maker, ok := makers[t.Dtype]
	if !ok {
		return nil, fmt.Errorf("safetensors: tensor %q has type %s, which networks do not compute with: convert it to F32", t.Name, t.Dtype)
	}
	return maker(t)
}

func dense[T Number](t Tensor) (*tensor.Dense, error) {
	x, err := Values[T](t)
	if err != nil {
		return nil, err
	}
	return over(t, x), nil
}

// booleans are bytes of 0 and 1: another one would be a bool that is neither true nor false.
func booleans(t Tensor) (*tensor.Dense, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	x := make([]bool, len(t.Data))
	for i, b := range t.Data {
		if b > 1 {
			return nil, fmt.Errorf("safetensors: tensor %q: its boolean %d is %d, neither 0 nor 1", t.Name, i, b)
		}
		x[i] = b == 1
	}
	return over(t, x), nil
}

func over[T any](t Tensor, x []T) *tensor.Dense {
	shape := slices.Clone(t.Shape)
	if len(shape) == 0 {
		shape = []int{1}
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x))
}
