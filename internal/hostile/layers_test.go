package hostile_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// layerTypes are the layers of package layers, which are called with any fields; a new one must be entered.
var layerTypes = map[string]layers.Layer{
	"AvgPool": layers.AvgPool{}, "BatchNorm": layers.BatchNorm{}, "Conv1D": layers.Conv1D{}, "Conv2D": layers.Conv2D{}, "Dense": layers.Dense{},
	"Dropout": layers.Dropout{}, "Embedding": layers.Embedding{}, "Flatten": layers.Flatten{}, "GlobalAvgPool": layers.GlobalAvgPool{},
	"LayerNorm": layers.LayerNorm{}, "Locations": layers.Locations{}, "Scales": layers.Scales{}, "MLP": layers.MLP{}, "MaxPool": layers.MaxPool{}, "Positive": layers.Positive{}, "Reshape": layers.Reshape{},
	"Residual": layers.Residual{}, "Sequential": layers.Sequential{}, "Activation": layers.Activation(0), "LayerFunc": layers.LayerFunc(nil),
}

// notLayers are the types that are none.
var notLayers = map[string]string{
	"Linear": "called by Scope.Linear", "Penalty": "called by Scope.Penalty", "Scope": "its methods are called", "Function": "the caller of all of these",
	"Pass": "what entry points make", "Targets": "what they know", "Params": "tested as what readers and fits fill", "Initializer": "a function", "Padding": "a function", "Product": "a function",
	"Mode": "an enumeration", "Call": "a report of a pass", "Turning": "a report of a pass", "Update": "a report of a pass", "Weight": "a report of a pass",
}

// layerFuncs are the functions that need no scope.
var layerFuncs = map[string]any{
	"Causal": layers.Causal, "Same": layers.Same, "Pad": layers.Pad, "GlorotNormal": layers.GlorotNormal, "GlorotUniform": layers.GlorotUniform,
	"HeNormal": layers.HeNormal, "HeUniform": layers.HeUniform, "LecunNormal": layers.LecunNormal, "LecunUniform": layers.LecunUniform, "Zeros": layers.Zeros,
	"Constant": layers.Constant, "Normal": layers.Normal, "Uniform": layers.Uniform, "NewFunction": layers.NewFunction,
}

// inScope adds what layers take.
func inScope(a *hostile.Args) *hostile.Args {
	add := func(x any) {
		a.Make[reflect.TypeOf(x)] = func() reflect.Value { return reflect.ValueOf(x) }
	}
	random := rand.New(rand.NewPCG(1, 2))
	add(random)
	add(layers.Initializer(layers.LecunNormal))
	add(layers.Padding(layers.Same))
	add(layers.Dense{Units: 2})
	add(layers.Dropout{Rate: .5})
	add(layers.Product(func(x, _, _ *G.Node, _ layers.Activation) *G.Node { return x }))
	return a
}

// passes runs forward as everything a Function does.
func passes(t *testing.T, name string, seed uint64, forward func(s *layers.Scope, in G.Nodes) *G.Node) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s, seed %d: panic: %v%s", name, seed, r, stack())
		}
	}()
	used := func(s *layers.Scope, in G.Nodes) *G.Node {
		y := forward(s, in)
		if y == nil {
			return nil
		}
		y = ops.Sum(y)
		for _, x := range in { // so that all are
			if x.Dtype() == y.Dtype() {
				y = ops.Add(y, ops.Sum(x))
			}
		}
		return y
	}
	in := inputs()[:10]
	f := layers.NewFunction(used)
	p, err := f.Init(seed, in...)
	if err != nil {
		return
	}
	_, _ = f.Apply(p, in...)
	_, _, _ = f.Train(seed, 1).ValueAndGrad(p, in...)
}

// No layer panics, whatever is in its fields and whatever it is applied to.
func TestLayersSurvive(t *testing.T) {
	funcs, types, err := hostile.Exported("../../layers")
	if err != nil {
		t.Fatal(err)
	}
	complete(t, types, layerTypes, notLayers)
	complete(t, funcs, layerFuncs, map[string]string{"NewTargets": "calls the caller's function"})
	for name, l := range layerTypes {
		for seed := range tries(120) {
			passes(t, "layers."+name, seed, func(s *layers.Scope, in G.Nodes) *G.Node {
				a := inScope(args(seed, name, in))
				x := in[a.IntN(len(in))]
				if a.IntN(20) == 0 {
					x = nil
				}
				made := a.Of(reflect.TypeOf(l))
				return made.Interface().(layers.Layer).Forward(s, x)
			})
		}
	}
}

// Nor does a method of a Scope, nor a function of the package.
func TestScopesSurvive(t *testing.T) {
	methods := reflect.TypeFor[*layers.Scope]()
	for i := range methods.NumMethod() {
		for seed := range tries(120) {
			name := "layers.Scope." + methods.Method(i).Name
			passes(t, name, seed, func(s *layers.Scope, in G.Nodes) *G.Node {
				a := inScope(args(seed, name, in))
				if out := nodesOf(call(a, reflect.ValueOf(s).Method(i))); len(out) > 0 {
					return out[0]
				}
				return in[1]
			})
		}
	}
	for name, f := range layerFuncs {
		for seed := range tries(120) {
			passes(t, "layers."+name, seed, func(_ *layers.Scope, in G.Nodes) *G.Node {
				a := inScope(args(seed, name, in))
				if out := call(a, reflect.ValueOf(f)); out[0].Kind() == reflect.Func && out[0].Type().NumIn() > 0 && name != "NewFunction" {
					call(a, out[0])
				}
				return in[1]
			})
		}
	}
}
