// Package literal prints values for people as the Go literals that they are, shortened: nets.Mixture{Components: 16}. Fields that are
// zero, or not exported, are left out; there are no addresses, and never more than a line. It reads values and changes none.
package literal

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Most is how many characters Of and Fields print at most.
const Most = 160

// Of prints any value. A type that keeps something in fields that are not exported, or is a number, prints itself if it has a
// String.
func Of(v any) string { return Printer{Packages: true, Most: Most}.Of(v) }

// Fields is Of for the String method of v itself, which Of would call.
func Fields(v any) string { return Printer{Packages: true, Most: Most}.fields(v) }

// Printer prints literals.
type Printer struct {
	Packages bool // whether types have their package before them; that of a program, main, they never have
	Most     int  // characters
}

// Of prints any value.
func (p Printer) Of(v any) string { return p.shortened(reflect.ValueOf(v), true) }

func (p Printer) fields(v any) string { return p.shortened(reflect.ValueOf(v), false) }

// shortened prints what is nested deepest as {...} until the rest fits, and cuts what does not even then.
func (p Printer) shortened(v reflect.Value, own bool) (s string) {
	const deepest = 6
	for depth := deepest; depth >= 0; depth-- {
		if s = p.value(v, depth, own); len([]rune(s)) <= p.Most {
			return s
		}
	}
	return cut(s, p.Most)
}

// cut ends a text that is longer than so many characters by "...".
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:max(most-3, 0)]) + "..."
}

// value prints v down to a depth; own is whether a String of v's is used.
func (p Printer) value(v reflect.Value, depth int, own bool) string {
	if !v.IsValid() {
		return "nil"
	}
	if v.Kind() == reflect.Interface || nilable(v) && v.IsNil() {
		if v.IsNil() {
			return "nil"
		}
		return p.converted(v.Elem(), depth, own)
	}
	if s, ok := p.known(v); ok {
		return s
	}
	if own && speaks(v) {
		if s, ok := spoken(v); ok {
			return p.named(s, v)
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return "&" + p.value(v.Elem(), depth, own && !v.Type().Implements(stringer))
	case reflect.Struct:
		return p.structure(v, depth)
	case reflect.Slice, reflect.Array:
		return p.list(v, depth)
	}
	return p.scalar(v)
}

// converted is what an interface has: a number with its type, layers.Normal(0.1).
func (p Printer) converted(v reflect.Value, depth int, own bool) string {
	s := p.value(v, depth, own)
	if t := v.Type(); t.PkgPath() != "" && s != "" && strings.ContainsRune("-+.0123456789tfNI\"", rune(s[0])) && (t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String) {
		return p.typeOf(t) + "(" + s + ")"
	}
	return s
}

func (p Printer) scalar(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Map:
		return fmt.Sprintf("%s of %d", p.typeOf(v.Type()), v.Len())
	case reflect.Func:
		return p.function(v)
	case reflect.String:
		return strconv.Quote(cut(v.String(), 40))
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', 6, 64)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', 6, 128)
	case reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
		return p.typeOf(v.Type())
	}
	if v.CanInt() {
		return strconv.FormatInt(v.Int(), 10)
	}
	return strconv.FormatUint(v.Uint(), 10)
}

// structure prints the fields that are exported and not zero.
func (p Printer) structure(v reflect.Value, depth int) string {
	var parts []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || v.Field(i).IsZero() {
			continue
		}
		if depth == 0 {
			return p.typeOf(v.Type()) + "{...}"
		}
		parts = append(parts, f.Name+": "+p.value(v.Field(i), depth-1, true))
	}
	return p.typeOf(v.Type()) + "{" + strings.Join(parts, ", ") + "}"
}

// list prints up to ten elements, or the first three of more.
func (p Printer) list(v reflect.Value, depth int) string {
	n := v.Len()
	shown := n
	if n > 10 {
		shown = 3
	}
	named := v.Type().Name() != ""
	if depth == 0 && n > 0 && (named || v.Type().Elem().Kind() > reflect.Complex128) {
		shown = 0
	}
	parts := make([]string, shown, shown+1)
	for i := range parts {
		parts[i] = p.value(v.Index(i), depth-1, true)
	}
	switch {
	case shown == 0 && n > 0:
		parts = append(parts, "...")
	case shown < n:
		parts = append(parts, fmt.Sprintf("... %d in all", n))
	}
	if named {
		return p.typeOf(v.Type()) + "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, " ") + "]"
}
