package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
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

func (r *reader) convert(by *through, s, v reflect.Value, at place) error {
	out, err := by.from(s)
	if err != nil {
		return at.wrap(err)
	}
	v.Set(out)
	return nil
}

// any makes what an interface holds, of the type that the text names.
func (r *reader) any(b []byte, v reflect.Value, at place) error {
	all, err := objectOf(b, "an object with a type")
	if err != nil {
		return at.wrap(err)
	}
	name, rest, err := typeOf(all)
	if err != nil {
		return at.wrap(err)
	}
	e, pointer, err := named(name)
	if err != nil {
		return at.wrap(err)
	}
	x := reflect.New(e.of)
	held := x.Elem()
	if pointer {
		held = x
	}
	switch {
	case !held.Type().AssignableTo(v.Type()):
		return at.errorf("%s is no %v", name, v.Type())
	case len(rest) == 1 && rest[0].key == "value" && string(rest[0].value) == "null" && held.Kind() == reflect.Pointer:
		held = reflect.Zero(held.Type())
	case !hasFields(e.of):
		if len(rest) != 1 || rest[0].key != "value" {
			return at.errorf("a %s is written as its type and its value", name)
		}
		err = r.value(rest[0].value, x.Elem(), at.deeper())
	default:
		err = r.fieldsOf(rest, x.Elem(), at)
	}
	if err != nil {
		return err
	}
	v.Set(held)
	return nil
}

// fieldsOf sets v to a struct of the fields, or to what it is made of.
func (r *reader) fieldsOf(all []member, v reflect.Value, at place) error {
	by := throughOf(v.Type())
	if by == nil {
		return r.fields(all, v, at)
	}
	s := reflect.New(by.as).Elem()
	if err := r.fieldsOf(all, s, at.deeper()); err != nil {
		return err
	}
	return r.convert(by, s, v, at)
}

// typeOf takes the type from the members of an object.
func typeOf(all []member) (name string, rest []member, err error) {
	for i, m := range all {
		if m.key == "type" {
			name, err = readText(m.value)
			return name, append(all[:i:i], all[i+1:]...), err
		}
	}
	return "", nil, errors.New("the type is missing")
}

// named finds a type by the name that a file has.
func named(name string) (e *entry, pointer bool, err error) {
	bare, pointer := strings.CutPrefix(name, "*")
	entered.RLock()
	defer entered.RUnlock()
	if e = entered.names[bare]; e == nil {
		return nil, false, unknown(bare)
	}
	if pointer && direct(e.of) {
		return nil, false, fmt.Errorf("no pointer to a %s is written: the file is damaged", bare)
	}
	return e, pointer, nil
}

// unknown says what to do about a type that the program has not.
func unknown(name string) error {
	path := name[:max(strings.LastIndex(name, "."), 0)]
	switch first, _, _ := strings.Cut(path, "/"); {
	case path == "" || path == "main":
		return fmt.Errorf("the type %q is not known: it is of the program that wrote the file; enter it at start, training.Register, or give the network with LoadInto", clip([]byte(name)))
	case !strings.Contains(first, "."):
		path = module + path
	}
	return fmt.Errorf("the type %q is not known to this program: import %q, or %q for all types of the library, or give the network with LoadInto", clip([]byte(name)), path, module+"all")
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
			return at.errorf("%v has no field %q: the file was written by a newer version, or is damaged", v.Type(), clip([]byte(m.key)))
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
