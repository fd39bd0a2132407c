package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// symDiff is what Gorgonia says, for ranks that package ops does not know.
func (p *pull) symDiff() []*G.Node {
	grads, err := p.op.(G.SDOp).SymDiff(p.operands, p.n, p.dy)
	build.Throw(p.op.String(), err)
	return grads
}

// spread gives a gradient the axes along which its op reduced the operand.
func (p *pull) spread(d *G.Node) *G.Node {
	kept := p.in[0].Clone()
	for _, a := range p.numbers("along") {
		kept[a] = 1
	}
	return ops.BroadcastTo(ops.Reshape(d, kept...), p.in[0])
}

func sumBack(p *pull) []*G.Node {
	if len(p.in[0]) > 4 {
		return p.symDiff()
	}
	return []*G.Node{p.spread(p.dy)}
}

// maxBack shares the gradient among the largest elements, as ops.Max does. Gorgonia gives each the whole of it, which makes
// 2 of the derivative of max(a, a).
func maxBack(p *pull) []*G.Node {
	if len(p.in[0]) > 4 {
		build.Fail(p.op.String(), p.in, "the maximum of more than four axes has no derivative: reshape it first")
	}
	axes := p.numbers("along")
	ties := ops.Equal(p.operands[0], p.spread(p.n))
	zero := ops.Full(p.n.Graph(), p.n.Dtype(), 0)
	return []*G.Node{ops.Where(ties, p.spread(ops.Div(p.dy, ops.Sum(ties, axes...))), zero)}
}

// repeatBack sums what became of each element. Gorgonia's sums the axis, which is right if it had one element, and drops it.
func repeatBack(p *pull) []*G.Node {
	along := p.number("along")
	from := padded(p.in[0], len(p.out))
	before, inner := tensor.ProdInts(p.out[:along]), tensor.ProdInts(p.out[along+1:])
	d := shaped(p.dy, tensor.Shape{before, from[along], p.out[along] / from[along], inner})
	return []*G.Node{shaped(ops.Sum(d, 2), p.in[0]), nil}
}

func reshapeBack(p *pull) []*G.Node { return []*G.Node{shaped(p.dy, p.in[0])} }

func concatBack(p *pull) []*G.Node {
	if len(p.out) > 4 {
		return p.symDiff()
	}
	axis := p.number("axis")
	sizes := make([]int, len(p.in))
	for i, s := range p.in {
		sizes[i] = s[axis]
	}
	return ops.Split(p.dy, axis, sizes...)
}

func diagBack(p *pull) []*G.Node { return []*G.Node{shaped(ops.TakeDiag(p.dy), p.in[0])} }

// unsliceBack is the gradient of a slice's gradient for what is put among zeros: the slice. Gorgonia says the same, but that
// it depends on the first operand instead, which only tells the shape.
func unsliceBack(p *pull) []*G.Node {
	return []*G.Node{nil, p.symDiff()[1]}
}

// atBack puts a number in its place among zeros. Gorgonia says that At has no gradient.
func atBack(p *pull) []*G.Node {
	at := 0
	for i, k := range p.numbers("coordinates") {
		at = at*p.in[0][i] + k
	}
	parts := []*G.Node{ops.Reshape(p.dy, 1)}
	for side, n := range []int{at, p.in[0].TotalSize() - at - 1} {
		if n > 0 {
			parts = slices.Insert(parts, side*len(parts), ops.Full(p.n.Graph(), p.n.Dtype(), 0, n))
		}
	}
	return []*G.Node{shaped(ops.Concat(0, parts...), p.in[0])}
}

// unindexBack picks the rows again that the gradient of ByIndices added up.
func unindexBack(p *pull) []*G.Node {
	return []*G.Node{nil, must(G.ByIndices(p.dy, p.operands[2], p.number("axis"))), nil}
}
