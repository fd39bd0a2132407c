package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// instance is an op with operands on which it is differentiable.
type instance struct {
	name     string
	operands []operand
	f        func(in []*G.Node) *G.Node
	once     bool // has no second derivative for all inputs
}

func one(f func(*G.Node) *G.Node) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return f(in[0]) }
}

func two(f func(a, b *G.Node) *G.Node) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return f(in[0], in[1]) }
}

// mask01 turns an operand into zeros and ones.
func mask01(x *G.Node) *G.Node { return ops.Between(x, 0, 10) }

func elementwise() []instance {
	all, positive := []operand{in(2, 3)}, []operand{within(.6, 3, 2, 3)}
	off := []operand{within(.1, 2, 5), within(-2, -.1, 5)} // both sides of a kink at 0
	sides := func(f func(*G.Node) *G.Node) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return ops.Concat(0, f(in[0]), f(in[1])) }
	}
	return []instance{
		{"neg", all, one(ops.Neg), false},
		{"abs", off, sides(ops.Abs), false},
		{"sign", off, sides(ops.Sign), false},
		{"square", all, one(ops.Square), false},
		{"sqrt", positive, one(ops.Sqrt), false},
		{"reciprocal", positive, one(ops.Reciprocal), false},
		{"exp", all, one(ops.Exp), false},
		{"expm1", all, one(ops.Expm1), false},
		{"log", positive, one(ops.Log), false},
		{"log1p", positive, one(ops.Log1p), false},
		{"sin", all, one(ops.Sin), false},
		{"cos", all, one(ops.Cos), false},
		{"tanh", all, one(ops.Tanh), false},
		{"sigmoid", all, one(ops.Sigmoid), false},
		{"log_sigmoid", all, one(ops.LogSigmoid), false},
		{"softplus", all, one(ops.Softplus), false},
		{"relu", off, sides(ops.ReLU), false},
		{"leaky_relu", off, sides(func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .2) }), false},
		{"elu", off, sides(func(x *G.Node) *G.Node { return ops.ELU(x, .7) }), false},
		{"gelu", all, one(ops.GELU), false},
		{"silu", all, one(ops.SiLU), false},
		{"erf", all, one(ops.Erf), false},
		{"erfc", all, one(ops.Erfc), false},
		{"normal_cdf", all, one(ops.NormalCDF), false},
		{"log_normal_cdf", []operand{within(-6, 3, 8)}, one(ops.LogNormalCDF), false},
		{"lgamma", positive, one(ops.Lgamma), false},
		{"digamma", positive, one(ops.Digamma), true},
		{"log_exp_e1", []operand{within(.05, 6, 8)}, one(ops.LogExpE1), false},
		{"add_const", all, one(func(x *G.Node) *G.Node { return ops.AddConst(x, 3) }), false},
		{"mul_const", all, one(func(x *G.Node) *G.Node { return ops.MulConst(x, -.3) }), false},
		{"clip", []operand{within(-.9, .9, 4), within(1.1, 2, 4)}, sides(func(x *G.Node) *G.Node { return ops.Clip(x, -1, 1) }), false},
		{"scalar", []operand{in()}, one(ops.Exp), false},
	}
}

func binaries() []instance {
	ab := []operand{in(2, 3), within(.6, 2, 2, 3)}
	outer := []operand{in(3, 1), within(.6, 2, 2)}
	deep := []operand{in(2, 1, 3), within(.6, 2, 2, 1)}
	four := []operand{in(2, 1, 2, 1), within(.6, 2, 3, 1, 2)}
	less := []operand{within(-2, 0, 2, 1), within(.1, 2, 3)}
	unit := []operand{within(.2, 2, 3), within(.2, 2, 2, 1), within(.1, .9, 2, 3)}
	where := func(in []*G.Node) *G.Node { return ops.Where(mask01(in[0]), in[1], in[2]) }
	return []instance{
		{"add", ab, two(ops.Add), false},
		{"add log weight", ab, two(ops.AddLogWeight), false},
		{"add outer", outer, two(ops.Add), false},
		{"sub row", []operand{in(2, 3), in(3)}, two(ops.Sub), false},
		{"sub scalar", []operand{in(), in(3)}, two(ops.Sub), false},
		{"mul", ab, two(ops.Mul), false},
		{"mul deep", deep, two(ops.Mul), false},
		{"mul rank 4", four, two(ops.Mul), false},
		{"mul itself", []operand{in(3)}, one(func(x *G.Node) *G.Node { return ops.Mul(x, x) }), false},
		{"div", ab, two(ops.Div), false},
		{"div outer", outer, two(ops.Div), false},
		{"maximum", less, two(ops.Maximum), false},
		{"minimum", less, two(ops.Minimum), false},
		{"xlogy", ab, two(ops.XLogY), false},
		{"xlogy outer", outer, two(ops.XLogY), false},
		{"xlog1py", deep, two(ops.XLog1pY), false},
		{"where", []operand{in(2, 3), in(3), in(2, 1)}, where, false},
		{"reg_inc_beta", unit, func(in []*G.Node) *G.Node {
			return ops.RegIncBeta(constant(in[0]), constant(in[1]), in[2])
		}, false},
		{"dense", []operand{in(4, 3), in(3, 2), in(2)}, func(in []*G.Node) *G.Node {
			return ops.Dense(in[0], in[1], in[2], ops.ActTanh)
		}, false},
		{"dense without bias", []operand{in(4, 3), in(3, 2)}, func(in []*G.Node) *G.Node {
			return ops.Dense(in[0], in[1], nil, ops.ActLinear)
		}, false},
	}
}

