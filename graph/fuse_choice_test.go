package graph_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// edged are numbers at and beside the limits of the comparisons below, with zeros of both signs and what is not finite.
func edged(dt tensor.Dtype, n int) *tensor.Dense {
	one, down := math.Nextafter(1, 2), math.Nextafter(1, 0)
	least := math.SmallestNonzeroFloat64
	if dt == tensor.Float32 {
		one, down, least = float64(math.Nextafter32(1, 2)), float64(math.Nextafter32(1, 0)), math.SmallestNonzeroFloat32
	}
	kinds := []float64{0, math.Copysign(0, -1), 1, one, down, -1, least, -least, math.Inf(1), math.Inf(-1), math.NaN(), .5, 7}
	v := tensor.New(tensor.Of(dt), tensor.WithShape(n))
	for i := range n {
		x := kinds[(i+i/len(kinds))%len(kinds)]
		if dt == tensor.Float32 {
			ops.Data[float32](v)[i] = float32(x)
		} else {
			ops.Data[float64](v)[i] = x
		}
	}
	return v
}

// A Where whose mask compares with a number compares for itself, and gives the bits of the two ops, wherever its argument is
// beside the limit.
func TestChoicesCompareForThemselves(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, n := range []int{2, 65, 5000} {
			g := G.NewGraph()
			x := G.NewTensor(g, dt, 1, G.WithShape(n), G.WithName("x"), G.WithValue(edged(dt, n)))
			y := G.NewTensor(g, dt, 1, G.WithShape(n), G.WithName("y"), G.WithValue(graphtest.NewSource(dt).Tensor(1, n)))
			number := func(c float64) *G.Node { return ops.Full(g, dt, c) }
			masks := G.Nodes{
				ops.Between(x, -1, 1), ops.Between(x, 0, math.Inf(1)), ops.Equal(x, number(0)), ops.Equal(number(1), x),
				ops.Less(x, number(0)), ops.Less(x, number(1)), ops.Less(number(1), x), ops.Less(number(0), x),
			}
			var all G.Nodes
			for _, m := range masks {
				all = append(all, ops.Where(m, x, y), ops.Where(m, number(math.NaN()), ops.Exp(y)))
			}
			none := G.Nodes{ // limits beyond which nothing lies, a number that is none, and a mask that is asked for
				ops.Where(ops.Less(x, number(math.Inf(-1))), x, y), ops.Where(ops.Equal(x, number(math.NaN())), x, y), ops.Where(ops.Less(x, y), x, y),
			}
			checkFused(t, fmt.Sprint("choices of ", dt, n), append(all, none...))
			p, err := graph.Compile(all...)
			if err != nil {
				t.Fatal(err)
			}
			q, err := graph.Compile(append(none, masks[0], all[0])...)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := graph.Taken(p)["choice"], graph.Taken(q)["choice"]; a != len(all) || b != 0 {
				t.Errorf("%v: %d choices of %d, and %d where there is none", dt, a, len(all), b)
			}
		}
	}
}

// What is read through a stop_gradient is what it passes on, which is a step of its own only where its value is asked for.
func TestStopGradientIsNotCopied(t *testing.T) {
	s, g := graphtest.NewSource(tensor.Float64), G.NewGraph()
	x := s.Input(g, "x", 1, 9)
	e := ops.Exp(x)
	still := ops.StopGradient(ops.StopGradient(e))
	y := ops.Mul(still, ops.Add(x, still))
	checkFused(t, "passed on", G.Nodes{y})
	checkFused(t, "asked for", G.Nodes{y, still, e, ops.StopGradient(x)})
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	if n := graph.Steps(p); n != 1 {
		t.Errorf("%d steps, want one of tiles", n)
	}
}
