package graph_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// norm is the function of the tests: sum of squares of x, times s.
func norm(in G.Nodes) *G.Node { return ops.Mul(ops.Sum(ops.Square(in[0])), in[1]) }

func TestFuncCachesShapes(t *testing.T) {
	built := 0
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		built++
		return G.Nodes{norm(in)}
	})
	for range 3 {
		for _, x := range [][]float64{{3}, {3, 4}, {1, 2, 2}} {
			out, err := f.Call(graphtest.Vec(x...), G.NewF64(2))
			if err != nil {
				t.Fatal(err)
			}
			want := 0.
			for _, v := range x {
				want += 2 * v * v
			}
			if got := graph.Float(out[0]); got != want {
				t.Errorf("f(%v) = %v, want %v", x, got, want)
			}
		}
	}
	if built != 3 {
		t.Errorf("built %d times for three shapes", built)
	}
}

// (n), (n, 1) and (1, n) are three shapes, though tensor.Shape.Eq takes them for one.
func TestFuncTellsVectorsFromColumns(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Exp(in[0])} })
	for _, shape := range [][]int{{4}, {4, 1}, {1, 4}} {
		out, err := f.Call(tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(shape...)))
		if err != nil {
			t.Fatal(err)
		}
		if got := out[0].Shape(); len(got) != len(shape) || got[0] != shape[0] {
			t.Errorf("exp of shape %v has shape %v", shape, got)
		}
	}
}

func TestValueAndGrad(t *testing.T) {
	x, s := graphtest.Vec(3, 4), G.NewF64(2)
	out, err := graph.ValueAndGrad(norm, 1, 0).Call(x, s)
	if err != nil {
		t.Fatal(err)
	}
	if v, ds, dx := graph.Float(out[0]), graph.Float(out[1]), ops.Data[float64](out[2]); v != 50 || ds != 25 || dx[0] != 12 || dx[1] != 16 {
		t.Errorf("value %v, gradients %v and %v, want 50, 25 and [12 16]", v, ds, dx)
	}
	out, err = graph.Grad(norm).Call(x, s)
	if err != nil || len(out) != 1 || ops.Data[float64](out[0])[0] != 12 {
		t.Errorf("Grad gives %v, %v", out, err)
	}
	if _, err := graph.Grad(norm, 2).Call(x, s); err == nil || !strings.Contains(err.Error(), "input 2 of 2") {
		t.Errorf("a gradient with respect to input 2 of 2: %v", err)
	}
}

// Results do not depend on what else runs: run with the race detector.
func TestFuncConcurrently(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{norm(in), ops.Tanh(in[0])} })
	var wg sync.WaitGroup
	for k := range 16 {
		wg.Go(func() {
			for n := 1; n < 20; n++ {
				x := make([]float64, n)
				for i := range x {
					x[i] = float64(k)
				}
				out, err := f.Call(graphtest.Vec(x...), G.NewF64(1))
				if err != nil {
					t.Error(err)
					return
				}
				if got := graph.Float(out[0]); got != float64(n*k*k) {
					t.Errorf("sum of %d squares of %d is %v", n, k, got)
				}
				if got := ops.Data[float64](out[1])[n-1]; got != math.Tanh(float64(k)) {
					t.Errorf("tanh %d is %v", k, got)
				}
			}
		})
	}
	wg.Wait()
}

// Outputs are the caller's: the next call does not change them.
func TestFuncOutputsAreCopies(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Exp(in[0]), in[0]} })
	first, err := f.Call(graphtest.Vec(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Call(graphtest.Vec(1, 1)); err != nil {
		t.Fatal(err)
	}
	if got := ops.Data[float64](first[0]); got[0] != 1 {
		t.Errorf("the first call's output became %v", got)
	}
}

func TestFuncRunAllocatesNothing(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{norm(in)} })
	in := []G.Value{graphtest.Vec(1, 2, 3), G.NewF64(2)}
	use := func(out []G.Value) error { return nil }
	if n := testing.AllocsPerRun(50, func() { _ = f.Run(in, use) }); n != 0 {
		t.Errorf("%v allocations a run, want none", n)
	}
}

// A mistake is an error that says where it is: in this file, at the line of the call.
func TestFuncBuildError(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		return G.Nodes{ops.Add(in[0], in[1])}
	})
	_, err := f.Call(graphtest.Vec(1, 2), graphtest.Vec(1, 2, 3))
	var b *graph.BuildError
	if !errors.As(err, &b) {
		t.Fatalf("error %v, want a BuildError", err)
	}
	if !strings.HasPrefix(b.Where, "func_test.go:") || len(b.Shapes) != 2 || b.Op != "add" {
		t.Errorf("%+v", b)
	}
	if _, err := f.Call(graphtest.Vec(1), nil); err == nil || !strings.Contains(err.Error(), "input 1 of the call is nil") {
		t.Errorf("a nil input: %v", err)
	}
}

// A bug of the caller's function is not taken for a mistake of shapes: it still crashes. (Ops name the operand that is nil.)
func TestFuncLetsBugsPass(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a nil dereference while building was swallowed")
		}
	}()
	var none *struct{ n *G.Node }
	_, _ = graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{none.n} }).Call(graphtest.Vec(1))
}

func ExampleValueAndGrad() {
	f := graph.ValueAndGrad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(in[0])) })
	out, err := f.Call(tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{3, 4})))
	if err != nil {
		panic(err)
	}
	fmt.Println(graph.Float(out[0]), out[1])
	// Output: 25 [6  8]
}

// A function that is nil is an error of every call.
func TestFuncOfNil(t *testing.T) {
	for name, f := range map[string]*graph.Func{"NewFunc": graph.NewFunc[func(G.Nodes) G.Nodes](nil), "Grad": graph.Grad[func(G.Nodes) *G.Node](nil), "ValueAndGrad": graph.ValueAndGrad[*graph.Func](nil)} {
		for range 2 {
			if _, err := f.Call(graphtest.Vec(1, 2)); err == nil || !strings.Contains(err.Error(), "the function is nil: give one") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
