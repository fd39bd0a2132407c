package ops

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// batching batches an op of x, params and perhaps the gradient of images and log-slopes by taking the elements of all rows for
// those of one. Both halves of a vector are cut by rows, before and after.
func (u univariate) batching(n *G.Node, again func(u univariate, in ...*G.Node) *G.Node) *G.Node {
	size := n.Shape().TotalSize()
	end := size - u.count() // of the first half; the second has one number an element
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		t := u.times(rows, in, mapped)
		all := []*G.Node{t.x, t.params}
		if len(in) == 3 {
			all = append(all, byHalf(spread(rows, in[2], mapped[2], 2*u.count()), u.count()))
		}
		return byRow(rows, again(t, all...), end)
	})
}

// times is u for n rows, of which x, or the parameters, may be the same for all.
func (u univariate) times(n int, in []*G.Node, mapped []bool) univariate {
	p, outer := lastExtent("", u.params), u.count()/max(u.rows*u.repeat, 1)
	params, shape := Reshape(in[1], -1, 1, p), tensor.Shape{n * outer, u.rows, u.repeat}
	if mapped[1] { // each row has its own, which its elements may share in turn
		params = Reshape(in[1], n, 1, -1)
		params = Reshape(BroadcastTo(params, tensor.Shape{n, outer, u.rows * p}), -1, 1, p)
		shape = tensor.Shape{1, n * outer * u.rows, u.repeat}
	}
	return univariateOf(u.of, Reshape(spread(n, in[0], mapped[0], u.count()), shape...), params)
}

// byRow is n rows of two halves each, of two halves of n rows each, of which the first ends at an element of a row.
func byRow(n int, v *G.Node, end int) *G.Node {
	all := v.Shape().TotalSize()
	return Concat(1, Reshape(Slice(v, 0, 0, n*end), n, -1), Reshape(Slice(v, 0, n*end, all), n, -1))
}

// byHalf undoes byRow.
func byHalf(rows *G.Node, end int) *G.Node {
	first, second := Slice(rows, 1, 0, end), Slice(rows, 1, end, rows.Shape()[1])
	return Concat(0, Reshape(first, -1), Reshape(second, -1))
}
