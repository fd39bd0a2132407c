package distributions

import (
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
)

// noAtomInDensity refuses a distribution with a point mass amid a density, such as the Hurdle of a Gamma, anywhere in d: the rows of
// what are numbers are densities or masses, and an integral over a density never sees a point, whatever it weighs. As nodes (log-densities
// of a loss, cdf, mean, variance) it is complete.
func noAtomInDensity(d Distribution) {
	if h, ok := hurdleOfDensity(reflect.ValueOf(d)); ok {
		build.Fail("numbers of "+nameOf(h), shapesBeside(h.Base, h.Logits), "%T over %T has a mass at 0 and a density elsewhere, and rows of numbers are one or the other: "+
			"ask its two parts, Bernoulli{Logits: Logits} for whether y is 0 and Base for the rest (an observation model that has them as fields chooses by its method Predicted), "+
			"or the nodes, which are complete: distributions.CDF, LogSurvival, Mean, Variance", h, h.Base)
	}
}

// hurdleOfDensity is the first Hurdle of a density in v, by the fields that Map visits.
func hurdleOfDensity(v reflect.Value) (h Hurdle, found bool) {
	switch {
	case !v.IsValid() || v.Type() == nodeType:
	case (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) && !v.IsNil():
		return hurdleOfDensity(v.Elem())
	case v.Kind() == reflect.Slice:
		for i := 0; i < v.Len() && !found; i++ {
			h, found = hurdleOfDensity(v.Index(i))
		}
	case v.Kind() == reflect.Struct:
		if h, ok := v.Interface().(Hurdle); ok && h.Base != nil && !h.discrete() {
			return h, true
		}
		for i := 0; i < v.NumField() && !found; i++ {
			if v.Type().Field(i).IsExported() {
				h, found = hurdleOfDensity(v.Field(i))
			}
		}
	}
	return h, found
}
