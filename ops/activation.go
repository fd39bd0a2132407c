package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// Activation is the nonlinearity of a dense layer. The zero value is none.
type Activation int

// Activations of Dense; the parameters of the functions they are named after are 0.01 (LeakyReLU) and 1 (ELU).
const (
	ActLinear Activation = iota
	ActReLU
	ActTanh
	ActSigmoid
	ActSoftplus
	ActELU
	ActLeakyReLU
	ActGELU
	ActSiLU
)

// Parameters of activations that have one, where nothing else is said.
const (
	leakySlope = .01
	eluAlpha   = 1
)

// outputActivation is an activation whose derivative is a function of its output y, so that a layer need not keep its
// input. What y has lost where it rounds to a limit, the derivative loses too: float32's tanh(10) is 1, and 1 - y^2 is
// 0, not 8.2e-9. The functions that stand alone have their input, and take the derivative from that.
type outputActivation struct {
	name string
	f32  func(dst, x []float32)
	f64  func(dst, x []float64)
	g32  func(dst, y, dy []float32) // dy act'
	g64  func(dst, y, dy []float64)
	// second is d act'/dy, the derivative of act' as a function of y; nil where it is 0
	second func(y *G.Node) *G.Node
}

// outputs maps an Activation to its definition; GELU and SiLU, whose derivative needs the input, are missing.
var outputs = map[Activation]outputActivation{
	ActReLU:      relu,
	ActTanh:      tanh,
	ActSigmoid:   sigmoid,
	ActSoftplus:  softplus,
	ActELU:       elu(eluAlpha),
	ActLeakyReLU: leakyReLU(leakySlope),
}

var (
	relu = outputActivation{
		name: "relu",
		f32:  kernel.ReLU[float32], f64: kernel.ReLU[float64],
		g32: kernel.ReLUGrad[float32], g64: kernel.ReLUGrad[float64],
	}
	tanh = outputActivation{
		name: "tanh",
		f32:  kernel.Tanh[float32], f64: kernel.Tanh[float64],
		g32: kernel.TanhGrad[float32], g64: kernel.TanhGrad[float64],
		second: func(y *G.Node) *G.Node { return MulConst(y, -2) },
	}
	sigmoid = outputActivation{
		name: "sigmoid",
		f32:  kernel.Sigmoid[float32], f64: kernel.Sigmoid[float64],
		g32: kernel.SigmoidGrad[float32], g64: kernel.SigmoidGrad[float64],
		second: func(y *G.Node) *G.Node { return AddConst(MulConst(y, -2), 1) },
	}
	softplus = outputActivation{
		name: "softplus",
		f32:  kernel.Softplus[float32], f64: kernel.Softplus[float64],
		g32: kernel.SoftplusGrad[float32], g64: kernel.SoftplusGrad[float64],
		second: func(y *G.Node) *G.Node { return Exp(Neg(y)) },
	}
)

func leakyReLU(slope float64) outputActivation {
	return outputActivation{
		name: named("leaky_relu", slope),
		f32:  kernel.LeakyReLU[float32](slope), f64: kernel.LeakyReLU[float64](slope),
		g32: kernel.LeakyReLUGrad[float32](slope), g64: kernel.LeakyReLUGrad[float64](slope),
	}
}

func elu(alpha float64) outputActivation {
	return outputActivation{
		name: named("elu", alpha),
		f32:  kernel.ELU[float32](alpha), f64: kernel.ELU[float64](alpha),
		g32: kernel.ELUGrad[float32](alpha), g64: kernel.ELUGrad[float64](alpha),
		second: func(y *G.Node) *G.Node { return Between(y, math.Inf(-1), 0) },
	}
}

// of applies the activation to x. Its gradient is taken from y, as those of a layer are.
func (a outputActivation) of(x *G.Node) *G.Node {
	return unary(a.name, x, a.f32, a.f64, func(_, y, dy *G.Node) *G.Node { return a.back(y, dy) })
}

// back is dy act', from the output y.
func (a outputActivation) back(y, dy *G.Node) *G.Node {
	return gradient(a.name+"_grad", y, dy, a.g32, a.g64, a.second)
}

// gradient makes the op dy f(x) of two operands, broadcast, of one extent along their last axis, where second is f'(x); nil
// stands for 0.
func gradient(name string, x, dy *G.Node, f32 func(dst, x, dy []float32), f64 func(dst, x, dy []float64), second func(x *G.Node) *G.Node) *G.Node {
	shape := broadcast(name, x, dy)
	p := kernel.NewPlan(shape, x.Shape(), dy.Shape())
	n := apply(name, shape, pick(x.Dtype(), broadcast2(&p, f32), broadcast2(&p, f64)), func(in []*G.Node, _, d *G.Node) []*G.Node {
		x, dy := in[0], in[1]
		g := []*G.Node{nil, sumTo(gradient(name, x, d, f32, f64, second), dy)}
		if second != nil {
			g[0] = sumTo(Mul(Mul(d, dy), second(x)), x)
		}
		return g
	}, x, dy)
	if second == nil {
		still(n, 0)
	}
	if build.SameShape(x.Shape(), dy.Shape()) { // else it is no loop that others can be joined with
		n.Op().(*op).even = true
		looping(n, f32, f64)
	}
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return gradient(name, in[0], in[1], f32, f64, second) }, x.Shape(), dy.Shape()))
}

