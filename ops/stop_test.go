package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The derivative of x·stop(x) is stop(x), and that of stop(x) alone 0, in both types; the value is x.
func TestStopGradient(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		g := G.NewGraph()
		x := G.NewVector(g, dt, G.WithShape(2), G.WithName("x"))
		held := ops.StopGradient(x)
		y := ops.Sum(ops.Add(ops.Mul(x, held), held))
		dx, err := graph.Gradient(y, x)
		if err != nil {
			t.Fatal(err)
		}
		p, err := graph.Compile(y, dx[0])
		if err != nil {
			t.Fatal(err)
		}
		v := ops.NewValue(dt, tensor.Shape{2}).(*tensor.Dense)
		for i, f := range []float64{3, -2} {
			if dt == tensor.Float64 {
				ops.Data[float64](v)[i] = f
			} else {
				ops.Data[float32](v)[i] = float32(f)
			}
		}
		if err := p.Let(x, v); err != nil {
			t.Fatal(err)
		}
		if err := p.RunAll(); err != nil {
			t.Fatal(err)
		}
		for i, want := range []float64{3, -2} {
			got := 0.
			if dt == tensor.Float64 {
				got = ops.Data[float64](p.Value(dx[0]))[i]
			} else {
				got = float64(ops.Data[float32](p.Value(dx[0]))[i])
			}
			if got != want {
				t.Errorf("%v: derivative %d is %v, want %v", dt, i, got, want)
			}
		}
		if s := graph.Float(p.Value(y)); s != 14 {
			t.Errorf("%v: value %v, want 14", dt, s)
		}
	}
}
