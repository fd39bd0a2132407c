package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// idleFunctions are of x and y, and make nothing of one of them, or of both, or return what they were given.
var idleFunctions = map[string]func(in G.Nodes) G.Nodes{
	"of x":      func(in G.Nodes) G.Nodes { return G.Nodes{ops.Sin(in[0])} },
	"of y":      func(in G.Nodes) G.Nodes { return G.Nodes{ops.Sum(ops.Square(in[1]))} },
	"constant":  func(in G.Nodes) G.Nodes { return G.Nodes{two(in)} },
	"y":         func(in G.Nodes) G.Nodes { return in[1:2] },
	"x, x":      func(in G.Nodes) G.Nodes { return G.Nodes{in[0], in[0]} },
	"x, y":      func(in G.Nodes) G.Nodes { return in[:2] },
	"a node, a": func(in G.Nodes) G.Nodes { y := ops.Sin(in[0]); return G.Nodes{y, y} },
	"stopped":   func(in G.Nodes) G.Nodes { return G.Nodes{graph.StopGradient(in[0])} },
	"mixed":     func(in G.Nodes) G.Nodes { return G.Nodes{two(in), ops.Square(in[1]), in[1]} },
}

func two(in G.Nodes) *G.Node { return ops.Full(in[0].Graph(), tensor.Float64, 2) }

// using is f, which uses both inputs, with no effect on values and derivatives.
func using(f func(in G.Nodes) G.Nodes) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) G.Nodes {
		nothing := ops.MulConst(ops.Add(ops.Sum(ops.Square(in[0])), ops.Sum(ops.Square(in[1]))), 0)
		ys := slices.Clone(f(in))
		for i, y := range ys {
			ys[i] = ops.Add(y, nothing)
		}
		return ys
	}
}

// rowsLast maps over the last axis.
func rowsLast(f *graph.Func) *graph.Func { return graph.VMap(f, graph.Axes{In: []int{-1, -1}}) }

// wrappers are what is the same function as another one, plain, of the function or of its rows.
var wrappers = map[string]struct {
	of, plain func(f *graph.Func) *graph.Func
}{
	"itself":                       {itself, itself},
	"NewFunc":                      {graph.NewFunc[*graph.Func], itself},
	"Checkpoint":                   {graph.Checkpoint[*graph.Func], itself},
	"Checkpoint of Checkpoint":     {func(f *graph.Func) *graph.Func { return graph.Checkpoint(graph.Checkpoint(f)) }, itself},
	"CustomGradient":               {givenByHand, itself},
	"CustomGradient of Checkpoint": {func(f *graph.Func) *graph.Func { return givenByHand(graph.Checkpoint(f)) }, itself},
	"VMap":                         {mapRows, mapRows},
	"VMap of Checkpoint":           {func(f *graph.Func) *graph.Func { return graph.VMap(graph.Checkpoint(f)) }, mapRows},
	"VMap of CustomGradient":       {func(f *graph.Func) *graph.Func { return graph.VMap(givenByHand(f)) }, mapRows},
	"Checkpoint of VMap":           {func(f *graph.Func) *graph.Func { return graph.Checkpoint(graph.VMap(f)) }, mapRows},
	"VMap over the last axis":      {rowsLast, rowsLast},
}

func itself(f *graph.Func) *graph.Func  { return f }
func mapRows(f *graph.Func) *graph.Func { return graph.VMap(f) }

// givenByHand is f with its own gradient.
func givenByHand(f *graph.Func) *graph.Func {
	return graph.CustomGradient(f, func(in, _, u G.Nodes) G.Nodes {
		d, err := graph.VJP(named(f).Nodes(in...), u, in...)
		build.Throw("given by hand", err)
		return d
	})
}

// named may leave both inputs unused.
func named(f *graph.Func) *graph.Func {
	f = graph.NewFunc(f)
	f.InputNames = []string{"x", "y"}
	return f
}

