package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// batch is the product for n rows: one product of taller matrices where only the left operand differs from row to row, else
// one for each row.
func (p product) batch(n int, in []*G.Node, mapped []bool) *G.Node {
	a, b := in[0], in[1]
	out := tensor.Shape{p.m, p.n}
	switch {
	case !mapped[1] && !p.transA:
		return stack(MatMul(Reshape(a, n*p.m, p.k), b, false, p.transB), n, out)
	case !mapped[1] && (p.m == 1 || p.k == 1): // a vector is its own transpose
		return stack(MatMul(Reshape(a, n*p.m, p.k), b, false, p.transB), n, out)
	case !mapped[1] && p.n == 1: // A' b = (b' A)'
		return stack(BatchMatMul(Reshape(b, p.k), Reshape(a, n, p.k*p.m), p.k, false, false), n, out)
	case !mapped[1]:
		a = BatchTranspose(Reshape(a, n, p.k*p.m), p.k)
		return stack(MatMul(Reshape(a, n*p.m, p.k), b, false, p.transB), n, out)
	case !mapped[0] && p.n == 1: // (A b)' = b' A'
		return stack(MatMul(Reshape(b, n, p.k), a, false, !p.transA), n, out)
	}
	a, b = entries(n, a, mapped[0], p.m*p.k), entries(n, b, mapped[1], p.k*p.n)
	return stack(BatchMatMul(a, b, p.k, p.transA, p.transB), n, out)
}

// batchDense is a layer for n rows: one layer of more samples where only these differ, else a product for each row.
func batchDense(p product, act Activation, n int, in []*G.Node, mapped []bool) *G.Node {
	out := tensor.Shape{p.m, p.n}
	var bias *G.Node
	if len(in) == 3 {
		bias = in[2]
	}
	if !slices.Contains(mapped[1:], true) {
		return stack(Dense(Reshape(in[0], n*p.m, p.k), in[1], bias, act), n, out)
	}
	var y *G.Node
	switch {
	case mapped[0] || mapped[1]:
		y = p.batch(n, in[:2], mapped[:2])
	default: // the bias alone differs
		y = MatMul(in[0], in[1], false, false)
	}
	if bias != nil {
		if mapped[2] {
			bias = Reshape(bias, n, 1, p.n)
		}
		y = Add(y, bias)
	}
	if a, nonlinear := outputs[act]; nonlinear {
		y = a.of(y)
	}
	return y
}

// entries is the matrices of so many entries of n rows as batches have them, along the last axis.
func entries(n int, x *G.Node, mapped bool, size int) *G.Node {
	if mapped {
		return Reshape(x, n, size)
	}
	return Reshape(x, size)
}

// matrixByMatrix batches an op of one matrix, or of its diagonal, by the op of many.
func matrixByMatrix(out tensor.Shape, many func(x *G.Node) *G.Node) batcher {
	return func(_ *op, n int, in []*G.Node, _ []bool) *G.Node {
		return stack(many(Reshape(in[0], n, -1)), n, out)
	}
}

// pieceByPiece batches an op of what is along the last axis of x.
func pieceByPiece(x, out tensor.Shape, many func(x *G.Node) *G.Node) batcher {
	last := x[len(x)-1]
	return func(_ *op, n int, in []*G.Node, _ []bool) *G.Node {
		return stack(many(Reshape(in[0], -1, last)), n, out)
	}
}

// pairByPair batches an op of pairs of matrices, along the last axes of a and b, whose other axes are broadcast.
func pairByPair(a, b *G.Node, out tensor.Shape, many func(a, b *G.Node) *G.Node) batcher {
	shapes := []tensor.Shape{leading(a), leading(b)}
	last := []int{a.Shape()[a.Dims()-1], b.Shape()[b.Dims()-1]}
	lead, _ := broadcastShapes(shapes...)
	return func(_ *op, n int, in []*G.Node, mapped []bool) *G.Node {
		extents := []tensor.Shape{padded(shapes[0], len(lead)), padded(shapes[1], len(lead))}
		if len(lead) >= maxRank-1 {
			if extents = build.MergeAxes(extents, lead); len(extents[0]) >= maxRank-1 {
				return nil
			}
		}
		pair := make([]*G.Node, 2)
		for i, x := range in {
			shape := append(extents[i].Clone(), last[i])
			if mapped[i] {
				shape = append(tensor.Shape{n}, shape...)
			}
			pair[i] = Reshape(x, shape...)
		}
		return stack(many(pair[0], pair[1]), n, out)
	}
}

// along is n stacked values of a shape, with the axes before and after a given one joined: (n before, extent, after).
func along(n int, x *G.Node, mapped bool, shape tensor.Shape, axis int) *G.Node {
	before, after := shape[:axis].TotalSize(), shape[axis+1:].TotalSize()
	return Reshape(spread(n, x, mapped, shape.TotalSize()), n*before, shape[axis], after)
}

// broadcastRows repeats n stacked values of shape from to shape to.
func broadcastRows(n int, x *G.Node, from, to tensor.Shape) *G.Node {
	extents := []tensor.Shape{padded(from, len(to)), to}
	if len(to) >= maxRank {
		if extents = build.MergeAxes(extents, to); len(extents[0]) >= maxRank {
			return nil
		}
	}
	x = Reshape(x, append([]int{n}, extents[0]...)...)
	return stack(BroadcastTo(x, append(tensor.Shape{n}, extents[1]...)), n, to)
}

// reduceRows batches a reduction of what has a shape over the marked axes to the shape out.
func reduceRows(shape tensor.Shape, mark []bool, out tensor.Shape, again func(x *G.Node, axes []int) *G.Node) batcher {
	return func(_ *op, n int, in []*G.Node, _ []bool) *G.Node {
		if shape.TotalSize() == out.TotalSize() { // of one element each
			return stack(in[0], n, out)
		}
		extents, axes := tensor.Shape{n}, []int{}
		kept := true // whether the last of extents, which may be joined by another one of its kind, is kept
		for axis, extent := range shape {
			switch {
			case extent == 1:
				continue
			case mark[axis] == !kept && len(extents) > 1:
				extents[len(extents)-1] *= extent
				continue
			}
			if kept = !mark[axis]; !kept {
				axes = append(axes, len(extents))
			}
			extents = append(extents, extent)
		}
		if len(extents) > maxRank {
			return nil
		}
		return stack(again(Reshape(in[0], extents...), axes), n, out)
	}
}
