package registrytest

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// Difference says where two values differ in a bit, or in nil and empty, hidden fields included; it is empty if they do not.
// Functions are the same if their code is.
func Difference(a, b any) string { return differ(reflect.ValueOf(a), reflect.ValueOf(b), "value") }

func differ(a, b reflect.Value, path string) string {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return fmt.Sprintf("%s: %v and %v", path, a, b)
	}
	if !a.IsValid() {
		return ""
	}
	same := true
	switch a.Kind() {
	case reflect.Float32, reflect.Float64:
		same = math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		same = a.Equal(b)
	case reflect.Struct:
		for i := range a.NumField() {
			if d := differ(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name); d != "" {
				return d
			}
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		same = a.Pointer() == b.Pointer()
	case reflect.Array, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return differWithin(a, b, path)
	}
	if !same {
		return fmt.Sprintf("%s: %v and %v", path, a, b)
	}
	return ""
}

func differWithin(a, b reflect.Value, path string) string {
	if k := a.Kind(); k != reflect.Array && a.IsNil() != b.IsNil() || (k == reflect.Slice || k == reflect.Map) && a.Len() != b.Len() {
		return fmt.Sprintf("%s: %v and %v", path, a, b)
	}
	switch {
	case a.Kind() == reflect.Map:
		for _, key := range slices.SortedFunc(maps.Keys(keys(a)), strings.Compare) {
			k := keys(a)[key]
			if d := differ(a.MapIndex(k), b.MapIndex(k), path+"["+key+"]"); d != "" {
				return d
			}
		}
	case a.Type() == reflect.TypeFor[*tensor.Dense]():
		return differDense((*tensor.Dense)(a.UnsafePointer()), (*tensor.Dense)(b.UnsafePointer()), path)
	case a.Kind() == reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return ""
		}
		return differ(a.Elem(), b.Elem(), path)
	case a.Kind() == reflect.Interface:
		return differ(a.Elem(), b.Elem(), path)
	default:
		for i := range a.Len() {
			if d := differ(a.Index(i), b.Index(i), fmt.Sprintf("%s[%d]", path, i)); d != "" {
				return d
			}
		}
	}
	return ""
}

func keys(m reflect.Value) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	for _, k := range m.MapKeys() {
		all[fmt.Sprint(k)] = k
	}
	return all
}

func differDense(a, b *tensor.Dense, path string) string {
	if a == nil || b == nil {
		return ""
	}
	if !slices.Equal(a.Shape(), b.Shape()) || a.Dtype() != b.Dtype() || !bytes.Equal(a.Raw, b.Raw) {
		return fmt.Sprintf("%s: %v and %v", path, a, b)
	}
	return ""
}

// Tensors are a file of tensors for tests: a sink and a source.
type Tensors map[string]*tensor.Dense

// Put keeps a tensor; a name that is there already is an error.
func (s Tensors) Put(name string, t *tensor.Dense) error {
	if s[name] != nil {
		return fmt.Errorf("the tensor %q is written twice", name)
	}
	s[name] = t.Clone().(*tensor.Dense)
	return nil
}

// Get is a copy of what was put.
func (s Tensors) Get(name string) (*tensor.Dense, error) {
	if s[name] == nil {
		return nil, fmt.Errorf("there is no tensor %q", name)
	}
	return s[name].Clone().(*tensor.Dense), nil
}
