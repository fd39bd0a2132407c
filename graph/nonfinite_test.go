package graph_test

import (
	"errors"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// finite runs log(x) + y in a layer called head, and reports what is wrong with it.
func finite(t *testing.T, x, y []float64) *graph.NonFiniteError {
	t.Helper()
	g := G.NewGraph()
	a, b := build.Input(g, tensor.Float64, "x", 3), build.Input(g, tensor.Float64, "head/bias", 3)
	first := len(g.AllNodes())
	h := ops.Add(ops.Log(a), b)
	build.Name(g, first, "head")
	p, err := graph.Compile(ops.Sum(ops.Exp(h)))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Let(a, graphtest.Vec(x...)), p.Let(b, graphtest.Vec(y...)), p.RunAll()); err != nil {
		t.Fatal(err)
	}
	err = p.Finite()
	if err == nil {
		return nil
	}
	var e *graph.NonFiniteError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	return e
}

func TestNonFinite(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y []float64
		want string
	}{
		{"finite", []float64{1, 2, 3}, []float64{0, 0, 0}, ""},
		{"harmless infinity", []float64{1, 0, 3}, []float64{0, 0, 0}, ""}, // exp(log 0) is 0
		{"log of a negative", []float64{1, 2, -3}, []float64{0, 0, 0}, "first non-finite value: NaN in row 2 of log (head)"},
		{"parameter", []float64{1, 2, 3}, []float64{0, math.NaN(), 0}, "first non-finite value: NaN in row 1 of input (head/bias)"},
		{"data", []float64{math.Inf(1), 2, 3}, []float64{0, 0, 0}, "first non-finite value: +Inf in row 0 of input (x)"},
		{"overflow", []float64{1, 2, 3}, []float64{0, 1e4, 0}, "first non-finite value: +Inf in row 1 of exp (outside every layer)"},
	} {
		got := ""
		if e := finite(t, c.x, c.y); e != nil {
			got = e.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// In a derivative the layer is named whose gradient it is.
func TestNonFiniteGradient(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2)
	first := len(g.AllNodes())
	h := ops.Sqrt(x)
	build.Name(g, first, "body")
	d, err := graph.Gradient(ops.Sum(h), x)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(d[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Let(x, graphtest.Vec(1, 0)), p.RunAll()); err != nil {
		t.Fatal(err)
	}
	var e *graph.NonFiniteError
	if !errors.As(p.Finite(), &e) || !e.Grad || e.Path != "body" || e.Row != 1 {
		t.Errorf("the gradient of sqrt at 0 is reported as %+v", e)
	}
}
