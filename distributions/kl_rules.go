package distributions

import (
	"math"
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// independentKL is the sum over the elements.
func independentKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(Independent)
	b, other := q.(Independent)
	if !ok || !other || a.dims() != b.dims() {
		return Divergence{}, false
	}
	d, ok := exactKL(a.Base, b.Base)
	if ok {
		d.Value = a.sum(onShape(d.Value, klShape(a.Base, b.Base)))
		d.How = max(d.How, Ruled)
	}
	return d, ok
}

// transformedKL is that of the bases: a bijector renames the points.
func transformedKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(Transformed)
	b, other := q.(Transformed)
	if !ok || !other || !sameNodes(reflect.ValueOf(a.Bijector), reflect.ValueOf(b.Bijector)) || !build.SameShape(a.Base.EventShape(), b.Base.EventShape()) {
		return Divergence{}, false
	}
	d, ok := exactKL(a.Base, b.Base)
	if !ok {
		return d, false
	}
	d.Value = onShape(d.Value, klShape(a.Base, b.Base))
	d.How = max(d.How, Ruled)
	return d, true
}

// sameNodes reports whether two values of one type hold the same nodes and numbers.
func sameNodes(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	switch a.Kind() {
	case reflect.Interface:
		return sameNodes(a.Elem(), b.Elem())
	case reflect.Pointer:
		return a.Pointer() == b.Pointer() || a.Type() != nodeType && !a.IsNil() && !b.IsNil() && sameNodes(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if !sameNodes(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameNodes(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return a.Comparable() && a.Equal(b)
}

// summedKL is the sum over a finite support.
func summedKL(p, q Distribution) (Divergence, bool) {
	s := SupportOf(p)
	if s.Kind != Integers || s.Lower != nil || s.Upper != nil || !(s.Hi-s.Lo < maxClasses) || SupportOf(q).Kind != Integers {
		return Divergence{}, false
	}
	batch := klShape(p, q)
	var each []*G.Node
	for k := math.Ceil(s.Lo); k <= s.Hi; k++ {
		y := ops.Full(anyNode(p).Graph(), anyNode(p).Dtype(), k, batch...)
		each = append(each, lessUncertain(LogProb(repeat(p, batch, 0), y), LogProb(repeat(q, batch, 0), y)))
	}
	sum := each[0]
	for _, v := range each[1:] {
		sum = ops.Add(sum, v)
	}
	return Divergence{Value: sum, How: Summed}, len(each) > 0
}

// anyNode is a parameter of d.
func anyNode(d Distribution) *G.Node {
	all := fieldsOf(d)
	if len(all) == 0 {
		build.Fail("kl", nil, "%T has no parameter", d)
	}
	return all[0].node
}
