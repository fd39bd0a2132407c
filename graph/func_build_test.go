package graph_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// within fails instead of hanging.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(60 * time.Second):
		t.Fatal("the call waits for itself")
	}
}

// Gorgonia's Rectify, Conv2d and MaxPool2D count in a global variable: Funcs and Functions that use them are built one at a
// time, whoever builds them. Run with the race detector.
func TestBuiltAtOnce(t *testing.T) {
	image := tensor.New(tensor.WithShape(1, 1, 4, 4), tensor.Of(tensor.Float64))
	kernel := tensor.New(tensor.WithShape(1, 1, 2, 2), tensor.Of(tensor.Float64))
	net := func(in G.Nodes) *G.Node {
		y := G.Must(G.Rectify(G.Must(G.Conv2d(in[0], in[1], tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{1, 1}))))
		return G.Must(G.Sum(G.Must(G.MaxPool2D(y, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}))))
	}
	within(t, func() {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{net(in)} }).Call(image, kernel); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				f := layers.NewFunction(func(_ *layers.Scope, in G.Nodes) *G.Node { return net(in) })
				if _, err := f.Init(1, image, kernel); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// A Func may call another one while it is built, also from several goroutines at once, in either direction.
func TestFuncCallsAnotherWhileBuilt(t *testing.T) {
	double := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.MulConst(in[0], 2)} })
	var f, g *graph.Func
	calls := func(other **graph.Func, n int) func(in G.Nodes) G.Nodes {
		return func(in G.Nodes) G.Nodes {
			factor := 1.
			if size := in[0].Shape()[0]; size > 1 {
				out, err := (*other).Call(graphtest.Vec(make([]float64, size-1)...))
				if err != nil {
					panic(err)
				}
				factor += float64(out[0].Shape()[0])
			}
			out, err := double.Call(graphtest.Vec(factor, float64(n)))
			if err != nil {
				panic(err)
			}
			return G.Nodes{ops.MulConst(in[0], ops.Data[float64](out[0])[0])}
		}
	}
	f, g = graph.NewFunc(calls(&g, 1)), graph.NewFunc(calls(&f, 2))
	within(t, func() {
		var all sync.WaitGroup
		for k := range 8 {
			all.Go(func() {
				out, err := []*graph.Func{f, g}[k%2].Call(graphtest.Vec(1, 1, 1))
				if err != nil || ops.Data[float64](out[0])[0] != 6 {
					t.Errorf("%v, %v, want 6", out, err)
				}
			})
		}
		all.Wait()
	})
}

// A Func that calls itself with what it is being built for has no end: an error. With other shapes it may have one. After a
// panic, or an error, the next call builds again.
func TestFuncCallsItself(t *testing.T) {
	var f *graph.Func
	f = graph.NewFunc(func(in G.Nodes) G.Nodes {
		if n := in[0].Shape()[0]; n > 1 {
			if _, err := f.Call(graphtest.Vec(make([]float64, n/2)...)); err != nil {
				panic(err)
			}
		}
		return G.Nodes{ops.Sum(in[0])}
	})
	endless := graph.NewFunc(func(in G.Nodes) G.Nodes {
		out, err := f.Call(graphtest.Vec(1, 1))
		if err != nil {
			panic(err)
		}
		return G.Nodes{ops.MulConst(in[0], graph.Float(out[0]))}
	})
	within(t, func() {
		if out, err := endless.Call(graphtest.Vec(1, 2)); err != nil || ops.Data[float64](out[0])[1] != 4 {
			t.Errorf("%v, %v", out, err)
		}
		f = endless
		for range 2 {
			if _, err := endless.Call(graphtest.Vec(1, 1, 1)); err != nil { // it is built for two already
				t.Error(err)
			}
			var again *graph.Func
			again = graph.NewFunc(func(in G.Nodes) G.Nodes {
				_, err := again.Call(graphtest.Vec(1, 2))
				panic(err)
			})
			for range 2 {
				if _, err := again.Call(graphtest.Vec(1, 2)); err == nil || !strings.Contains(err.Error(), "calls itself with inputs of the types and shapes that it is being built for: [float64 (2,)]") {
					t.Errorf("an endless function: %v", err)
				}
			}
		}
	})
	fails := true
	flaky := graph.NewFunc(func(in G.Nodes) G.Nodes {
		if fails {
			panic("bug")
		}
		return in
	})
	within(t, func() {
		func() {
			defer func() {
				if recover() != "bug" {
					t.Error("the panic was lost")
				}
			}()
			_, _ = flaky.Call(graphtest.Vec(1, 2))
		}()
		fails = false
		if _, err := flaky.Call(graphtest.Vec(1, 2)); err != nil {
			t.Error(err)
		}
	})
}

