package hostile_test

import (
	"math/rand/v2"
	"reflect"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/rng"
	G "gorgonia.org/gorgonia"
)

// withJoints adds joint distributions, their priors and rows of floats to what is drawn.
func withJoints(a *hostile.Args) {
	a.Make[reflect.TypeFor[distributions.Joint]()] = func() reflect.Value {
		var q distributions.Joint
		if a.IntN(4) > 0 {
			g := G.NewGraph()
			n := G.NewMatrix(g, G.Float64, G.WithShape(3, 2), G.WithName("n"))
			q, _ = distributions.NewJoint(distributions.MultivariateNormalDiag{Loc: n, Scale: n}, func(*G.Node) G.Value { return values(3, 2) })
		}
		return reflect.ValueOf(q)
	}
	a.Make[reflect.TypeFor[distributions.JointPrior]()] = func() reflect.Value {
		p := distributions.PriorProduct{distributions.FlatPrior{Min: -9, Max: 9}, distributions.FlatPrior{Min: -9, Max: 9}}
		return reflect.ValueOf(&p).Elem().Slice(0, a.IntN(3))
	}
}

// askJoint asks a Joint, or a SampleJoint, everything, with vectors of its own shape: others panic, as documented.
func askJoint(q any, rows, numbers int, seed uint64) {
	a := &hostile.Args{Rand: rand.New(rng.New(seed, "ask joint", 0, 0).Source())}
	v := reflect.ValueOf(q)
	for i := range v.NumMethod() {
		name, m := v.Type().Method(i).Name, v.Method(i)
		if name == "Row" && rows == 0 {
			continue
		}
		var in []reflect.Value
		for k := range m.Type().NumIn() {
			x := a.Of(m.Type().In(k))
			switch {
			case x.Type() == reflect.TypeFor[[][]float64]():
				vectors := make([][]float64, rows)
				for i := range vectors {
					vectors[i] = make([]float64, numbers)
					for j := range vectors[i] {
						vectors[i][j] = a.Of(reflect.TypeFor[float64]()).Float()
					}
				}
				x = reflect.ValueOf(vectors)
			case name == "Condition" && k == 1:
				x = reflect.ValueOf(make([]float64, rows))
			case name == "Row":
				x = reflect.ValueOf(a.IntN(rows))
			case name == "Sample" && k == 1:
				x = reflect.ValueOf(a.IntN(7) - 1)
			}
			in = append(in, x)
		}
		if m.Type().IsVariadic() {
			m.CallSlice(in)
		} else {
			m.Call(in)
		}
	}
}
