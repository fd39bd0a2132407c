package rowmajor

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gorgonia.org/tensor"
)

// stridesOf checks that the elements of a tensor can be read and returns a stride for each axis, in elements.
func stridesOf(d *tensor.Dense) ([]int, error) {
	dt := d.Dtype()
	switch {
	case dt.Type == nil || len(d.Raw) == 0 && !slices.Contains(d.Shape(), 0):
		return nil, errors.New("it is a tensor without memory")
	case !d.IsNativelyAccessible():
		return nil, errors.New("its memory is that of another device")
	case dt.Kind() != reflect.Bool && (dt.Kind() < reflect.Int || dt.Kind() > reflect.Complex128):
		return nil, fmt.Errorf("its elements are %v: want numbers", dt)
	}
	if hidden := countTrue(d.Mask()); hidden > 0 {
		return nil, fmt.Errorf("%d of its elements are masked, so they have no value: fill them first (FilledInplace), or drop the mask (SetMask(nil))", hidden)
	}
	strides := d.Strides()
	if len(strides) != d.Dims() {
		strides = vectorStrides(d)
	}
	if strides == nil && d.Dims() > 0 {
		return nil, fmt.Errorf("it has %d strides for %d axes", len(d.Strides()), d.Dims())
	}
	last := 0
	for i, n := range d.Shape() {
		if n == 0 {
			return strides, nil
		}
		if strides[i] < 0 {
			return nil, fmt.Errorf("its axis %d has stride %d", i, strides[i])
		}
		last += (n - 1) * strides[i]
	}
	if size := int(dt.Size()); len(d.Raw) < (last+1)*size {
		return nil, fmt.Errorf("its last element is number %d of a memory of %d", last, len(d.Raw)/size)
	}
	return strides, nil
}

// vectorStrides are those of a tensor in which one axis at most has another extent than 1: package tensor keeps one stride
// for it, or none.
func vectorStrides(d *tensor.Dense) []int {
	strides, long := make([]int, d.Dims()), 0
	for i, n := range d.Shape() {
		if strides[i] = 1; n == 1 {
			continue
		}
		long++
		if len(d.Strides()) > 0 {
			strides[i] = d.Strides()[0]
		}
	}
	if long > 1 {
		return nil
	}
	return strides
}

func countTrue(mask []bool) (n int) {
	for _, m := range mask {
		if m {
			n++
		}
	}
	return n
}

// layout is the memory of a tensor and its strides.
type layout struct {
	raw     []byte
	strides []int
}

// move copies elements of so many bytes, axis by axis.
func move(dst, src layout, shape []int, size int) {
	if len(shape) == 0 {
		copy(dst.raw[:size], src.raw[:size])
		return
	}
	to, from := dst.strides[0]*size, src.strides[0]*size
	for i := range shape[0] {
		if len(shape) == 1 {
			copy(dst.raw[i*to:i*to+size], src.raw[i*from:])
			continue
		}
		move(layout{dst.raw[i*to:], dst.strides[1:]}, layout{src.raw[i*from:], src.strides[1:]}, shape[1:], size)
	}
}