// Wrong numbers of inputs are errors with the counts; an index that is wrong for another reason is a bug, which passes.
func TestFuncCountsInputs(t *testing.T) {
	add := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Add(in[0], in[1])} }
	tail := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Add(in[0], in[1:3][1])} }
	rest := func(in G.Nodes) G.Nodes { return append(G.Nodes{in[0]}, in[3:]...) }
	for i, c := range []struct {
		f    func(in G.Nodes) G.Nodes
		n    int
		want string
	}{
		{add, 0, "given 0 inputs and takes at least 1"}, {add, 1, "given 1 inputs and takes at least 2"}, {add, 2, ""},
		{add, 3, "given 3 inputs and makes use of the first 2: leave the others out"}, {add, 4, "given 4 inputs and makes use of the first 2"},
		{tail, 2, "given 2 inputs and takes at least 3"}, {tail, 3, ""}, {rest, 2, "given 2 inputs and takes at least 3"}, {rest, 5, ""},
	} {
		in := make([]G.Value, c.n)
		for i := range in {
			in[i] = graphtest.Vec(1, 2)
		}
		_, err := graph.NewFunc(c.f).Call(in...)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("case %d: %v, want %q", i, err, c.want)
		}
		l := layers.NewFunction(func(_ *layers.Scope, in G.Nodes) *G.Node { return ops.Sum(c.f(in)[0]) })
		_, err = l.Apply(&layers.Params{}, in...)
		if i < 7 && (c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want))) {
			t.Errorf("case %d, a Function: %v, want %q", i, err, c.want)
		}
	}
	named := graph.NewFunc(add)
	named.InputNames = []string{"a", "b", "unused"}
	if _, err := named.Call(graphtest.Vec(1, 2), graphtest.Vec(1, 2), graphtest.Vec(3, 4)); err != nil {
		t.Errorf("a third input with a name: %v", err)
	}
	if _, err := graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(in[0]) }, 1).Call(graphtest.Vec(1, 2), graphtest.Vec(3, 4)); err != nil {
		t.Errorf("the gradient with respect to an input that is not used: %v", err)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "index out of range [2] with length 2") {
			t.Errorf("a bug came out as %v", r)
		}
	}()
	_, _ = graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{in[0], in[make([]int, 2)[len(in[0].Shape())+1]]} }).Call(graphtest.Vec(1, 2), graphtest.Vec(1, 2))
}

// A node that the function makes under the name of an input is a node of its own.
func TestFuncOwnNames(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		own := G.NewVector(in[0].Graph(), tensor.Float64, G.WithShape(2), G.WithName("in0"), G.WithValue(graphtest.Vec(10, 20)))
		return G.Nodes{ops.Add(in[0], own)}
	})
	for range 2 {
		out, err := f.Call(graphtest.Vec(1, 2))
		if err != nil || ops.Data[float64](out[0])[1] != 22 || ops.Data[float64](out[0])[0] != 11 {
			t.Errorf("%v, %v, want [11 22]", out, err)
		}
	}
}

// A tensor without axes is a scalar, of this library's ops and of Gorgonia's, in every machine.
func TestScalarTensors(t *testing.T) {
	for name, square := range map[string]func(n *G.Node) *G.Node{"own": ops.Square, "Gorgonia's": func(n *G.Node) *G.Node { return G.Must(G.Square(n)) }} {
		f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{square(in[0])} })
		for _, v := range []G.Value{tensor.New(tensor.FromScalar(3.)), G.NewF64(3), tensor.New(tensor.WithBacking([]float64{3}))} {
			out, err := f.Call(v)
			if err != nil || graph.Float(out[0]) != 9 || len(out[0].Shape()) != 0 {
				t.Errorf("%s, %T: %v, %v", name, v, out, err)
			}
			g := G.NewGraph()
			x := G.NewScalar(g, tensor.Float64, G.WithName("x"))
			y := square(x)
			if err := G.Let(x, v); err != nil {
				continue // Gorgonia's own refusal
			}
			if err := graph.NewVM(g).RunAll(); err != nil || graph.Float(y.Value()) != 9 {
				t.Errorf("%s, %T on a VM: %v, %v", name, v, y.Value(), err)
			}
		}
	}
}
