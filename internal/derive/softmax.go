package derive

import (
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// softmaxDiffBack is the gradient of softmaxGrad, y (g - sum y g), for y and g, or of g - e^y sum g, of LogSoftMax. With the
// gradient d of that, sums being over the lanes,
//
//	for y: d g - d sum y g - g sum d y        for g: y (d - sum d y)
//	for y: -d e^y sum g                       for g: d - sum d e^y
func softmaxDiffBack(p *pull) []*G.Node {
	l := native.SoftmaxLanes(p.Node)
	lane := tensor.Shape{l.Outer, l.N, l.Inner}
	y, g, d := Shaped(p.operands[1], lane), Shaped(p.operands[2], lane), Shaped(p.dy, lane)
	sum := func(x *G.Node) *G.Node { return ops.Reshape(ops.Sum(x, 1), l.Outer, 1, l.Inner) }
	var dy, dg *G.Node
	if native.IsLog(p.Node) {
		e := ops.Exp(y)
		dy = ops.Neg(ops.Mul(ops.Mul(d, e), sum(g)))
		dg = ops.Sub(d, sum(ops.Mul(d, e)))
	} else {
		dot := sum(ops.Mul(d, y))
		dy = ops.Sub(ops.Mul(d, ops.Sub(g, sum(ops.Mul(y, g)))), ops.Mul(g, dot))
		dg = ops.Mul(y, ops.Sub(d, dot))
	}
	return []*G.Node{nil, Shaped(dy, p.In[1]), Shaped(dg, p.In[2])}
}

// groupNormBack is r (dy - mean dy - y mean y dy) with the means over a group, r = 1/sqrt(v + eps) and v the variance of a
// group of x: a formula for any order in the place of an op that prints the gradient whenever it runs.
func groupNormBack(p *pull) []*G.Node {
	groups := p.In[0][0] * p.Number("numGroups")
	rows := tensor.Shape{groups, p.In[0].TotalSize() / groups}
	x, y, dy := Shaped(p.operands[0], rows), Shaped(p.n, rows), Shaped(p.dy, rows)
	mean := func(x *G.Node) *G.Node { return ops.Reshape(ops.Mean(x, 1), groups, 1) }
	eps := p.Fields.FieldByName("epsilon").Float()
	v := mean(ops.Square(ops.Sub(x, mean(x))))
	r := ops.Reciprocal(ops.Sqrt(ops.AddConst(v, eps)))
	d := ops.Sub(ops.Sub(dy, mean(dy)), ops.Mul(y, mean(ops.Mul(y, dy))))
	return []*G.Node{Shaped(ops.Mul(r, d), p.In[0])}
}
