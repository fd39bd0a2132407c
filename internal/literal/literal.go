// Package literal prints values for people as the Go literals that they are, shortened: nets.Mixture{Components: 16}. Fields that are
// zero, or not exported, are left out; there are no addresses, and never more than a line. It reads values and changes none.
package literal

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
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
	Packages bool                      // whether types have their package before them; that of a program, main, they never have
	Most     int                       // characters
	Skip     func(t reflect.Type) bool // leaves fields of such types out; nil: none

	few int // fields, and elements of lists, at the outermost level; 0: all
}

// Of prints any value.
func (p Printer) Of(v any) string { return p.shortened(reflect.ValueOf(v), true) }

func (p Printer) fields(v any) string { return p.shortened(reflect.ValueOf(v), false) }

// shortened prints as deep as fits, what is deeper as {...}; if not even the outermost fields fit, fewer of them; and cuts the rest.
// It comes from above, so that what is nested deep and wide takes no longer than what is printed of it.
func (p Printer) shortened(v reflect.Value, own bool) (s string) {
	const deepest = 6
	for depth := 1; depth <= deepest; depth++ {
		deeper := p.value(v, depth, own)
		if utf8.RuneCountInString(deeper) > p.Most || deeper == s {
			break
		}
		s = deeper
	}
	for p.few = 8; p.few > 0 && s == ""; p.few-- {
		if fewer := p.value(v, 1, own); utf8.RuneCountInString(fewer) <= p.Most {
			s = fewer
		}
	}
	if p.few = 0; s == "" {
		s = p.value(v, 0, own)
	}
	return Cut(s, p.Most)
}

// Cut ends a text that is longer than so many characters by "...".
func Cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:max(most-3, 0)]) + "..."
}

// Plain is a text of anybody's on one line: what cannot be printed is written as Go writes it in strings.
func Plain(s string) string {
	q := strconv.Quote(s)
	return strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), `\\`, `\`)
}

// A Speller is a type that is written otherwise than by its fields, as one that a function makes: print writes a part.
type Speller interface {
	Spell(print func(part any) string) string
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
	if v.CanInterface() && v.Type().Implements(speller) {
		return p.named(v.Interface().(Speller).Spell(func(part any) string { return p.part(part, depth-1) }), v)
	}
	if own && speaks(v) {
		if s, ok := spoken(v); ok {
			return p.named(s, v)
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return "&" + p.value(v.Elem(), depth, own)
	case reflect.Struct:
		return p.structure(v, depth)
	case reflect.Slice, reflect.Array:
		return p.list(v, depth)
	}
	return p.scalar(v)
}

// part prints what is in a Speller.
func (p Printer) part(v any, depth int) string {
	if depth < 0 {
		return "..."
	}
	return p.converted(reflect.ValueOf(v), depth, true)
}

// converted is what an interface has: a number with its type, layers.Normal(0.1).
func (p Printer) converted(v reflect.Value, depth int, own bool) string {
	s := p.value(v, depth, own)
	if !v.IsValid() {
		return s
	}
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
		return strconv.Quote(Cut(v.String(), 40))
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
		switch {
		case !f.IsExported() || v.Field(i).IsZero() || p.Skip != nil && p.Skip(f.Type):
			continue
		case depth == 0:
			return p.typeOf(v.Type()) + "{...}"
		case p.few > 0 && len(parts) == p.few:
			return p.typeOf(v.Type()) + "{" + strings.Join(parts, ", ") + ", ...}"
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
	if p.few > 0 && depth == 1 {
		shown = min(shown, p.few)
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
