package hostile_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// flowTypes are the networks of package flows, the others what stands in them; a new one must be entered.
var (
	flowTypes = map[string]training.Net{
		"BPF": flows.BPF{}, "Flow": flows.Flow{}, "IAF": flows.IAF{}, "MADE": flows.MADE{}, "MAF": flows.MAF{}, "NSF": flows.NSF{}, "RealNVP": flows.RealNVP{},
	}
	transformTypes = map[string]flows.Transform{
		"ActNorm": flows.ActNorm{}, "Autoregressive": flows.Autoregressive{}, "Coupling": flows.Coupling{}, "Elementwise": flows.Elementwise{}, "Fixed": flows.Fixed{},
		"Householder": flows.Householder{}, "LU": flows.LU{}, "Permute": flows.Permute{}, "Reverse": flows.Reverse{}, "Shuffle": flows.Shuffle{},
	}
	univariateTypes  = map[string]flows.Univariate{"Affine": flows.Affine{}, "Bernstein": flows.Bernstein{}, "Spline": flows.Spline{}}
	baseTypes        = map[string]flows.Base{"Mixture": flows.Mixture{}, "StandardNormal": flows.StandardNormal{}, "StandardT": flows.StandardT{}}
	conditionalTypes = map[string]flows.Conditional{
		"Bernoulli": nets.Bernoulli{}, "Categorical": nets.Categorical{}, "Gaussian": nets.Gaussian{}, "Mixture": nets.Mixture{},
		"NegativeBinomial": nets.NegativeBinomial{}, "Poisson": nets.Poisson{}, "StudentT": nets.StudentT{},
	}
)

// No flow panics, whatever is in its fields and whatever it is fitted to.
func TestFlowsSurvive(t *testing.T) {
	funcs, types, err := hostile.Exported("../../flows")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]any{}
	for name, f := range flowTypes {
		known[name] = f
	}
	for name, f := range transformTypes {
		known[name] = f
	}
	for name, f := range univariateTypes {
		known[name] = f
	}
	for name, f := range baseTypes {
		known[name] = f
	}
	complete(t, types, known, nil)
	complete(t, funcs, map[string]any{}, nil)
	for name, f := range flowTypes {
		fits := 0
		for seed := range uint64(60) {
			if seed >= tries(60) && (fits > 0 || testing.Short()) { // few tries may fit none
				break
			}
			if flowSurvives(t, name, seed, f) {
				fits++
			}
		}
		if fits == 0 && !testing.Short() {
			t.Errorf("no %s could be fitted", name)
		}
	}
}

func flowSurvives(t *testing.T, name string, seed uint64, flow training.Net) (fits bool) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("flows.%s, seed %d: panic: %v%s", name, seed, r, stack())
		}
	}()
	a := inScope(args(seed, name, nil))
	a.Make[reflect.TypeFor[layers.Layer]()] = func() reflect.Value {
		return chosen[layers.Layer](a, map[string]layers.Layer{"": layers.Dense{Units: 2}})
	}
	a.Make[reflect.TypeFor[flows.Transform]()] = func() reflect.Value { return chosen(a, transformTypes) }
	a.Make[reflect.TypeFor[flows.Univariate]()] = func() reflect.Value { return chosen(a, univariateTypes) }
	a.Make[reflect.TypeFor[flows.Base]()] = func() reflect.Value { return chosen(a, baseTypes) }
	a.Make[reflect.TypeFor[flows.Conditional]()] = func() reflect.Value { return chosen(a, conditionalTypes) }
	a.Make[reflect.TypeFor[nets.Family]()] = func() reflect.Value {
		return chosen(a, map[string]nets.Family{"beta": nets.BetaComponents{}, "normal": nets.NormalComponents{}})
	}
	a.Make[reflect.TypeFor[distributions.Bijector]()] = func() reflect.Value {
		return chosen(a, map[string]distributions.Bijector{"exp": distributions.Exp{}, "softmax": distributions.SoftmaxCentered{}, "affine": distributions.Affine{}, "inverse": distributions.Inverse{}})
	}
	m := training.Model{Net: a.Of(reflect.TypeOf(flow)).Interface().(training.Net)}
	if made, ok := m.Net.(flows.MADE); ok && seed%2 == 0 { // which asks for more that fits together than comes by chance
		made.Dim, made.Order, made.Degrees, made.Of = 2+int(seed/2%3), nil, nil, []flows.Conditional{nets.Gaussian{}, nets.Mixture{}, made.Of}[seed/2%3]
		m.Net = made
	}
	s := anyTargets(a)
	if seed%2 == 0 { // of as many numbers as the flow says
		if d := reflect.ValueOf(m.Net).FieldByName("Dim").Int(); d >= 0 && d < 5 {
			s.Y = slices.Repeat(s.Y, int(max(d, 1)))[:s.Rows()*int(max(d, 1))]
		}
	}
	if _, err := (training.Trainer{}).Fit(context.Background(), &m, s, 1); err != nil {
		return false
	}
	x := mat.NewDense(1, 2, []float64{1, 2})
	_, _ = m.Predict(context.Background(), x)
	if q, err := m.PredictJoint(context.Background(), x); err == nil {
		q.Sample(1, 2)
	}
	return true
}

// chosen is a value in an interface, or nil: one of several types with any fields.
func chosen[T any](a *hostile.Args, types map[string]T) reflect.Value {
	v := reflect.New(reflect.TypeFor[T]()).Elem()
	names := slices.Sorted(maps.Keys(types))
	if i := a.IntN(len(names) + 1); i < len(names) {
		v.Set(a.Of(reflect.TypeOf(types[names[i]])))
	}
	return v
}
