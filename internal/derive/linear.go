package derive

import (
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// linearBack is the gradient of products of matrices and vectors. The one of Gorgonia's OuterProd is wrong, and that of a
// product with a vector is made of it.
func linearBack(p *pull) []*G.Node {
	a, b, dy := p.operands[0], p.operands[1], p.dy
	ta, tb := p.Flag("transA"), p.Flag("transB")
	switch p.Fields.FieldByName("āBinaryOperator").Uint() {
	case native.MatVec:
		b, dy = column(b), column(dy)
		tb = false
	case native.VecDot:
		b, ta, tb = column(b), true, false
		a, dy = column(a), ops.Reshape(dy, 1, 1)
	case native.OuterProd:
		a, b, ta, tb = column(a), column(b), false, true
	case native.BatchedMatMul:
		return p.batched(ta, tb)
	}
	da, db := ops.MatMul(dy, b, false, !tb), ops.MatMul(a, dy, !ta, false)
	if ta {
		da = ops.MatMul(b, dy, tb, true)
	}
	if tb {
		db = ops.MatMul(dy, a, true, ta)
	}
	return []*G.Node{ops.Reshape(da, p.In[0]...), ops.Reshape(db, p.In[1]...)}
}

func column(x *G.Node) *G.Node { return ops.Reshape(x, -1, 1) }

// batched is the gradient of BatchedMatMul.
func (p *pull) batched(ta, tb bool) []*G.Node {
	a, b, dy := p.operands[0], p.operands[1], p.dy
	product := func(a, b *G.Node, ta, tb bool) *G.Node { return must(G.BatchedMatMul(a, b, ta, tb)) }
	da, db := product(dy, b, false, !tb), product(a, dy, !ta, false)
	if ta {
		da = product(b, dy, tb, true)
	}
	if tb {
		db = product(dy, a, true, ta)
	}
	return []*G.Node{da, db}
}
