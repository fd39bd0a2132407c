package graphtest

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Numbers copies the elements of a value.
func Numbers(v G.Value) []float64 {
	if v == nil {
		return nil
	}
	if d, ok := v.(*tensor.Dense); ok && d.RequiresIterator() {
		v = d.Materialize().(*tensor.Dense)
	}
	var out []float64
	switch v.Dtype() {
	case tensor.Float64:
		return append(out, ops.Data[float64](v)...)
	case tensor.Float32:
		for _, x := range ops.Data[float32](v) {
			out = append(out, float64(x))
		}
	case tensor.Bool:
		for _, b := range plan.Bytes(v) {
			out = append(out, float64(b))
		}
	}
	return out
}

// Agree fails unless two lists of numbers are equal to a tolerance relative to the larger of 1 and the numbers.
func Agree(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		switch g := got[i]; {
		case g == w || g != g && w != w:
		case !(math.Abs(g-w) <= tolerance*max(1, math.Abs(w))):
			t.Fatalf("%s, element %d: %v, want %v", what, i, g, w)
		}
	}
}

// MustRun runs a machine once.
func MustRun(t testing.TB, vm G.VM) {
	t.Helper()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
}

// Scalar is an input of float64.
func Scalar(g *G.ExprGraph, name string, x float64) *G.Node {
	return G.NewScalar(g, tensor.Float64, G.WithName(name), G.WithValue(x))
}

// Value is the number that a node has.
func Value(n *G.Node) float64 { return Numbers(n.Value())[0] }

// Vec is a vector of float64.
func Vec(x ...float64) *tensor.Dense {
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
}

// GradOf is the gradient that a machine bound to a node.
func GradOf(t *testing.T, n *G.Node) G.Value {
	t.Helper()
	d, err := n.Grad()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Median sorts x.
func Median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// Timed is how many microseconds a run takes.
func Timed(b *testing.B, p G.VM) float64 {
	start := time.Now()
	if err := p.RunAll(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start).Seconds() * 1e6
}
