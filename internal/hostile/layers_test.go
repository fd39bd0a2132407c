package hostile_test

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/slow"
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
	"Pass": "what entry points make", "Targets": "what they know", "Params": "tested as what readers and fits fill", "Product": "a function",
	"Mode": "an enumeration", "Call": "a report of a pass", "Fan": "an enumeration", "Turning": "a report of a pass", "Update": "a report of a pass", "Weight": "a report of a pass",
}

// layerFuncs are the functions that need no scope.
var layerFuncs = map[string]any{
	"Uniform": layers.Uniform, "NewFunction": layers.NewFunction,
}

// layerSettings are what fields of layers may be, made with any fields and called by them.
var layerSettings = map[string]any{
	"InitializerFunc": layers.InitializerFunc(nil), "Constant": layers.Zeros, "Normal": layers.Normal(1), "Between": layers.Between{}, "VarianceScaling": layers.LecunNormal,
	"PaddingFunc": layers.PaddingFunc(nil), "Pad": layers.Pad(1), "PadRule": layers.Same,
}

// inScope adds what layers take.
func inScope(a *hostile.Args) *hostile.Args {
	add := func(x any) {
		a.Make[reflect.TypeOf(x)] = func() reflect.Value { return reflect.ValueOf(x) }
	}
	random := rand.New(rand.NewPCG(1, 2))
	add(random)
	for _, name := range slices.Sorted(maps.Keys(layerSettings)) {
		x := layerSettings[name]
		if t := reflect.TypeOf(x); a.IntN(4) == 0 {
			by := &hostile.Args{Rand: a.Rand}
			a.Make[t] = func() reflect.Value { return by.Of(t) }
		} else if name != "InitializerFunc" && name != "PaddingFunc" {
			add(x)
		}
	}
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
	known := map[string]any{}
	for name, l := range layerTypes {
		known[name] = l
	}
	maps.Copy(known, layerSettings)
	complete(t, types, known, notLayers)
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
	slow.Test(t)
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
