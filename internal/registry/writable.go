package registry

import (
	"fmt"
	"math"
	"reflect"

	"gorgonia.org/tensor"
)

var (
	denseType   = reflect.TypeFor[*tensor.Dense]()
	dtypeType   = reflect.TypeFor[tensor.Dtype]()
	tensorsType = reflect.TypeFor[Tensors]()
)

// writable refuses a type of which no value, or not every value, could be written: where it is entered, not when a day of training is to
// be saved. Functions pass, as they may have been entered by name. The lock is held.
func writable(t reflect.Type, seen map[reflect.Type]bool) error {
	if seen[t] || t == denseType || t == dtypeType || t == tensorsType {
		return nil
	}
	seen[t] = true
	if e := entered.types[t]; e != nil && e.through != nil {
		return nil
	}
	switch t.Kind() {
	case reflect.Complex64, reflect.Complex128, reflect.Uintptr, reflect.Chan, reflect.UnsafePointer:
		return fmt.Errorf("a %v cannot be written", t)
	case reflect.Pointer:
		if direct(t.Elem()) {
			return fmt.Errorf("a %v cannot be written: what a pointer leads to must be something that cannot be nil", t)
		}
		return writable(t.Elem(), seen)
	case reflect.Slice, reflect.Array:
		return writable(t.Elem(), seen)
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return fmt.Errorf("a %v cannot be written: keys are strings", t)
		}
		return writable(t.Elem(), seen)
	case reflect.Struct:
		return writableFields(t, seen)
	}
	return nil
}

// enterable refuses a type that Enter would panic at, so that nobody is told to enter it.
func enterable(t reflect.Type) error {
	entered.RLock()
	defer entered.RUnlock()
	return writable(t, map[reflect.Type]bool{})
}

// direct types have a nil of their own, which a pointer to them could not be told from.
func direct(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Func:
		return true
	}
	return false
}

func writableFields(t reflect.Type, seen map[reflect.Type]bool) error {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" {
			continue
		}
		if !f.IsExported() {
			return fmt.Errorf("%v has the hidden field %s, and files have exported fields alone: export it, or do without", t, f.Name)
		}
		if err := writable(f.Type, seen); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// plain is what a type is written as in the end.
func plain(t reflect.Type) reflect.Type {
	for by := throughOf(t); by != nil; by = throughOf(t) {
		t = by.as
	}
	return t
}

// hasFields reports whether values of a type are objects of their fields, beside which their type can stand.
func hasFields(t reflect.Type) bool {
	t = plain(t)
	return t.Kind() == reflect.Struct && t != dtypeType && t != tensorsType
}

// zero reports whether a value is that of a variable that nothing was assigned to. A minus zero is not, as it is to reflect's
// IsZero.
func zero(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		return math.Float64bits(v.Float()) == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !zero(v.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Array:
		for i := range v.Len() {
			if !zero(v.Index(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}
