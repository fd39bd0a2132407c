package distributions

import (
	"reflect"
	"slices"

	G "gorgonia.org/gorgonia"
)

// leaves are the parts of chains, and of the inverses of chains, in the order in which they are applied.
func leaves(b Bijector) (all []Bijector) {
	eventDims(b) // fails if it is nil
	switch b := b.(type) {
	case Chain:
		for _, part := range b {
			all = append(all, leaves(part)...)
		}
		return all
	case Inverse:
		if _, nested := b.Of.(Inverse); !nested {
			if _, nested := b.Of.(Chain); !nested {
				return []Bijector{Inverse{guardedBijector(b.Of)}}
			}
		}
		for _, part := range slices.Backward(leaves(b.Of)) {
			if i, ok := part.(Inverse); ok {
				all = append(all, i.Of)
			} else {
				all = append(all, Inverse{part})
			}
		}
		return all
	}
	return []Bijector{guardedBijector(b)}
}

// guardedBijector is a part with NaN for values of its parameters out of the domains of their tags, which formulas from outside
// this package make numbers of.
func guardedBijector(b Bijector) Bijector {
	t := reflect.TypeOf(b)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() == reflect.TypeFor[Affine]().PkgPath() {
		return b
	}
	k, fields := 0, appendFields(nil, reflect.ValueOf(b), field{})
	return mapValue(reflect.ValueOf(b), func(n *G.Node) *G.Node {
		k++
		if on := fields[k-1].domain; on != nil && on.guard != nil {
			return on.guard(n)
		}
		return n
	}).Interface().(Bijector)
}

// overBijector rebuilds b, which is applied to events of rank axes, with node of its parameters, told how many of their last
// axes are not the batch's: keep, what the bijector leaves of an event, and what the parameter's tag says.
func overBijector(b Bijector, rank, keep int, node func(n *G.Node, own int) *G.Node) Bijector {
	in, out := eventDims(b)
	switch b := b.(type) {
	case Chain:
		parts := make(Chain, len(b))
		for i, part := range b {
			in, out := eventDims(part)
			parts[i] = overBijector(part, rank, keep, node)
			rank += out - in
		}
		return parts
	case Inverse:
		return Inverse{Of: overBijector(b.Of, rank-in+out, keep, node)}
	}
	whole := func(d Distribution, keep int) Distribution { return d }
	return rebuild(reflect.ValueOf(b), keep+rank-in, node, whole).Interface().(Bijector)
}
