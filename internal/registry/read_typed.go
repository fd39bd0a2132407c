package registry

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

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
	switch {
	case path == "" || path == "main":
		return fmt.Errorf("the type %q is not known: it is of the program that wrote the file; enter it at start, training.Register, or give the network with LoadInto", clip([]byte(name)))
	case strings.ContainsAny(path, "./"): // all types of the library are in folders of its own
		return fmt.Errorf("the type %q is not known to this program: import %q and, unless it does so itself, enter the type at start, training.Register, or give the network with LoadInto", clip([]byte(name)), path)
	}
	return fmt.Errorf("the type %q is not known to this program: import %q, or %q for all types of the library, or give the network with LoadInto", clip([]byte(name)), module+path, module+"all")
}