// waysToDerivatives are f and its derivatives at x and y.
func waysToDerivatives(t *testing.T, f *graph.Func, wrt []int, x, y G.Value) map[string][]G.Value {
	t.Helper()
	if !slices.Contains(wrt, 1) {
		f = named(f) // else y may be unused because it is asked for
	}
	total := named(graph.NewFunc(func(in G.Nodes) *G.Node {
		sum := ops.Full(in[0].Graph(), tensor.Float64, 0)
		for i, y := range named(f).Nodes(in...) {
			sum = ops.Add(sum, ops.MulConst(ops.Sum(y), float64(i+1)))
		}
		return sum
	}))
	all := map[string][]G.Value{}
	way := func(name string, f *graph.Func, more ...G.Value) {
		t.Helper()
		out, err := f.Call(append([]G.Value{x, y}, more...)...)
		if all[name] = out; err != nil {
			t.Errorf("%s for %v of shape %v: %v", name, wrt, x.Shape(), err)
		}
	}
	way("values", named(f))
	vs := []G.Value{y, x}[:len(wrt)]
	way("Jacobian", graph.Jacobian(f, wrt...))
	way("JacobianReverse", graph.JacobianReverse(f, wrt...))
	way("JacobianForward", graph.JacobianForward(f, wrt...))
	way("JVP", graph.JVP(f, wrt...), vs...)
	way("Pullback", graph.Pullback(f, wrt...), all["values"]...)
	way("Grad", graph.Grad(total, wrt...))
	way("Hessian", graph.Hessian(total, wrt...))
	way("HVP", graph.HVP(total, wrt...), vs...)
	way("Jacobian of Jacobian", graph.Jacobian(graph.Jacobian(f, wrt...), wrt...))
	way("JVP of JVP", graph.JVP(graph.JVP(f, wrt...), wrt...), append(slices.Clone(vs), vs...)...)
	return all
}

// Inputs that a function makes nothing of have derivatives of zeros, whatever has been made of the function before.
func TestTransformationsOfIdleInputs(t *testing.T) {
	shapes, wrts := []tensor.Shape{{3}, {}, {1}, {0}, {2, 0}}, [][]int{{1}, {0}, {1, 0}}
	if testing.Short() {
		shapes, wrts = shapes[:1], wrts[:1]
	}
	for name, f := range idleFunctions {
		for _, shape := range shapes {
			x, y := drawn(1, shape...), drawn(5, shape...)
			for _, wrt := range wrts {
				for wrapper, w := range wrappers {
					if len(shape) == 0 && strings.Contains(wrapper, "VMap") {
						continue
					}
					got, want := waysToDerivatives(t, w.of(graph.NewFunc(f)), wrt, x, y), waysToDerivatives(t, w.plain(graph.NewFunc(using(f))), wrt, x, y)
					for way, all := range want {
						sameValues(t, way+" of "+wrapper+" of "+name, got[way], all)
					}
				}
			}
		}
	}
}

func sameValues(t *testing.T, what string, got, want []G.Value) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d outputs, want %d", what, len(got), len(want))
		return
	}
	for i, v := range want {
		if !build.SameShape(got[i].Shape(), v.Shape()) {
			t.Errorf("%s: shape %v, want %v", what, got[i].Shape(), v.Shape())
		}
		closeTo(t, what, ops.Data[float64](got[i]), ops.Data[float64](v), 1e-13)
	}
}

// An input too many is an error still, through all that can be made of a function; a gradient given by hand may use what the function
// does not.
func TestInputsTooMany(t *testing.T) {
	x := drawn(1, 3)
	for wrapper, w := range wrappers {
		_, err := w.of(graph.NewFunc(func(in G.Nodes) *G.Node { return ops.Mul(in[0], in[1]) })).Call(x, x, x)
		if custom := strings.Contains(wrapper, "CustomGradient"); custom != (err == nil) || !custom && !strings.Contains(err.Error(), "makes use of the first 2") {
			t.Errorf("%s: %v", wrapper, err)
		}
	}
	reversed := graph.CustomGradient(func(in G.Nodes) *G.Node { return ops.Sin(in[0]) }, func(in, _, u G.Nodes) G.Nodes {
		return G.Nodes{ops.Mul(ops.Neg(in[1]), ops.Mul(u[0], ops.Cos(in[0]))), nil}
	})
	got := called(t, graph.Pullback(reversed), x, G.NewF64(3), x)[0]
	want := called(t, graph.NewFunc(func(x *G.Node) *G.Node { return ops.MulConst(ops.Mul(x, ops.Cos(x)), -3) }), x)[0]
	closeTo(t, "reversed gradient", got, want, 1e-15)
}
