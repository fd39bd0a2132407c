package distributions

import (
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Map rebuilds d with every parameter node replaced by f of it: the same distribution on other nodes, perhaps of
// another graph and another float type, so that the formula of a density stands once. It visits the exported fields of
// type *gorgonia.Node, and of distributions, structs, pointers and slices that hold such, in the order they are
// declared; f sees a node as often as it occurs. Other fields are copied, nil nodes stay nil.
func Map(d Distribution, f func(*G.Node) *G.Node) Distribution {
	out, ok := mapValue(reflect.ValueOf(d), f).Interface().(Distribution)
	if !ok {
		build.Fail("map", nil, "%T cannot be rebuilt", d)
	}
	return out
}

var nodeType = reflect.TypeFor[*G.Node]()

func mapValue(v reflect.Value, f func(*G.Node) *G.Node) reflect.Value {
	switch {
	case v.Type() == nodeType:
		if v.IsNil() {
			return v
		}
		return reflect.ValueOf(f(v.Interface().(*G.Node)))
	case v.Kind() == reflect.Struct:
		return mapStruct(v, f)
	case v.Kind() == reflect.Slice && !v.IsNil():
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(mapValue(v.Index(i), f))
		}
		return out
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct:
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(mapValue(v.Elem(), f))
		return out
	case v.Kind() == reflect.Interface && !v.IsNil():
		return mapValue(v.Elem(), f)
	}
	return v
}

// mapStruct copies a struct whole, unexported fields included, and then replaces the exported ones.
func mapStruct(v reflect.Value, f func(*G.Node) *G.Node) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			out.Field(i).Set(mapValue(v.Field(i), f))
		}
	}
	return out
}