// constant is x/x·c for some c: a value of x's shape that has no gradient.
func constant(x *G.Node) *G.Node { return ops.AddConst(mask01(x), .8) }

func reductions() []instance {
	deep := []operand{in(2, 3, 2, 2)}
	over := func(f func(*G.Node, ...int) *G.Node, axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return f(in[0], axes...) }
	}
	return []instance{
		{"sum", deep, over(ops.Sum), false},
		{"sum 1,3", deep, over(ops.Sum, 1, -1), false},
		{"sum 0,2", deep, over(ops.Sum, 0, 2), false},
		{"mean 2", deep, over(ops.Mean, 2), false},
		{"mean 0,3", deep, over(ops.Mean, 3, 0), false},
		{"max 1", deep, over(ops.Max, 1), false},
		{"max", deep, over(ops.Max), false},
		{"sum_to", []operand{in(2, 3, 2)}, one(func(x *G.Node) *G.Node { return ops.SumTo(x, tensor.Shape{3, 1}) }), false},
		{"log_sum_exp", []operand{in(2, 3)}, one(ops.LogSumExp), false},
		{"log_softmax", []operand{in(2, 2, 3)}, one(ops.LogSoftmax), false},
		{"softmax", []operand{in(2, 3)}, one(ops.Softmax), false},
	}
}

func movements() []instance {
	x := []operand{in(2, 3)}
	product := func(ta, tb bool) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return ops.MatMul(in[0], in[1], ta, tb) }
	}
	return []instance{
		{"reshape", x, one(func(x *G.Node) *G.Node { return ops.Reshape(x, 3, -1) }), false},
		{"broadcast_to", []operand{in(3, 1)}, one(func(x *G.Node) *G.Node { return ops.BroadcastTo(x, tensor.Shape{2, 3, 2}) }), false},
		{"slice", []operand{in(2, 4, 2)}, one(func(x *G.Node) *G.Node { return ops.Slice(x, 1, 1, 3) }), false},
		{"split", []operand{in(2, 4)}, one(func(x *G.Node) *G.Node {
			s := ops.Split(x, -1, 1, 2, 1)
			return ops.Mul(ops.Mul(s[0], s[1]), s[2])
		}), false},
		{"concat", []operand{in(2, 1), in(2, 2)}, two(func(a, b *G.Node) *G.Node { return ops.Concat(1, a, b, a) }), false},
		{"transpose", x, one(ops.Transpose), false},
		{"matmul", []operand{in(2, 3), in(3, 4)}, product(false, false), false},
		{"matmul nt", []operand{in(2, 3), in(4, 3)}, product(false, true), false},
		{"matmul tn", []operand{in(3, 2), in(3, 4)}, product(true, false), false},
		{"matmul tt", []operand{in(3, 2), in(4, 3)}, product(true, true), false},
		{"pick", []operand{in(2, 1, 4), within(0, 4, 3)}, two(func(x, i *G.Node) *G.Node {
			return ops.Pick(x, floor(i, 4))
		}), false},
	}
}

// floor is the largest whole number below x, for 0 <= x < n.
func floor(x *G.Node, n int) *G.Node {
	var total *G.Node
	for i := 1; i < n; i++ {
		step := ops.Between(x, float64(i), 1e9)
		if total == nil {
			total = step
			continue
		}
		total = ops.Add(total, step)
	}
	return total
}

func instances() []instance {
	var all []instance
	for _, part := range [][]instance{elementwise(), binaries(), reductions(), movements(), images(), matrices(), batches()} {
		all = append(all, part...)
	}
	return all
}

func TestGradientsEqualDifferences(t *testing.T) {
	for _, c := range instances() {
		t.Run(c.name, func(t *testing.T) { checkGradient(t, c.operands, c.f) })
	}
}

func TestSecondDerivativesEqualDifferences(t *testing.T) {
	slow.Test(t)
	for _, c := range instances() {
		if !c.once {
			t.Run(c.name, func(t *testing.T) { checkSecond(t, c.operands, c.f) })
		}
	}
}
