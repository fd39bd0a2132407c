package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Take is x[index[...], ...], rows of a table: x (rows, ...), index (i...) -> (i..., ...). The index is int64, or whole
// numbers of x's type, as a column of data is; float32 counts up to 2^24 = 16,777,216. An index that is not an integer in
// [0, rows) gives a row of NaN, so that it does not pass unseen. The gradient of a row is the sum of those of its copies,
// added in order; the index has none.
func Take(x, index *G.Node) *G.Node {
	const name = "take"
	checkTake(name, x, index)
	s := x.Shape()
	t := table{s[0], s[1:]}
	shape := append(index.Shape().Clone(), s[1:]...)
	if len(shape) > maxRank {
		build.Fail(name, shapes(x, index), "the result would have %d axes, at most %d are possible: reshape the index first", len(shape), maxRank)
	}
	return t.take(x, index)
}

func checkTake(name string, x, index *G.Node) {
	build.Given(name, x, index)
	floats(name, x)
	if x.Dims() == 0 {
		build.Fail(name, shapes(x, index), "a scalar has no rows to take")
	}
	if dt := index.Dtype(); dt != tensor.Int64 && dt != x.Dtype() {
		build.Fail(name, shapes(x, index), "%s is %v: an index is int64, or whole numbers of the type %v of the table", label(index), dt, x.Dtype())
	}
}

// table is rows of a shape.
type table struct {
	rows int
	row  tensor.Shape
}

// width is the number of elements of a row.
func (t table) width() int { return t.row.TotalSize() }

func (t table) take(x, index *G.Node) *G.Node {
	shape := append(index.Shape().Clone(), t.row...)
	f := pick(x.Dtype(), gatherOf[float32](t, index.Dtype()), gatherOf[float64](t, index.Dtype()))
	n := still(apply("take", shape, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{t.put(dy, in[1]), nil}
	}, x, index), 1)
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		if mapped[0] || index.Dtype() == tensor.Int64 {
			return nil
		}
		return stack(t.take(in[0], Reshape(in[1], -1)), rows, shape)
	})
}

// put is the table of the sums of the rows of dy that have the same index: the adjoint of take.
func (t table) put(dy, index *G.Node) *G.Node {
	f := pick(dy.Dtype(), scatterOf[float32](t, index.Dtype()), scatterOf[float64](t, index.Dtype()))
	return still(apply(named("put", t.rows), append(tensor.Shape{t.rows}, t.row...), f, func(in []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{t.take(d, in[1]), nil}
	}, dy, index), 1)
}

func gatherOf[T kernel.Float](t table, index tensor.Dtype) compute {
	if index == tensor.Int64 {
		return func(out G.Value, in []G.Value) {
			kernel.Gather(Data[T](out), Data[T](in[0]), Data[int64](in[1]), t.rows, t.width())
		}
	}
	return func(out G.Value, in []G.Value) {
		kernel.Gather(Data[T](out), Data[T](in[0]), Data[T](in[1]), t.rows, t.width())
	}
}

func scatterOf[T kernel.Float](t table, index tensor.Dtype) compute {
	if index == tensor.Int64 {
		return func(out G.Value, in []G.Value) {
			kernel.Scatter(Data[T](out), Data[T](in[0]), Data[int64](in[1]), t.rows, t.width())
		}
	}
	return func(out G.Value, in []G.Value) {
		kernel.Scatter(Data[T](out), Data[T](in[0]), Data[T](in[1]), t.rows, t.width())
	}
}
