package registry

import (
	"fmt"
	"go/token"
	"reflect"
	"strings"
)

// any writes what an interface holds, with its type.
func (w *writer) any(v reflect.Value, at place) error {
	e, pointer, ok := entryOf(v.Type())
	if !ok {
		return at.errorf("%s", unentered(v.Type()))
	}
	name := e.name
	if pointer {
		name = "*" + name
		if v.IsNil() {
			return w.typed(name, reflect.Zero(v.Type()), at)
		}
		v = v.Elem()
	}
	if !hasFields(e.of) || v.Kind() == reflect.Pointer && v.IsNil() {
		return w.typed(name, v, at)
	}
	for by := e.through; by != nil; by = throughOf(v.Type()) {
		s, err := by.to(v)
		if err != nil {
			return at.wrap(err)
		}
		v = s
	}
	return w.object(name, v, at)
}

// typed writes what is no struct beside its type.
func (w *writer) typed(name string, v reflect.Value, at place) error {
	w.WriteString(`{"type":`)
	_ = w.text(name)
	w.WriteString(`,"value":`)
	err := w.value(v, at.deeper())
	w.WriteByte('}')
	return err
}

// unentered says what to do about a type that files cannot name.
func unentered(t reflect.Type) string {
	of := t
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
		if direct(of) {
			return fmt.Sprintf("a %v cannot be written: what a pointer leads to must be something that cannot be nil", t)
		}
	}
	if _, err := nameOf(of); err != nil {
		return fmt.Sprintf("a %v cannot be written: %v", t, err)
	}
	if strings.HasPrefix(of.PkgPath()+"/", module) && !token.IsExported(of.Name()) {
		return fmt.Sprintf("a %v has no form in files", t)
	}
	if err := enterable(of); err != nil {
		return fmt.Sprintf("%v, of package %s, cannot be written: %v", t, of.PkgPath(), err)
	}
	return fmt.Sprintf("%v, of package %s, cannot be written: enter it at start, training.Register(%v{})", t, of.PkgPath(), of)
}
