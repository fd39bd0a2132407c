package distributions

import (
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A paramWalker has parameters, or distributions, of whose axes its fields do not tell how many are not the batch's.
type paramWalker interface {
	overParams(keep int, node func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) Distribution
}

// overParams rebuilds d with node applied to its parameters and part to the distributions that it holds, both told how many of
// the last axes are not the batch's: keep of d's, and those of the field.
func overParams(d Distribution, keep int, node func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) Distribution {
	if own, ok := d.(paramWalker); ok {
		return own.overParams(keep, node, part)
	}
	batch := d.BatchShape()
	checked := func(n *G.Node, all int) *G.Node {
		s, own := n.Shape(), all-keep
		if own > len(s) || !broadcasts(s[:len(s)-own], batch) {
			build.Fail(nameOf(d), []tensor.Shape{s, batch}, "a parameter has %d axes of its own by its tag, but those before them do not repeat to the batch: of a field whose last axis is not the batch's the tag is `param:\"axes=1\"`", own)
		}
		return node(n, all)
	}
	return rebuild(reflect.ValueOf(d), keep, checked, part).Interface().(Distribution)
}

func rebuild(v reflect.Value, keep int, node func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) reflect.Value {
	switch {
	case v.Type() == nodeType:
		if v.IsNil() {
			return v
		}
		return reflect.ValueOf(node(v.Interface().(*G.Node), keep))
	case v.Kind() == reflect.Interface && !v.IsNil():
		return rebuild(v.Elem(), keep, node, part)
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct:
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(rebuild(v.Elem(), keep, node, part))
		return out
	case v.Kind() == reflect.Slice && !v.IsNil():
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(rebuildPart(v.Index(i), keep, node, part))
		}
		return out
	case v.Kind() == reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				out.Field(i).Set(rebuildPart(v.Field(i), keep+paramTag(f).axes, node, part))
			}
		}
		return out
	}
	return v
}

// rebuildPart is rebuild of what is inside a distribution, where another one has its own way.
func rebuildPart(v reflect.Value, keep int, node func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) reflect.Value {
	at := v
	if v.Kind() == reflect.Interface && !v.IsNil() {
		at = v.Elem()
	}
	if at.IsValid() && at.CanInterface() && at.Type() != nodeType {
		if d, ok := at.Interface().(Distribution); ok {
			return reflect.ValueOf(part(d, keep))
		}
	}
	return rebuild(v, keep, node, part)
}
