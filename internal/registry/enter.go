package registry

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// module is left out of the names of its own packages.
const module = "github.com/deepprob/deepprob/"

// entry is a type that files may name.
type entry struct {
	name    string
	of      reflect.Type
	through *through // nil: it is written as it is
}

// through is how a type is written as another.
type through struct {
	as       reflect.Type
	to, from func(reflect.Value) (reflect.Value, error)
}

// entered is all that has been entered, by packages as they start and by programs.
var entered = struct {
	sync.RWMutex
	names     map[string]*entry
	types     map[reflect.Type]*entry
	constants map[reflect.Type]*constants
	functions functions
}{
	names: map[string]*entry{}, types: map[reflect.Type]*entry{}, constants: map[reflect.Type]*constants{},
	functions: functions{byName: map[string]reflect.Value{}, byCode: map[uintptr]string{}},
}

// Enter enters the types of the values, each named after its package and itself: layers.Dense, or example.org/mine.Net for those of
// other modules. The values themselves do not count, but for functions, which are entered by their own names. It panics if a type
// has no name, was entered before, or has fields that cannot be written; those that are written through others must have been
// entered.
func Enter(zeros ...any) {
	for _, zero := range zeros {
		if t := reflect.TypeOf(zero); t != nil && t.Kind() == reflect.Func && t.Name() == "" {
			EnterFunc(codeName(reflect.ValueOf(zero)), zero)
			continue
		}
		EnterAs("", zero)
	}
}

// EnterAs is Enter of one type under another name: the one that it had when files began to have it. An empty name is its own.
func EnterAs(name string, zero any) {
	t := reflect.TypeOf(zero)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	add(name, t, nil)
}

// EnterThrough enters V, which has hidden state, as a type that is written as an S: to and from convert, and from returns an error for
// what no V is made of. Of a pointer type V the name is that of what it points to. A zero V, like any other zero, is not written
// where it is a field.
func EnterThrough[V, S any](to func(V) (S, error), from func(S) (V, error)) {
	EnterThroughAs("", to, from)
}

// EnterThroughAs is EnterThrough under another name, as EnterAs is of Enter.
func EnterThroughAs[V, S any](name string, to func(V) (S, error), from func(S) (V, error)) {
	add(name, reflect.TypeFor[V](), &through{
		as:   reflect.TypeFor[S](),
		to:   func(v reflect.Value) (reflect.Value, error) { return convert(to, v) },
		from: func(s reflect.Value) (reflect.Value, error) { return convert(from, s) },
	})
}

func convert[A, B any](f func(A) (B, error), v reflect.Value) (reflect.Value, error) {
	out, err := f(v.Interface().(A))
	return reflect.ValueOf(&out).Elem(), err // by the pointer, so that a B that is an interface keeps its type
}

func add(name string, t reflect.Type, by *through) {
	own, err := nameOf(t)
	if err == nil && name == "" {
		name = own
	}
	entered.Lock()
	defer entered.Unlock()
	switch {
	case err != nil:
	case entered.names[name] != nil || entered.types[t] != nil:
		err = fmt.Errorf("it is entered already")
	case by == nil:
		err = writable(t, map[reflect.Type]bool{})
	case direct(t) && direct(by.as):
		err = fmt.Errorf("a nil %v could not be told from one that is written as a nil %v: use a struct with a field", t, by.as)
	default:
		err = writable(by.as, map[reflect.Type]bool{t: true})
	}
	if err != nil {
		panic(fmt.Sprintf("registry: entering %v %s: %v", t, name, err))
	}
	e := &entry{name, t, by}
	entered.names[name], entered.types[t] = e, e
}

// nameOf is the name of a type: its package's path below the module and its own.
func nameOf(t reflect.Type) (string, error) {
	switch {
	case t == nil || t.Kind() == reflect.Interface:
		return "", fmt.Errorf("an interface is no type that a value has")
	case t.Kind() == reflect.Pointer:
		return nameOf(t.Elem())
	case t.Name() == "" || strings.Contains(t.Name(), "["):
		return "", fmt.Errorf("it has no name of its own: declare a type")
	case t.PkgPath() == "":
		return t.Name(), nil
	}
	return strings.TrimPrefix(t.PkgPath(), module) + "." + t.Name(), nil
}

// entryOf finds a type, or what it points to.
func entryOf(t reflect.Type) (e *entry, pointer, ok bool) {
	entered.RLock()
	defer entered.RUnlock()
	if e := entered.types[t]; e != nil {
		return e, false, true
	}
	if t.Kind() == reflect.Pointer && !direct(t.Elem()) {
		if e := entered.types[t.Elem()]; e != nil {
			return e, true, true
		}
	}
	return nil, false, false
}

// throughOf is how a type is written as another, nil if it is not.
func throughOf(t reflect.Type) *through {
	entered.RLock()
	defer entered.RUnlock()
	if e := entered.types[t]; e != nil {
		return e.through
	}
	return nil
}
