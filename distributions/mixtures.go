package distributions

import (
	"reflect"

	G "gorgonia.org/gorgonia"
)

// Mixtures lists the mixtures in d, outermost first, in the order in which Map visits their nodes: d itself if it is one, those it
// wraps, as an Independent or a user's distribution does in an exported field, and mixtures of mixtures.
func Mixtures(d Distribution) []MixtureSameFamily { return mixturesOf(reflect.ValueOf(d), nil) }

func mixturesOf(v reflect.Value, found []MixtureSameFamily) []MixtureSameFamily {
	switch {
	case !v.IsValid() || v.Type() == nodeType:
	case (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) && !v.IsNil():
		return mixturesOf(v.Elem(), found)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			found = mixturesOf(v.Index(i), found)
		}
	case v.Kind() == reflect.Struct:
		if m, ok := v.Interface().(MixtureSameFamily); ok {
			found = append(found, m)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = mixturesOf(v.Field(i), found)
			}
		}
	}
	return found
}

// logitsIn lists which parameters of p are the mixing logits of a mixture.
func (p *nodePrograms) logitsIn() (params []int) {
	logits := map[*G.Node]bool{}
	for _, m := range Mixtures(p.d) {
		logits[m.Mixing.Logits] = true
	}
	k := 0
	Map(p.d, func(n *G.Node) *G.Node {
		if logits[n] {
			params = append(params, p.use[k])
			delete(logits, n) // two mixtures may share them
		}
		k++
		return n
	})
	return params
}
