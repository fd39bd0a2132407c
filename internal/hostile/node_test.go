package hostile_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// inputs are the tensors that nodes are made of: of every rank, both types, a key, indices, NaN and infinities.
func inputs() []G.Value {
	return []G.Value{
		G.NewF64(.5), values(3), values(2), values(2, 3), values(2, 1), values(3, 3), values(2, 3, 4), values(2, 3, 3, 2), values(4), values(4, 2),
		tensor.New(tensor.WithShape(2, 3), tensor.WithBacking([]float32{1, 2, 3, 4, 5, 6})),
		tensor.New(tensor.WithShape(4), tensor.WithBacking([]int64{1, 2, 3, 4})),
		tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{math.NaN(), math.Inf(1)})),
		tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{-1, 1e300})),
	}
}

// values are i/8 + .1 in a shape.
func values(shape ...int) *tensor.Dense {
	v := tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float64))
	for i, x := 0, ops.Data[float64](v); i < len(x); i++ {
		x[i] = float64(i)/8 + .1
	}
	return v
}

// args draws arguments among nodes of in, nil, and other things that functions of this library take.
func args(seed uint64, name string, in G.Nodes) *hostile.Args {
	a := &hostile.Args{Rand: rand.New(rng.New(seed, name, 0, 0).Source())}
	node := func() *G.Node {
		if a.IntN(8) == 0 {
			return nil
		}
		return in[a.IntN(len(in))]
	}
	a.Make = map[reflect.Type]func() reflect.Value{
		reflect.TypeFor[*G.Node](): func() reflect.Value { return reflect.ValueOf(node()) },
		reflect.TypeFor[*G.ExprGraph](): func() reflect.Value {
			if a.IntN(8) == 0 {
				return reflect.ValueOf((*G.ExprGraph)(nil))
			}
			return reflect.ValueOf(in[0].Graph())
		},
	}
	return a
}

// call calls f with hostile arguments.
func call(a *hostile.Args, f reflect.Value) []reflect.Value {
	t := f.Type()
	var in []reflect.Value
	for i := range t.NumIn() {
		if i == t.NumIn()-1 && t.IsVariadic() {
			return f.CallSlice(append(in, a.Of(t.In(i))))
		}
		in = append(in, a.Of(t.In(i)))
	}
	return f.Call(in)
}

// nodesOf are those among results.
func nodesOf(results []reflect.Value) (nodes G.Nodes) {
	for _, r := range results {
		switch r := r.Interface().(type) {
		case *G.Node:
			nodes = append(nodes, r)
		case []*G.Node:
			nodes = append(nodes, r...)
		case G.Nodes:
			nodes = append(nodes, r...)
		case distributions.Divergence:
			nodes = append(nodes, r.Value, r.StdErr)
		}
	}
	return slices.DeleteFunc(nodes, func(n *G.Node) bool { return n == nil })
}

// survives builds, compiles and runs what f makes of nodes, and its gradient, and fails if a panic comes out.
func survives(t *testing.T, name string, seed uint64, f func(in G.Nodes) G.Nodes) (built bool) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s, seed %d: panic: %v%s", name, seed, r, stack())
		}
	}()
	in := inputs()
	names := make([]string, len(in))
	for i := range in {
		names[i] = fmt.Sprint("in", i)
	}
	forward := graph.NewFunc(f)
	forward.InputNames = names
	_, err := forward.Call(in...)
	back := graph.Grad(func(in G.Nodes) *G.Node {
		y := f(in)
		if len(y) == 0 {
			return nil
		}
		return ops.Sum(y[0])
	}, 1, 3, 6, 7)
	back.InputNames = names
	_, _ = back.Call(in...)
	return err == nil
}
