package hostile_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/hostile"
	G "gorgonia.org/gorgonia"
)

// bijectorTypes are the maps of numbers and vectors.
var bijectorTypes = map[string]distributions.Bijector{
	"Affine": distributions.Affine{}, "Exp": distributions.Exp{}, "Log": distributions.Log{}, "Softplus": distributions.Softplus{}, "Sigmoid": distributions.Sigmoid{},
	"Logit": distributions.Logit{}, "Tanh": distributions.Tanh{}, "Power": distributions.Power{}, "SinhArcsinh": distributions.SinhArcsinh{}, "Chain": distributions.Chain{},
	"Inverse": distributions.Inverse{}, "FillTriangular": distributions.FillTriangular{}, "SoftmaxCentered": distributions.SoftmaxCentered{},
	"Ordered": distributions.Ordered{}, "Permutation": distributions.Permutation{}, "RationalQuadratic": distributions.RationalQuadratic{}, "Bernstein": distributions.Bernstein{},
}

func init() {
	for name, d := range map[string]distributions.Distribution{
		"Transformed": distributions.Transformed{}, "Mixture": distributions.Mixture{}, "Truncated": distributions.Truncated{}, "Censored": distributions.Censored{},
		"Weighted": distributions.Weighted{}, "Masked": distributions.Masked{}, "Poisson": distributions.Poisson{}, "Binomial": distributions.Binomial{},
		"NegativeBinomial": distributions.NegativeBinomial{}, "Geometric": distributions.Geometric{}, "OrderedLogistic": distributions.OrderedLogistic{},
		"ZeroInflated": distributions.ZeroInflated{}, "Hurdle": distributions.Hurdle{},
	} {
		distributionTypes[name] = d
	}
	for name := range bijectorTypes {
		notDistributions[name] = "a map, in TestBijectorsSurvive"
	}
}

// withBijectors adds bijectors to what is drawn, with any nodes in their fields and others inside.
func withBijectors(a *hostile.Args) *hostile.Args {
	names, depth := slices.Sorted(maps.Keys(bijectorTypes)), 0
	a.Make[reflect.TypeFor[distributions.Bijector]()] = func() reflect.Value {
		depth++
		defer func() { depth-- }()
		v := reflect.New(reflect.TypeFor[distributions.Bijector]()).Elem()
		if name := names[a.IntN(len(names))]; depth <= 3 && a.IntN(10) > 0 {
			v.Set(a.Of(reflect.TypeOf(bijectorTypes[name])))
		}
		return v
	}
	return a
}

// No bijector panics, whatever nodes it is made of and asked for.
func TestBijectorsSurvive(t *testing.T) {
	for name, b := range bijectorTypes {
		for i := range reflect.TypeOf(b).NumMethod() {
			for seed := range tries(60) {
				survives(t, "distributions."+name, seed, func(in G.Nodes) G.Nodes {
					a := withBijectors(args(seed, name, in))
					return nodesOf(call(a, a.Of(reflect.TypeOf(b)).Method(i)))
				})
			}
		}
	}
}
