package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// defaultEpsilon is PyTorch's; Flax has the same for BatchNorm and 1e-6 for LayerNorm.
const defaultEpsilon = 1e-5

// LayerNorm brings each row to mean 0 and variance 1 along its last axis, then scales and shifts it element by element:
//
//	y = scale (x - m) / sqrt(v + Epsilon) + bias,  m = mean(x), v = mean((x - m)^2) over the last axis
//
// It keeps the shape of x, (n, ..., c). Ba, Kiros, Hinton (2016), arXiv:1607.06450, eq. 4. PyTorch's LayerNorm(c) calls
// scale and bias weight and bias.
type LayerNorm struct {
	Epsilon float64 // zero: 1e-5
}

// Forward declares scale (c) and bias (c), which begin as 1 and 0.
func (l LayerNorm) Forward(s *Scope, x *G.Node) *G.Node {
	c := channels(x, "layernorm")
	eps := epsilon("layernorm", x, l.Epsilon)
	scale, bias := affine(s, c)
	y, _, _ := ops.Normalize(x, scale, bias, eps, x.Dims()-1)
	return y
}

// BatchNorm brings each channel to mean 0 and variance 1, then scales and shifts it:
//
//	y = scale (x - m) / sqrt(v + Epsilon) + bias
//
// It keeps the shape of x, (n, ..., c). In training m and v are mean and variance of the channel over all other axes of
// the batch, which is therefore never cut into shards; in prediction they are the states mean and var, which each
// training step moves towards the batch's, Momentum of the way: a Trainer does, and in an explicit loop Params.With. Ioffe,
// Szegedy (2015), arXiv:1502.03167, algorithms 1, 2.
//
// The conventions are PyTorch's: a row is normalized with the variance of divisor N, the state var follows that of divisor
// N-1, and Momentum is the weight of the new value, PyTorch's .1 being Flax's .9. PyTorch's BatchNorm1d and 2d call scale,
// bias, mean and var weight, bias, running_mean and running_var. Weights of rows play no part in m and v.
type BatchNorm struct {
	Epsilon  float64 // zero: 1e-5
	Momentum float64 // in (0, 1]; zero: .1
}

// Forward declares scale (c) and bias (c), which begin as 1 and 0, and the states mean (c) and var (c), as 0 and 1.
func (b BatchNorm) Forward(s *Scope, x *G.Node) *G.Node {
	const op = "batchnorm"
	c := channels(x, op)
	eps := epsilon(op, x, b.Epsilon)
	if b.Momentum == 0 {
		b.Momentum = .1
	}
	if !(b.Momentum > 0 && b.Momentum <= 1) {
		build.Fail(op, []tensor.Shape{x.Shape()}, "Momentum is the weight of the batch in the running mean, above 0 and at most 1; it is %g", b.Momentum)
	}
	mean, variance := s.State("mean", Zeros, c), s.State("var", Constant(1), c)
	scale, bias := affine(s, c)
	if !s.Training() {
		slope := ops.Div(scale, ops.Sqrt(ops.AddConst(variance, eps)))
		return ops.Add(ops.Mul(ops.Sub(x, mean), slope), bias)
	}
	terms := x.Shape().TotalSize() / c
	if terms < 2 {
		build.Fail(op, []tensor.Shape{x.Shape()}, "a single value of a channel has no variance: choose a BatchSize that leaves no single row over at the end of an epoch")
	}
	s.WholeBatch()
	y, m, v := ops.Normalize(x, scale, bias, eps, []int{0, 1, 2}[:x.Dims()-1]...)
	b.follow(s, mean, m, 1)
	b.follow(s, variance, v, float64(terms)/float64(terms-1))
	return y
}

// follow moves a state towards factor times the batch's value.
func (b BatchNorm) follow(s *Scope, state, batch *G.Node, factor float64) {
	s.Update(state, ops.Add(ops.MulConst(state, 1-b.Momentum), ops.MulConst(batch, b.Momentum*factor)))
}

// affine declares the scale and the bias of c channels.
func affine(s *Scope, c int) (scale, bias *G.Node) {
	return s.Param("scale", Constant(1), c), s.Param("bias", Zeros, c)
}

// channels is the extent of the last axis.
func channels(x *G.Node, op string) int {
	build.Given(op, x)
	s := x.Shape()
	if len(s) < 2 {
		build.Fail(op, []tensor.Shape{s}, "the input must have rows and channels, (n, ..., c): reshape it first")
	}
	return s[len(s)-1]
}

func epsilon(op string, x *G.Node, eps float64) float64 {
	if eps == 0 {
		return defaultEpsilon
	}
	if !(eps > 0) {
		build.Fail(op, []tensor.Shape{x.Shape()}, "Epsilon is added to a variance, so it must be positive; it is %g", eps)
	}
	return eps
}
