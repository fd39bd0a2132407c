package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SymDiff is the gradient for all operands that have one.
func (l *loop) SymDiff(in G.Nodes, y, dy *G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	return l.Pull(in, y, dy, l.body.differs), nil
}

// Pull is the loop over the gradient of a row. What a row reads of an operand that others read too is summed over these.
func (l *loop) Pull(in G.Nodes, _, dy *G.Node, want []bool) G.Nodes {
	b := l.body
	given, operands, strides := slices.Clone(b.given), slices.Clone(in), slices.Clone(l.strides)
	var us G.Nodes
	for k, o := range b.outs {
		u := placeholder(o, o.Shape())
		us, given = append(us, u), append(given, u)
		operands, strides = append(operands, l.part(dy, k)), append(strides, rowMajor(l.dims))
	}
	grads := make(G.Nodes, len(in))
	var wrt G.Nodes
	var of []int
	for j := range in {
		if want[j] && b.differs[j] {
			wrt, of = append(wrt, b.given[j]), append(of, j)
		}
	}
	if len(wrt) == 0 {
		return grads
	}
	for k, d := range l.again(vjp(b.outs, us, wrt, b.given), given, operands, strides) {
		grads[of[k]] = l.summed(d, of[k], in[of[k]].Shape())
	}
	return grads
}

// again are the loops over other outputs of a row, one for each type.
func (l *loop) again(outs, given, operands G.Nodes, strides [][]int) G.Nodes {
	result := make(G.Nodes, len(outs))
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		var some G.Nodes
		var at []int
		for k, o := range outs {
			if o.Dtype() == dt {
				some, at = append(some, o), append(at, k)
			}
		}
		if len(some) == 0 {
			continue
		}
		b, needed := newBody(given, some)
		c := &loop{body: b, dims: l.dims}
		var in G.Nodes
		for j, x := range operands {
			if needed[j] {
				in, c.strides = append(in, x), append(c.strides, strides[j])
			}
		}
		if len(in) == 0 { // constant gradients still have rows
			for i, o := range some {
				result[at[i]] = repeatRows(o, product(l.dims))
			}
			continue
		}
		for i, y := range c.apply(in) {
			result[at[i]] = y
		}
	}
	return result
}

// part is what belongs to output k of the vector dy, with all its rows.
func (l *loop) part(dy *G.Node, k int) *G.Node {
	inner := product(l.dims[l.lead:])
	at := 0
	for _, o := range l.body.outs[:k] {
		at += inner * o.Shape().TotalSize()
	}
	size := inner * l.body.outs[k].Shape().TotalSize()
	return ops.Slice(ops.Reshape(dy, -1, inner*l.body.size()), 1, at, at+size)
}

// rowMajor are the strides of what differs along all axes.
func rowMajor(dims []int) []int {
	s := make([]int, len(dims))
	n := 1
	for d := len(dims) - 1; d >= 0; d-- {
		s[d], n = n, n*dims[d]
	}
	return s
}

// summed is the gradient d of all rows for operand j, summed over the axes along which that does not differ.
func (l *loop) summed(d *G.Node, j int, shape tensor.Shape) *G.Node {
	rest := l.body.given[j].Shape().TotalSize()
	for axis := len(l.dims) - 1; axis >= 0; axis-- {
		n := l.dims[axis]
		if l.strides[j][axis] > 0 {
			rest *= n
			continue
		}
		if n > 1 {
			d = ops.Sum(ops.Reshape(d, product(l.dims[:axis]), n, rest), 1)
		}
	}
	return derive.Shaped(d, shape)
}
