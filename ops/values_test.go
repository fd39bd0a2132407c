package ops_test

import (
	"slices"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Values are those that were given, whatever becomes of the slice; lists that differ anywhere are different nodes.
func TestValues(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := make([]float64, 1000)
		x[0] = 3
		a := ops.Values(f.g, dt, x, 10, 100)
		x[500] = -1
		b := ops.Values(f.g, dt, x, 10, 100)
		got := f.eval(ops.Sub(a, b))
		want := make([]float64, 1000)
		want[500] = 1
		if !slices.Equal(got, want) || a == b {
			t.Errorf("%v: the difference of two lists is %v at the place where they differ", dt, got[500])
		}
	}
	failsToBuild(t, func(g *G.ExprGraph) { ops.Values(g, tensor.Float64, []float64{1, 2}, 3) })
	failsToBuild(t, func(*G.ExprGraph) { ops.Values(nil, tensor.Float64, []float64{1, 2}, 2) })
}

func failsToBuild(t *testing.T, f func(g *G.ExprGraph)) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no error")
		}
	}()
	f(G.NewGraph())
}

// The parts of a Split, joined, are what was split; in another order, or of two nodes, they are not.
func TestConcatOfSplit(t *testing.T) {
	f := newFixture(tensor.Float64)
	x, y := f.input(tensor.Shape{2, 6}, make([]float64, 12)), f.input(tensor.Shape{2, 6}, make([]float64, 12))
	for _, axis := range []int{0, 1} {
		sizes := []int{1, 1}
		if axis == 1 {
			sizes = []int{1, 2, 3}
		}
		parts := ops.Split(x, axis, sizes...)
		if ops.Concat(axis, parts...) != x {
			t.Errorf("axis %d: the parts are another node", axis)
		}
		slices.Reverse(parts)
		if ops.Concat(axis, parts...) == x || ops.Concat(axis, ops.Split(x, axis, sizes...)[0], ops.Split(y, axis, sizes...)[1]) == x {
			t.Errorf("axis %d: other parts are the same node", axis)
		}
		if ops.Concat(axis, ops.Split(x, axis, sizes...)[:len(sizes)-1]...) == x {
			t.Errorf("axis %d: a part is the whole", axis)
		}
	}
}
