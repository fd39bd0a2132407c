// Package rowmajor is the one place where the tensors that a caller hands in are brought into the form that every loop of
// this library reads: elements in the order of the indices, the last fastest, without gaps.
//
// A *tensor.Dense need not be so. T only exchanges its strides until Transpose moves the numbers, Slice gives a view of
// another tensor's memory, AsFortran stores columns one after another, and a mask leaves elements out. Where they are
// is told by the strides alone: the flags (RequiresIterator, IsMaterializable, DataOrder) contradict them in some of
// these cases, Materialize then returns the tensor as it is, and Clone forgets that it was a view.
package rowmajor

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Is reports whether a value can be read as it lies in memory: a Gorgonia scalar, or a dense tensor with an axis or more,
// without gaps and mask, whose elements are in order. It allocates nothing.
func Is(v G.Value) bool {
	switch v := v.(type) {
	case *tensor.Dense:
		return v != nil && plain(v)
	case *G.F32:
		return v != nil
	case *G.F64:
		return v != nil
	case *G.I64, *G.I32, *G.I, *G.U8, *G.B:
		return !reflect.ValueOf(v).IsNil()
	}
	return false
}

func plain(d *tensor.Dense) bool {
	shape, strides := d.Shape(), d.Strides()
	if len(shape) == 0 || len(strides) != len(shape) || len(d.Mask()) > 0 || !d.IsNativelyAccessible() {
		return false
	}
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		if shape[i] != 1 && strides[i] != n {
			return false
		}
		n *= shape[i]
	}
	return len(d.Raw) == n*int(d.Dtype().Size())
}

// Of returns v itself if it Is in order, and else a copy of its elements as they are now; a tensor without axes becomes
// the Gorgonia scalar of its type over the same memory. What has no elements to read is an error: nil, sparse tensors,
// masked elements, types that are not numbers or booleans, memory of another device.
func Of(v G.Value) (G.Value, error) {
	if Is(v) {
		return v, nil
	}
	d, ok := v.(*tensor.Dense)
	switch {
	case v == nil || reflect.ValueOf(v).Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil():
		return nil, errors.New("it is nil")
	case !ok:
		return nil, fmt.Errorf("it is a %T: want a *tensor.Dense or a Gorgonia scalar", v)
	}
	strides, err := stridesOf(d)
	switch {
	case err != nil:
		return nil, err
	case d.Dims() == 0:
		return scalar(d)
	}
	out := tensor.New(tensor.Of(d.Dtype()), tensor.WithShape(d.Shape()...))
	move(layout{out.Raw, out.Strides()}, layout{d.Raw, strides}, d.Shape(), int(d.Dtype().Size()))
	return out, nil
}

// Dense is Of for a tensor that has axes.
func Dense(d *tensor.Dense) (*tensor.Dense, error) {
	v, err := Of(d)
	if err != nil {
		return nil, err
	}
	out, ok := v.(*tensor.Dense)
	if !ok {
		return nil, errors.New("it is a tensor without axes: give it the shape (1)")
	}
	return out, nil
}

// Copy overwrites the elements of dst with those of src, of its type and shape, wherever either has them in memory.
func Copy(dst, src *tensor.Dense) error {
	if dst == nil || src == nil || dst.Dtype() != src.Dtype() || !slices.Equal(dst.Shape(), src.Shape()) {
		return errors.New("tensors of one type and shape are copied")
	}
	if plain(dst) && plain(src) {
		copy(dst.Raw, src.Raw)
		return nil
	}
	to, err := stridesOf(dst)
	if err != nil {
		return err
	}
	from, err := stridesOf(src)
	if err != nil {
		return err
	}
	move(layout{dst.Raw, to}, layout{src.Raw, from}, dst.Shape(), int(dst.Dtype().Size()))
	return nil
}

// Scalar is the only element of a value as the Gorgonia scalar of its type, over the same memory.
func Scalar(v G.Value) (G.Value, error) {
	d, ok := v.(*tensor.Dense)
	if !ok {
		return Of(v)
	}
	if _, err := stridesOf(d); err != nil {
		return nil, err
	}
	return scalar(d)
}

func scalar(d *tensor.Dense) (G.Value, error) {
	p := unsafe.Pointer(unsafe.SliceData(d.Raw))
	for _, n := range d.Shape() {
		if n != 1 {
			return nil, errors.New("it has not one element")
		}
	}
	switch d.Dtype() {
	case tensor.Float32:
		return (*G.F32)(p), nil
	case tensor.Float64:
		return (*G.F64)(p), nil
	case tensor.Int64:
		return (*G.I64)(p), nil
	case tensor.Int32:
		return (*G.I32)(p), nil
	case tensor.Int:
		return (*G.I)(p), nil
	case tensor.Byte:
		return (*G.U8)(p), nil
	case tensor.Bool:
		return (*G.B)(p), nil
	}
	return nil, fmt.Errorf("there are no scalars of type %v", d.Dtype())
}
