package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// Reorder is the last axis of x in another order: y[..., j] = x[..., order[j]], where order holds 0, ..., k-1, each once. Its adjoint, the
// order undone, is its inverse.
func Reorder(x *G.Node, order ...int) *G.Node {
	const name = "reorder"
	k := lastExtent(name, x)
	floats(name, x)
	if len(order) != k {
		build.Fail(name, shapes(x), "the order is of %d numbers, the last axis has %d", len(order), k)
	}
	back := make([]int, k)
	for j := range back {
		back[j] = -1
	}
	for j, i := range order {
		if i < 0 || i >= k || back[i] >= 0 {
			build.Fail(name, shapes(x), "number %d of the order is %d: want each of 0 to %d once", j, i, k-1)
		}
		back[i] = j
	}
	if slices.IsSorted(order) {
		return x
	}
	return reorder(x, slices.Clone(order), back)
}

// reorder is Reorder of an order that is known to be one, with the order that undoes it.
func reorder(x *G.Node, order, back []int) *G.Node {
	numbers := make([]float64, len(order))
	for j, i := range order {
		numbers[j] = float64(i)
	}
	f := pick(x.Dtype(), reordered[float32](order), reordered[float64](order))
	return apply("reorder("+digest(numbers)+")", x.Shape(), f, func(_ []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{reorder(dy, back, order)}
	}, x)
}

func reordered[T kernel.Float](order []int) compute {
	return func(out G.Value, in []G.Value) { kernel.Reorder(Data[T](out), Data[T](in[0]), order) }
}
