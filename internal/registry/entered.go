package registry

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Types are those that have been entered, for tests that want them all. One that is written through another is among them.
func Types() []reflect.Type {
	entered.RLock()
	defer entered.RUnlock()
	var types []reflect.Type
	for _, e := range entered.names {
		types = append(types, e.of)
	}
	return types
}

// Constants are the values of an enumeration that have names, in order; nil if a type is none.
func Constants(t reflect.Type) []int64 {
	c := constantsOf(t)
	if c == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.names))
}

// Entered reports whether values of a type can be written in an interface.
func Entered(t reflect.Type) bool {
	_, _, ok := entryOf(t)
	return ok
}

// Hidden reports whether a type, or what it points to, is written through another.
func Hidden(t reflect.Type) bool {
	e, _, ok := entryOf(t)
	return ok && e.through != nil
}

// Promise lists what files may have, in order: each type, each field of it and each constant, a line. What has been in a list of a
// version that was released must be in all later ones.
func Promise() (lines []string) {
	entered.RLock()
	names := maps.Clone(entered.names)
	entered.RUnlock()
	for name, e := range names {
		t := plain(e.of)
		if !hasFields(e.of) {
			lines = append(lines, name+" "+form(t))
			for _, constant := range constantNames(t) {
				lines = append(lines, name+" "+constant)
			}
			continue
		}
		lines = append(lines, name)
		lines = append(lines, fieldLines(name, t, map[reflect.Type]bool{})...)
	}
	slices.Sort(lines)
	return lines
}

// fieldLines are those of a struct and of the structs within it, whose types have no names in files.
func fieldLines(path string, t reflect.Type, above map[reflect.Type]bool) (lines []string) {
	above[t] = true
	defer delete(above, t)
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s.%s %s", path, f.Name, form(f.Type)))
		in := f.Type
		for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice || in.Kind() == reflect.Array || in.Kind() == reflect.Map {
			in = in.Elem()
		}
		if in = plain(in); hasFields(in) && in != denseType.Elem() && !above[in] {
			lines = append(lines, fieldLines(path+"."+f.Name, in, above)...)
		}
	}
	return lines
}

// form is what stands in a file for values of a type.
func form(t reflect.Type) string {
	switch t = plain(t); {
	case constantsOf(t) != nil:
		return "constant"
	case t == denseType || t == tensorsType:
		return "tensors"
	case t == dtypeType:
		return "dtype"
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map:
		return t.Kind().String() + " of " + form(t.Elem())
	case t.Kind() == reflect.Pointer:
		return form(t.Elem())
	}
	return t.Kind().String()
}

func constantNames(t reflect.Type) []string {
	c := constantsOf(t)
	if c == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.values))
}
