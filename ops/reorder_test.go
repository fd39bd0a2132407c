package ops_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Each number of a row is the one that the order names, of matrices, vectors and more axes, in one op; the order undone gives x back.
func TestReorder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for _, shape := range []tensor.Shape{{7}, {4, 5}, {3, 1, 6}, {2, 1}, {2, 2, 64}} {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			f := newFixture(dt)
			k := shape[len(shape)-1]
			order, back := r.Perm(k), make([]int, k)
			for j, i := range order {
				back[i] = j
			}
			x := f.input(shape, uniform(2, shape.TotalSize(), -1, 1))
			y := ops.Reorder(x, order...)
			in, out, again := f.eval(x), f.eval(y), f.eval(ops.Reorder(y, back...))
			for i := range in {
				if want := in[i/k*k+order[i%k]]; out[i] != want || again[i] != in[i] {
					t.Fatalf("%v of %v in %v: number %d is %v, want %v; undone %v, want %v", order, shape, dt, i, out[i], want, again[i], in[i])
				}
			}
			if y != x && y.Op().(ops.Computer) == nil {
				t.Errorf("%v is no op of this package", y.Op())
			}
		}
	}
}

// Two orders are two nodes, one order is one, and none is none.
func TestReorderIsToldByItsOrder(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.vector(1, 2, 3)
	a, b := ops.Reorder(x, 2, 0, 1), ops.Reorder(x, 1, 2, 0)
	if a == b || a != ops.Reorder(x, 2, 0, 1) || x != ops.Reorder(x, 0, 1, 2) {
		t.Errorf("%v and %v", a, b)
	}
	order := []int{2, 1, 0}
	c := ops.Reorder(x, order...)
	order[0] = 1
	if got := f.eval(c); got[0] != 3 {
		t.Errorf("an order that its owner changes gives %v", got)
	}
}

// What is no order of the numbers is refused, with what is wrong with it.
func TestReorderRefuses(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.input(tensor.Shape{2, 3}, uniform(1, 6, 0, 1))
	for want, order := range map[string][]int{
		"of 2 numbers, the last axis has 3": {1, 0}, "number 1 of the order is 0": {0, 0, 1}, "number 2 of the order is 3": {0, 1, 3}, "number 0 of the order is -1": {-1, 1, 2},
	} {
		err := refusal(func() *G.Node { return ops.Reorder(x, order...) })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", order, err, want)
		}
	}
	if err := refusal(func() *G.Node { return ops.Reorder(f.input(tensor.Shape{}, []float64{1}), 0) }); err == nil {
		t.Error("a scalar was reordered")
	}
}

// refusal is the error with which f ends.
func refusal(f func() *G.Node) (err error) {
	defer build.Recover(&err)
	f()
	return nil
}
