package registry

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// reader makes one value of its text.
type reader struct {
	source TensorSource
	taken  map[string]bool // tensors
	left   int             // bytes of memory that may be asked for beyond what text takes
}

// Read sets what into points to to the value of a text that Write made; on an error it is left as it was.
func Read(raw json.RawMessage, into any, t TensorSource) error {
	p := reflect.ValueOf(into)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("a value is read into a pointer, not a %T", into)
	}
	b, err := compact(raw)
	if err != nil {
		return err
	}
	// Each element of a list has two bytes of text at least, and those of our types a few hundred bytes of memory at most.
	r := &reader{source: t, taken: map[string]bool{}, left: 1<<20 + 64*len(raw)}
	v := reflect.New(p.Type().Elem()).Elem()
	if err := r.value(b, v, place{}); err != nil {
		return err
	}
	p.Elem().Set(v)
	return nil
}

// value sets v, which is zero, to what a text says.
func (r *reader) value(b []byte, v reflect.Value, at place) error {
	if at.depth > maxDepth {
		return at.errorf("it is nested deeper than %d values", maxDepth)
	}
	t := v.Type()
	if string(b) == "null" && (direct(t) || t == dtypeType) {
		return nil
	}
	if by := throughOf(t); by != nil {
		s := reflect.New(by.as).Elem()
		if err := r.value(b, s, at.deeper()); err != nil {
			return err
		}
		return r.convert(by, s, v, at)
	}
	if c := constantsOf(t); c != nil {
		return at.maybe(c.read(b, v))
	}
	switch t {
	case denseType:
		return at.maybe(r.dense(b, v))
	case dtypeType:
		dt, err := readDtype(b)
		v.Set(reflect.ValueOf(dt))
		return at.maybe(err)
	case tensorsType:
		return r.tensors(b, v, at)
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(string(b) == "true")
		if string(b) != "true" && string(b) != "false" {
			return at.errorf("%s is neither true nor false", clip(b))
		}
	case reflect.String:
		s, err := readText(b)
		v.SetString(s)
		return at.maybe(err)
	case reflect.Struct:
		return r.object(b, v, at)
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		return r.value(b, v.Elem(), at.deeper())
	case reflect.Interface:
		return r.any(b, v, at)
	case reflect.Slice, reflect.Array:
		return r.list(b, v, at)
	case reflect.Map:
		return r.table(b, v, at)
	case reflect.Func:
		return at.maybe(readFunction(b, v))
	case reflect.Complex64, reflect.Complex128, reflect.Uintptr, reflect.Chan, reflect.UnsafePointer:
		return at.errorf("a %v cannot be read", t)
	default:
		return at.maybe(readNumber(b, v))
	}
	return nil
}

// object sets a struct.
func (r *reader) object(b []byte, v reflect.Value, at place) error {
	all, err := objectOf(b, "an object of fields")
	if err != nil {
		return at.wrap(err)
	}
	return r.fields(all, v, at)
}

func (r *reader) fields(all []member, v reflect.Value, at place) error {
	for _, m := range all {
		f, ok := v.Type().FieldByName(m.key)
		if !ok || !f.IsExported() || len(f.Index) > 1 {
			return at.errorf("%s has no field %q: the file was written by a newer version, or is damaged", label(v.Type()), clip([]byte(m.key)))
		}
		if err := r.value(m.value, v.FieldByIndex(f.Index), at.field(m.key)); err != nil {
			return err
		}
	}
	return nil
}

func objectOf(b []byte, want string) ([]member, error) {
	if b[0] != '{' {
		return nil, fmt.Errorf("%s: want %s", clip(b), want)
	}
	return members(b)
}

// maybe wraps an error if there is one.
func (p place) maybe(err error) error {
	if err == nil {
		return nil
	}
	return p.wrap(err)
}

// dense is a tensor, which the text names.
func (r *reader) dense(b []byte, v reflect.Value) error {
	name, err := tensorName(b)
	if err != nil {
		return err
	}
	t, err := r.get(name)
	if err == nil {
		v.Set(reflect.ValueOf(t))
	}
	return err
}
