package bnn

import (
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// offset is the bias of a linear map: a distribution, a plain weight, or none.
type offset struct {
	weight *weight
	plain  *G.Node
}

// loc is the mean; nil without a bias.
func (b offset) loc() *G.Node {
	if b.weight != nil {
		return b.weight.loc
	}
	return b.plain
}

// leastVariance is added to the variance of a row's product: the root has no slope at 0, where a row of zeros would be.
// Its root, 1e-10, is below float32's rounding of anything near 1.
const leastVariance = 1e-20

// localReparametrization is act(N(x*loc, z²*sd²)), where z is x, or x along the columns of a Correlated: two products, and noise for each element of the result.
func localReparametrization(s *layers.Scope, l layers.Linear, x *G.Node, k *weight, b offset) *G.Node {
	mean := l.Product(x, k.loc, b.loc(), layers.None)
	least := ops.Full(s.Graph(), s.Dtype(), leastVariance, l.Out())
	if b.weight != nil {
		least = ops.Add(ops.Square(b.weight.scale), least)
	}
	along := k.along(x, b.weight)
	sd := ops.Sqrt(l.Product(ops.Square(along), ops.Square(k.scale), least, layers.None))
	eps := ops.Normal(s.Key(), s.Stream("local"), s.Dtype(), mean.Shape()...)
	return l.Activation.Forward(s, ops.Add(mean, ops.Mul(sd, eps)))
}

// along is rows along the columns of a kernel's factor, x L + c, or x if it has none.
func (t *weight) along(x *G.Node, bias *weight) *G.Node {
	if t.factor == nil {
		return x
	}
	x = ops.MatMul(x, t.factor, false, false)
	if bias != nil {
		x = ops.Add(x, bias.factor)
	}
	return x
}

// flipout is act(x*loc + ((x r)*deviation) t) with signs r for each row's inputs and t for its outputs. The bias is the
// weight of an input of 1 whose sign is +.
func (w *wrapper) flipout(s *layers.Scope, l layers.Linear, x *G.Node, k *weight, b offset) *G.Node {
	var bias *G.Node
	if b.weight != nil {
		bias = b.weight.deviation()
	}
	mean := l.Product(x, k.loc, b.loc(), layers.None)
	moved := l.Product(ops.Mul(x, signs(s, "signs_in", x)), k.deviation(), bias, layers.None)
	return l.Activation.Forward(s, ops.Add(mean, ops.Mul(moved, signs(s, "signs_out", mean))))
}

// signs is +-1 for each row and channel of x, the same at all positions between: (n, 1, ..., channels).
func signs(s *layers.Scope, name string, x *G.Node) *G.Node {
	shape := x.Shape().Clone()
	for i := 1; i < len(shape)-1; i++ {
		shape[i] = 1
	}
	return ops.AddConst(ops.DropoutMask(s.Key(), s.Stream(name), .5, s.Dtype(), shape...), -1)
}