// ReLU is max(x, 0). Its gradient at 0 is 0.
func ReLU(x *G.Node) *G.Node { return relu.of(x) }

// LeakyReLU is x where x > 0 and slope·x elsewhere, slope >= 0. Its gradient at 0 is slope·dy.
func LeakyReLU(x *G.Node, slope float64) *G.Node {
	if !(slope >= 0) {
		build.Fail(named("leaky_relu", slope), shapes(x), "the slope must not be negative")
	}
	return leakyReLU(slope).of(x)
}

// ELU is x where x > 0 and alpha (e^x - 1) elsewhere, alpha >= 0. Clevert, Unterthiner, Hochreiter (2015), arXiv:1511.07289.
// Its gradient is alpha e^x far left, not 0.
func ELU(x *G.Node, alpha float64) *G.Node {
	if !(alpha >= 0) {
		build.Fail(named("elu", alpha), shapes(x), "alpha must not be negative")
	}
	a := elu(alpha)
	return unary(a.name, x, a.f32, a.f64, func(x, _, dy *G.Node) *G.Node {
		slope := Exp(Clip(x, math.Inf(-1), 0)) // 1 on the right
		if alpha != 1 {
			slope = Where(Between(x, math.Inf(-1), 0), MulConst(slope, alpha), slope)
		}
		return Mul(dy, slope)
	})
}

// Tanh is the hyperbolic tangent. Its gradient is 1/cosh^2 x, which is not 0 where tanh rounds to 1.
func Tanh(x *G.Node) *G.Node {
	return unary(tanh.name, x, tanh.f32, tanh.f64, func(x, _, dy *G.Node) *G.Node { return tanhSlope(x, dy) })
}

// tanhSlope is dy/cosh^2 x, with derivative -2 dy tanh x/cosh^2 x.
func tanhSlope(x, dy *G.Node) *G.Node {
	return gradient("tanh_slope", x, dy, kernel.TanhSlope[float32], kernel.TanhSlope[float64], func(x *G.Node) *G.Node {
		return MulConst(tanhSlope(x, Tanh(x)), -2)
	})
}

// Sigmoid is s(x) = 1/(1 + e^-x). Its gradient is s(x) s(-x), which is not 0 where s rounds to 1.
func Sigmoid(x *G.Node) *G.Node {
	return unary(sigmoid.name, x, sigmoid.f32, sigmoid.f64, func(x, _, dy *G.Node) *G.Node { return sigmoidSlope(x, dy) })
}

// sigmoidSlope is dy s(x) s(-x), with derivative dy s(x) s(-x) (s(-x) - s(x)), the last being -tanh(x/2).
func sigmoidSlope(x, dy *G.Node) *G.Node {
	return gradient("sigmoid_slope", x, dy, kernel.SigmoidSlope[float32], kernel.SigmoidSlope[float64], func(x *G.Node) *G.Node {
		return Neg(sigmoidSlope(x, Tanh(MulConst(x, .5))))
	})
}

// Softplus is log(1 + e^x): e^x far left, x far right, without overflow.
func Softplus(x *G.Node) *G.Node { return softplus.of(x) }

// GELU is x Phi(x) with the exact normal cdf. Hendrycks, Gimpel (2016), arXiv:1606.08415.
func GELU(x *G.Node) *G.Node {
	return unary("gelu", x, kernel.GELU[float32], kernel.GELU[float64], func(x, _, dy *G.Node) *G.Node {
		return gradient("gelu_grad", x, dy, kernel.GELUGrad[float32], kernel.GELUGrad[float64],
			func(x *G.Node) *G.Node { return derivative("gelu_derivative", 2, x, geluDerivative) })
	})
}

// SiLU is x/(1 + e^-x), also called swish.
func SiLU(x *G.Node) *G.Node {
	return unary("silu", x, kernel.SiLU[float32], kernel.SiLU[float64], func(x, _, dy *G.Node) *G.Node {
		return gradient("silu_grad", x, dy, kernel.SiLUGrad[float32], kernel.SiLUGrad[float64],
			func(x *G.Node) *G.Node { return derivative("silu_derivative", 2, x, siluDerivative) })
	})
}
