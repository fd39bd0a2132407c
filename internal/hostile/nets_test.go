package hostile_test

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// headTypes are the networks of package nets, familyTypes what mixtures are of; a new one must be entered.
var (
	headTypes = map[string]training.Net{
		"Bernoulli": nets.Bernoulli{}, "Categorical": nets.Categorical{}, "Censored": nets.Censored{Of: nets.Gaussian{}}, "Gaussian": nets.Gaussian{}, "Mixture": nets.Mixture{},
		"MultivariateNormal": nets.MultivariateNormal{}, "NegativeBinomial": nets.NegativeBinomial{}, "Ordinal": nets.Ordinal{},
		"Poisson": nets.Poisson{}, "Quantiles": nets.Quantiles{}, "StudentT": nets.StudentT{},
	}
	familyTypes = map[string]nets.Family{
		"BetaComponents": nets.BetaComponents{}, "NormalComponents": nets.NormalComponents{}, "NormalVectors": nets.NormalVectors{},
	}
)

// No head panics, whatever is in its fields and whatever it is fitted to.
func TestHeadsSurvive(t *testing.T) {
	funcs, types, err := hostile.Exported("../../nets")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]any{}
	for name, h := range headTypes {
		known[name] = h
	}
	for name, f := range familyTypes {
		known[name] = f
	}
	complete(t, types, known, nil)
	complete(t, funcs, map[string]any{}, nil)
	for name, h := range headTypes {
		fits := 0
		for seed := range uint64(100) {
			if seed >= tries(100) && (fits > 0 || testing.Short()) { // few tries may fit none
				break
			}
			if survivesFit(t, name, seed, h) {
				fits++
			}
		}
		if fits == 0 && !testing.Short() {
			t.Errorf("no %s could be fitted", name)
		}
	}
}

func survivesFit(t *testing.T, name string, seed uint64, head training.Net) (fits bool) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("nets.%s, seed %d: panic: %v%s", name, seed, r, stack())
		}
	}()
	a := inScope(args(seed, name, nil))
	a.Make[reflect.TypeFor[layers.Layer]()] = func() reflect.Value {
		made := []layers.Layer{nil, layers.Dense{Units: 2}, layers.MLP{}, layers.Reshape{}, layers.Activation(layers.Tanh), layers.LayerFunc(nil)}[a.IntN(6)]
		v := reflect.New(reflect.TypeFor[layers.Layer]()).Elem()
		if made != nil {
			v.Set(reflect.ValueOf(made))
		}
		return v
	}
	a.Make[reflect.TypeFor[training.Net]()] = func() reflect.Value {
		v := reflect.New(reflect.TypeFor[training.Net]()).Elem()
		if made := []training.Net{nil, nets.Gaussian{}, nets.StudentT{}, nets.Poisson{}, nets.Quantiles{}, nets.MultivariateNormal{Dim: 2}, nets.Censored{}}[a.IntN(7)]; made != nil {
			v.Set(reflect.ValueOf(made))
		}
		return v
	}
	a.Make[reflect.TypeFor[nets.Family]()] = func() reflect.Value {
		v := reflect.New(reflect.TypeFor[nets.Family]()).Elem()
		names := slices.Sorted(maps.Keys(familyTypes))
		v.Set(a.Of(reflect.TypeOf(familyTypes[names[a.IntN(len(names))]])))
		return v
	}
	m := training.Model{Net: a.Of(reflect.TypeOf(head)).Interface().(training.Net)}
	tr := training.Trainer{}
	if name == "Quantiles" {
		tr.Loss = losses.Pinball{}
	}
	if _, err := tr.Fit(context.Background(), &m, anyTargets(a), 1); err != nil {
		return false
	}
	_, _ = m.Predict(context.Background(), mat.NewDense(1, 2, []float64{1, 2}))
	return true
}

// anyTargets is a few rows of targets of any size: labels, a constant, numbers of one size or of all.
func anyTargets(a *hostile.Args) data.Set {
	n, k := 1+a.IntN(6), 1+a.IntN(3)
	s := data.Set{X: mat.NewDense(n, 2, nil), Y: make([]float64, n*k)}
	unit := math.Exp(100 * a.NormFloat64())
	r := rand.New(rand.NewPCG(uint64(n), uint64(k)))
	kind := a.IntN(4)
	for i := range s.Y {
		switch kind {
		case 0:
			s.Y[i] = float64(a.IntN(3))
		case 1:
			s.Y[i] = unit
		case 2:
			s.Y[i] = unit * r.NormFloat64()
		default:
			s.Y[i] = r.NormFloat64()
		}
	}
	for i := range n {
		s.X.Set(i, 0, r.NormFloat64())
	}
	return s
}
