package derive

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// symDiff is what Gorgonia says, for ranks that package ops does not know.
func (p *pull) symDiff() []*G.Node {
	grads, err := p.Op.(G.SDOp).SymDiff(p.operands, p.n, p.dy)
	build.Throw(p.Op.String(), err)
	return grads
}

// spread gives a gradient the axes along which its op reduced the operand.
func (p *pull) spread(d *G.Node) *G.Node {
	kept := p.In[0].Clone()
	for _, a := range p.Numbers("along") {
		kept[a] = 1
	}
	return ops.BroadcastTo(ops.Reshape(d, kept...), p.In[0])
}

func sumBack(p *pull) []*G.Node {
	if len(p.In[0]) > 4 {
		return p.symDiff()
	}
	return []*G.Node{p.spread(p.dy)}
}

// maxBack shares the gradient among the largest elements, as ops.Max does. Gorgonia gives each the whole of it, which makes
// 2 of the derivative of max(a, a).
func maxBack(p *pull) []*G.Node {
	if len(p.In[0]) > 4 {
		build.Fail(p.Op.String(), p.In, "the maximum of more than four axes has no derivative: reshape it first")
	}
	axes := p.Numbers("along")
	ties := ops.Equal(p.operands[0], p.spread(p.n))
	zero := ops.Full(p.n.Graph(), p.n.Dtype(), 0)
	return []*G.Node{ops.Where(ties, p.spread(ops.Div(p.dy, ops.Sum(ties, axes...))), zero)}
}

// repeatBack sums what became of each element. Gorgonia's sums the axis, which is right if it had one element, and drops it.
func repeatBack(p *pull) []*G.Node {
	along := p.Number("along")
	from := native.Padded(p.In[0], len(p.Out))
	before, inner := tensor.ProdInts(p.Out[:along]), tensor.ProdInts(p.Out[along+1:])
	d := Shaped(p.dy, tensor.Shape{before, from[along], p.Out[along] / from[along], inner})
	return []*G.Node{Shaped(ops.Sum(d, 2), p.In[0]), nil}
}

func reshapeBack(p *pull) []*G.Node { return []*G.Node{Shaped(p.dy, p.In[0])} }

func concatBack(p *pull) []*G.Node {
	if len(p.Out) > 4 {
		return p.symDiff()
	}
	axis := p.Number("axis")
	sizes := make([]int, len(p.In))
	for i, s := range p.In {
		sizes[i] = s[axis]
	}
	return ops.Split(p.dy, axis, sizes...)
}

func diagBack(p *pull) []*G.Node { return []*G.Node{Shaped(ops.TakeDiag(p.dy), p.In[0])} }

// unsliceBack is the gradient of a slice's gradient for what is put among zeros: the slice. Gorgonia says the same, but that
// it depends on the first operand instead, which only tells the shape.
func unsliceBack(p *pull) []*G.Node {
	return []*G.Node{nil, p.symDiff()[1]}
}

// atBack puts a number in its place among zeros. Gorgonia says that At has no gradient.
func atBack(p *pull) []*G.Node {
	at := 0
	for i, k := range p.Numbers("coordinates") {
		at = at*p.In[0][i] + k
	}
	parts := []*G.Node{ops.Reshape(p.dy, 1)}
	for side, n := range []int{at, p.In[0].TotalSize() - at - 1} {
		if n > 0 {
			parts = slices.Insert(parts, side*len(parts), ops.Full(p.n.Graph(), p.n.Dtype(), 0, n))
		}
	}
	return []*G.Node{Shaped(ops.Concat(0, parts...), p.In[0])}
}

// unindexBack picks the rows again that the gradient of ByIndices added up.
func unindexBack(p *pull) []*G.Node {
	return []*G.Node{nil, must(G.ByIndices(p.dy, p.operands[2], p.Number("axis"))), nil}
}
