package registry

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"gorgonia.org/tensor"
)

// TensorSink takes the tensors of a value that is being written. It may keep them: they are in the order of their elements, and over
// the memory of the value where that is possible.
type TensorSink interface {
	Put(name string, t *tensor.Dense) error
}

// TensorSource gives the tensors of a value that is being read. Each is asked for once at most and belongs to the value from then on.
type TensorSource interface {
	Get(name string) (*tensor.Dense, error)
}

// Tensors is what a set of named tensors is written as, for EnterThrough: the names in their order and which of them are states. The names
// in the file are Prefix, the field's path, and the tensor's own.
type Tensors struct {
	Names  []string
	Values []*tensor.Dense
	States []string
}

// inText is how many numbers in a row are written in the text at most.
const inText = 32

// Prefix begins the names of all tensors that are written: parameters keep names of their own, which must not begin so.
const Prefix = "@/"

// kinds are the numbers that tensors have, by their kind: what depends on the machine is as wide as it can be.
var kinds = map[reflect.Kind]reflect.Type{
	reflect.Int: reflect.TypeFor[int64](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint64](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
}

// numbers is the type of the elements of a tensor for slices and arrays of t, nil if they are written one by one.
func numbers(t reflect.Type) reflect.Type {
	if throughOf(t) != nil || constantsOf(t) != nil {
		return nil
	}
	return kinds[t.Kind()]
}

// flat is a slice or an array of numbers as a slice of a tensor's.
func flat(v reflect.Value, of reflect.Type) reflect.Value {
	if want := reflect.SliceOf(of); v.Type().ConvertibleTo(want) {
		return v.Convert(want)
	}
	out := reflect.MakeSlice(reflect.SliceOf(of), v.Len(), v.Len())
	for i := range v.Len() {
		out.Index(i).Set(v.Index(i).Convert(of))
	}
	return out
}

// unflat sets a slice, made anew, or an array to the numbers of a tensor's.
func unflat(v, from reflect.Value) error {
	if v.Kind() == reflect.Slice {
		if from.Type().ConvertibleTo(v.Type()) {
			v.Set(from.Convert(v.Type()))
			return nil
		}
		v.Set(reflect.MakeSlice(v.Type(), from.Len(), from.Len()))
	}
	if v.Len() != from.Len() {
		return fmt.Errorf("the tensor has %d numbers: want %d", from.Len(), v.Len())
	}
	to := v.Type().Elem()
	for i := range from.Len() {
		x := from.Index(i)
		if y := x.Convert(to); y.Convert(x.Type()).Interface() == x.Interface() || y.Kind() == reflect.Float32 || y.Kind() == reflect.Float64 {
			v.Index(i).Set(y)
			continue
		}
		return fmt.Errorf("number %d of the tensor, %v, is none of %v", i, x, to)
	}
	return nil
}

// keepable is a tensor in the form that files have: with axes, in the order of its elements, of numbers of a width.
func keepable(t *tensor.Dense) (*tensor.Dense, error) {
	t, err := rowmajor.Dense(t)
	if err != nil {
		return nil, err
	}
	return t, keptType(t.Dtype())
}

func keptType(dt tensor.Dtype) error {
	if dt.Type == nil || dt != tensor.Bool && kinds[dt.Kind()] != dt.Type {
		return fmt.Errorf("a tensor of %v cannot be written: use float32, float64, integers of a width, or booleans", dt)
	}
	return nil
}

func (w *writer) put(name string, t *tensor.Dense) error {
	if w.sink == nil {
		return errors.New("there is nowhere to write tensors to")
	}
	return w.sink.Put(name, t)
}

func (r *reader) get(name string) (*tensor.Dense, error) {
	switch {
	case r.source == nil:
		return nil, errors.New("there is nowhere to read tensors from")
	case r.taken[name]:
		return nil, fmt.Errorf("the tensor %q is used twice: each belongs to one field", name)
	}
	r.taken[name] = true
	t, err := r.source.Get(name)
	if err != nil {
		return nil, err
	}
	if t, err = keepable(t); err != nil {
		return nil, fmt.Errorf("the tensor %q: %w", name, err)
	}
	return t, nil
}
