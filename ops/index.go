package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pick is x[..., index[...]]: x (..., k) and index (...) -> (...), -Inf where the index is not an integer in [0, k). The
// leading axes of x and index are broadcast. The gradient goes to the picked elements; the index has none.
func Pick(x, index *G.Node) *G.Node {
	const name = "pick"
	k := lastExtent(name, x)
	floats(name, x, index)
	shape := pickShape(x, index)
	x, index = BroadcastTo(x, append(shape.Clone(), k)), BroadcastTo(index, shape)
	f := pick(x.Dtype(), pickRows[float32](k), pickRows[float64](k))
	n := still(apply(name, shape, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{keep(OneHot(in[1], k), addAxis(dy)), nil}
	}, x, index), 1)
	cut := pickBetween[float64](k)
	if x.Dtype() == tensor.Float32 {
		cut = pickBetween[float32](k)
	}
	n.Op().(*op).rows = &Rows{N: shape.TotalSize(), Work: exponential * float64(shape.TotalSize()), Compute: cut}
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		size := shape.TotalSize()
		x, index := spread(rows, in[0], mapped[0], size*k), spread(rows, in[1], mapped[1], size)
		return stack(Pick(Reshape(x, rows*size, k), Reshape(index, rows*size)), rows, shape)
	})
}

// pickShape is the shape that the leading axes of x and index broadcast to.
func pickShape(x, index *G.Node) tensor.Shape {
	lead := x.Shape()
	lead = lead[:len(lead)-1]
	shape, ok := broadcastShapes(lead, index.Shape())
	if !ok {
		build.Fail("pick", shapes(x, index), "the index must have the leading axes %s of x, or broadcast with them", build.ShapeString(lead))
	}
	if len(shape) == maxRank {
		build.Fail("pick", shapes(x, index), "the result with x's last axis would have more than %d axes", maxRank)
	}
	return shape
}

// pickBetween is pickRows of the rows from lo to hi.
func pickBetween[T kernel.Float](k int) func(out G.Value, in []G.Value, lo, hi int) {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.Pick(Data[T](out)[lo:hi], Data[T](in[0])[lo*k:hi*k], Data[T](in[1])[lo:hi], k)
	}
}

func pickRows[T kernel.Float](k int) compute {
	return func(out G.Value, in []G.Value) { kernel.Pick(Data[T](out), Data[T](in[0]), Data[T](in[1]), k) }
}

// OneHot is 1 at element index[...] of a new last axis of extent k and 0 elsewhere: (...) -> (..., k). A row is all 0 where
// the index is not an integer in [0, k). It has no gradient.
func OneHot(index *G.Node, k int) *G.Node {
	name := named("one_hot", k)
	floats(name, index)
	if k < 1 || index.Dims() == maxRank {
		build.Fail(name, shapes(index), "%d classes and an index of %d axes: at least 1 and at most %d are possible", k, index.Dims(), maxRank-1)
	}
	f := pick(index.Dtype(), rows(kernel.OneHot[float32], k), rows(kernel.OneHot[float64], k))
	n := apply(name, append(index.Shape(), k), f, nil, index)
	return batching(n, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		return stack(OneHot(Reshape(in[0], -1), k), rows, n.Shape())
	})
}
