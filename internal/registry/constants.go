package registry

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
)

// constants are the names of an enumeration's.
type constants struct {
	names  map[int64]string
	values map[string]int64
}

// EnterConstants enters a type of integers whose constants are written by name, so that files do not depend on their order.
// It panics if a name, or the type, is there twice.
func EnterConstants[T ~int](names map[T]string) {
	Enter(T(0))
	c := &constants{map[int64]string{}, map[string]int64{}}
	for v, name := range names {
		if _, ok := c.values[name]; ok || name == "" {
			panic(fmt.Sprintf("registry: two constants of %T are called %q, or one has no name", v, name))
		}
		c.names[int64(v)], c.values[name] = name, int64(v)
	}
	entered.Lock()
	defer entered.Unlock()
	entered.constants[reflect.TypeFor[T]()] = c
}

func constantsOf(t reflect.Type) *constants {
	entered.RLock()
	defer entered.RUnlock()
	return entered.constants[t]
}

// functions are those that were entered, by name and by where their code is.
type functions struct {
	byName map[string]reflect.Value
	byCode map[uintptr]string
}

// literal matches what the compiler calls functions without a name and methods of a value.
var literal = regexp.MustCompile(`\.func\d+|-fm$|-range\d+|\[`)

// EnterFunc enters a function by name, for fields of function types. It must be declared as one: of a closure, of which there
// may be several that remember different things, and of a method of a value nothing but the code could be told, so they panic.
func EnterFunc(name string, f any) {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.IsNil() {
		panic(fmt.Sprintf("registry: entering %T as the function %s", f, name))
	}
	if code := codeName(v); literal.MatchString(code) {
		panic(fmt.Sprintf("registry: entering %s as %s: it is a closure or a method of a value: declare a function", code, name))
	}
	entered.Lock()
	defer entered.Unlock()
	other, ok := entered.functions.byCode[v.Pointer()]
	if ok || entered.functions.byName[name].IsValid() {
		panic(fmt.Sprintf("registry: entering the function %s: it is entered already, or a name is taken twice (%s)", name, other))
	}
	entered.functions.byName[name], entered.functions.byCode[v.Pointer()] = v, name
}

// codeName is what the compiler calls a function.
func codeName(f reflect.Value) string {
	if f.IsNil() {
		return ""
	}
	return strings.TrimPrefix(runtime.FuncForPC(f.Pointer()).Name(), module)
}

func functionName(f reflect.Value) (string, error) {
	entered.RLock()
	defer entered.RUnlock()
	name, ok := entered.functions.byCode[f.Pointer()]
	if !ok {
		return "", fmt.Errorf("the function %s cannot be written: declare it and enter it by its name (training.Register), or use a struct with the method", codeName(f))
	}
	return name, nil
}

func function(name string, t reflect.Type) (f reflect.Value, err error) {
	entered.RLock()
	defer entered.RUnlock()
	f = entered.functions.byName[name]
	if !f.IsValid() {
		return f, fmt.Errorf("the function %q is not known to this program: enter it (training.Register)", name)
	}
	if !f.Type().ConvertibleTo(t) {
		return f, fmt.Errorf("the function %q is a %v: want %v", name, f.Type(), t)
	}
	return f.Convert(t), nil
}
