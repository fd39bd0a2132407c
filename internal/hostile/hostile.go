// Package hostile makes the arguments that careless programs call functions with, for tests that no panic leaves the
// module: nil nodes, integers that are negative or overflow, NaN, and shapes that fit nothing.
package hostile

import (
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// Args draws arguments by their types. Make has makers for types that only the test can make values of, such as nodes;
// they stand for all types that are assignable to theirs.
type Args struct {
	*rand.Rand
	Make map[reflect.Type]func() reflect.Value
}

var (
	ints   = []int{0, 1, 2, 3, 4, -1, -2, math.MaxInt, math.MinInt, math.MaxInt/2 + 1, 1 << 31, 1 << 32, 1 << 40, 15, 16}
	floats = []float64{0, 1, .5, -1, 2, math.NaN(), math.Inf(1), math.Inf(-1), 1e308, -1e308, 5e-324, 1e-3}
	words  = []string{"", "a", "a/b", "(", "\x00"}
	dtypes = []tensor.Dtype{tensor.Float64, tensor.Float32, tensor.Int64, tensor.Bool, {}}
)

// Of draws a value of a type: half of the time what a good program might pass.
func (a *Args) Of(t reflect.Type) reflect.Value {
	if f := a.Make[t]; f != nil {
		return f()
	}
	if t == reflect.TypeFor[tensor.Dtype]() {
		return reflect.ValueOf(one(a, dtypes))
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(a.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(a.integer()))
	case reflect.Uint64:
		v.SetUint(a.Uint64())
	case reflect.Float64:
		v.SetFloat(one(a, floats))
	case reflect.String:
		v.SetString(one(a, words))
	case reflect.Slice:
		for range a.IntN(5) {
			v = reflect.Append(v, a.Of(t.Elem()))
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(a.Of(t.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if t.Field(i).IsExported() && a.IntN(4) > 0 {
				v.Field(i).Set(a.Of(t.Field(i).Type))
			}
		}
	case reflect.Interface, reflect.Pointer, reflect.Func, reflect.Map:
		a.assignable(v)
	}
	return v
}

// assignable sets v to something made, or leaves it nil.
func (a *Args) assignable(v reflect.Value) {
	var makers []func() reflect.Value
	for _, t := range slices.SortedFunc(maps.Keys(a.Make), func(t, u reflect.Type) int { return strings.Compare(t.String(), u.String()) }) {
		if t.AssignableTo(v.Type()) {
			makers = append(makers, a.Make[t])
		}
	}
	if len(makers) > 0 && a.IntN(4) > 0 {
		v.Set(one(a, makers)())
	}
}

// integer is a small one twice in three times.
func (a *Args) integer() int {
	if a.IntN(3) > 0 {
		return a.IntN(4)
	}
	return one(a, ints)
}

func one[T any](a *Args, from []T) T { return from[a.IntN(len(from))] }
