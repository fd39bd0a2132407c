package literal

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

var (
	stringer = reflect.TypeFor[fmt.Stringer]()
	speller  = reflect.TypeFor[Speller]()
)

// nilable reports whether v may be asked if it is nil.
func nilable(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan:
		return true
	}
	return false
}

// names are those of values that programs call by one.
var names = map[any]string{}

// Name says what a value is called, "layers.LecunNormal": at the start of the program, by the package that declares it.
func Name(v any, name string) { names[v] = name }

// known prints what has a name, and what has a shape.
func (p Printer) known(v reflect.Value) (string, bool) {
	if len(names) > 0 && v.CanInterface() && v.Comparable() {
		if name, ok := names[v.Interface()]; ok {
			return p.named(name, v), true
		}
	}
	return shaped(v)
}

// shaped prints tensors, and nodes of graphs, by their shapes, and types of numbers by their names.
func shaped(v reflect.Value) (string, bool) {
	if !v.CanInterface() {
		return "", false
	}
	switch x := v.Interface().(type) {
	case tensor.Dtype:
		if x.Type == nil {
			return "nil", true
		}
		return x.String(), true
	case tensor.Shape:
		return build.ShapeString(x), true
	case interface {
		Shape() tensor.Shape
		Dtype() tensor.Dtype
	}:
		if k := v.Kind(); k == reflect.Pointer || k == reflect.Struct {
			return shapeOf(x, v), true
		}
	}
	return "", false
}

func shapeOf(x interface {
	Shape() tensor.Shape
	Dtype() tensor.Dtype
}, v reflect.Value) (s string) {
	defer func() {
		if recover() != nil { // a zero tensor has no type
			s = reflect.Indirect(v).Type().String()
		}
	}()
	return fmt.Sprintf("%s %v", build.ShapeString(x.Shape()), x.Dtype())
}

// speaks reports whether v prints itself: a String of a type that keeps what it is in hidden fields, or of no struct, unless that
// writes the literal, as the printer does in its own way.
func speaks(v reflect.Value) bool {
	t := v.Type()
	if !t.Implements(stringer) || !v.CanInterface() {
		return false
	}
	if known, ok := speaking.Load(t); ok {
		return known.(bool)
	}
	yes := hides(t) && !literally(t)
	speaking.Store(t, yes)
	return yes
}

// speaking is what was found of types: to ask again at each level of what is nested would take exponentially long.
var speaking sync.Map

// hides reports whether the fields of a type do not say what it is.
func hides(t reflect.Type) bool {
	t = pointee(t)
	if t.Kind() != reflect.Struct {
		return true
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return true
		}
	}
	return false
}

// literally reports whether the String of a type's zero value is a literal.
func literally(t reflect.Type) bool {
	v := reflect.Zero(t)
	if t.Kind() == reflect.Pointer {
		v = reflect.New(t.Elem())
	}
	s, ok := spoken(v)
	return ok && strings.HasPrefix(strings.TrimPrefix(s, "&"), pointee(t).String()+"{")
}

func pointee(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// spoken is the String of v in one line, false if it panics.
func spoken(v reflect.Value) (s string, ok bool) {
	defer func() { ok = recover() == nil && ok }()
	s = v.Interface().(fmt.Stringer).String()
	return strings.Join(strings.Fields(s), " "), true
}

// named takes the package off the beginning of what a type says of itself, where no others have one.
func (p Printer) named(s string, v reflect.Value) string {
	pkg, _, dot := strings.Cut(pointee(v.Type()).String(), ".")
	if dot && (!p.Packages || pkg == "main") {
		s = strings.TrimPrefix(s, pkg+".")
	}
	return Cut(s, p.Most)
}

// typeOf is the name of a type, as the printer writes it.
func (p Printer) typeOf(t reflect.Type) string {
	if p.Packages {
		return strings.ReplaceAll(t.String(), "main.", "")
	}
	return qualifier.ReplaceAllString(t.String(), "")
}

// qualifier is a package before a name, with its path in the parameters of generic types.
var qualifier = regexp.MustCompile(`([\w\-.]+/)*\w+\.`)

// closure ends the name of a function without one.
var closure = regexp.MustCompile(`(\.func\d+|\.\d+|-range\d+|\.gowrap\d+)$`)

// function is the name of a function that has one, layers.LecunNormal; of a closure, whose name would be that of some function that
// it was made in, it is func.
func (p Printer) function(v reflect.Value) string {
	f := runtime.FuncForPC(v.Pointer())
	if f == nil {
		return "func"
	}
	name := f.Name()
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	pkg, short, _ := strings.Cut(strings.TrimSuffix(name, "-fm"), ".")
	switch {
	case short == "" || closure.MatchString(name) || strings.HasPrefix(short, "glob."):
		return "func"
	case p.Packages && pkg != "main":
		return pkg + "." + short
	}
	return short
}
