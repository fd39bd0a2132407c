package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// unary makes an elementwise op. grad gives dx from x, y and dy; nil stands for a gradient of zero everywhere.
func unary(name string, x *G.Node, f32 func(dst, x []float32), f64 func(dst, x []float64), grad func(x, y, dy *G.Node) *G.Node) *G.Node {
	floats(name, x)
	var back vjp
	if grad != nil {
		back = func(in []*G.Node, y, dy *G.Node) []*G.Node { return []*G.Node{grad(in[0], y, dy)} }
	}
	n := looping(apply(name, x.Shape(), pick(x.Dtype(), loop1(f32), loop1(f64)), back, x), f32, f64)
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return unary(name, in[0], f32, f64, grad) }, x.Shape()))
}

// Neg is -x.
func Neg(x *G.Node) *G.Node {
	return unary("neg", x, kernel.Neg[float32], kernel.Neg[float64], func(_, _, dy *G.Node) *G.Node { return Neg(dy) })
}

// Abs is |x|. Its gradient at 0 is 0.
func Abs(x *G.Node) *G.Node {
	return unary("abs", x, kernel.Abs[float32], kernel.Abs[float64], func(x, _, dy *G.Node) *G.Node { return Mul(dy, Sign(x)) })
}

// Sign is -1, 0 or 1, and NaN for NaN. Its gradient is 0.
func Sign(x *G.Node) *G.Node {
	return unary("sign", x, kernel.Sign[float32], kernel.Sign[float64], nil)
}

// Square is x^2.
func Square(x *G.Node) *G.Node {
	return unary("square", x, kernel.Square[float32], kernel.Square[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(MulConst(dy, 2), x) })
}

// Sqrt is the square root, NaN for negative x. Its gradient dy/(2 sqrt x) is infinite at 0.
func Sqrt(x *G.Node) *G.Node {
	return unary("sqrt", x, kernel.Sqrt[float32], kernel.Sqrt[float64],
		func(_, y, dy *G.Node) *G.Node { return Div(MulConst(dy, .5), y) })
}

// Reciprocal is 1/x, infinite at 0.
func Reciprocal(x *G.Node) *G.Node {
	return unary("reciprocal", x, kernel.Reciprocal[float32], kernel.Reciprocal[float64],
		func(_, y, dy *G.Node) *G.Node { return Neg(Mul(dy, Square(y))) })
}

// Exp is e^x.
func Exp(x *G.Node) *G.Node {
	return unary("exp", x, kernel.Exp[float32], kernel.Exp[float64], func(_, y, dy *G.Node) *G.Node { return Mul(dy, y) })
}

// Expm1 is e^x - 1, exact for small x.
func Expm1(x *G.Node) *G.Node {
	return unary("expm1", x, kernel.Expm1[float32], kernel.Expm1[float64],
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Exp(x)) }) // not y + 1, which cancels for x < 0
}

// Log is the natural logarithm: -Inf at 0, NaN below.
func Log(x *G.Node) *G.Node {
	return unary("log", x, kernel.Log[float32], kernel.Log[float64], func(x, _, dy *G.Node) *G.Node { return Div(dy, x) })
}

// Log1p is log(1 + x), exact for small x: -Inf at -1, NaN below.
func Log1p(x *G.Node) *G.Node {
	return unary("log1p", x, kernel.Log1p[float32], kernel.Log1p[float64],
		func(x, _, dy *G.Node) *G.Node { return Div(dy, AddConst(x, 1)) })
}

// LogGap is x - log(1 + x), about x^2/2 near 0, where the difference would cancel: NaN below -1, +Inf at -1.
func LogGap(x *G.Node) *G.Node {
	return unary("log_gap", x, kernel.Map(in1[float32](kernel.LogGap64)), kernel.Map(in1[float64](kernel.LogGap64)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, logGapSlope(x)) })
}

// logGapSlope is x/(1 + x), with derivative 1/(1 + x)^2.
func logGapSlope(x *G.Node) *G.Node {
	slope := func(x float64) float64 {
		if math.IsInf(x, 1) {
			return 1
		}
		return x / (1 + x)
	}
	return unary("log_gap_slope", x, kernel.Map(in1[float32](slope)), kernel.Map(in1[float64](slope)),
		func(x, _, dy *G.Node) *G.Node { return Mul(dy, Square(Reciprocal(AddConst(x, 1)))) })
}

// in1 computes f in float64.
func in1[T kernel.Float](f func(x float64) float64) func(x T) T {
	return func(x T) T { return T(f(float64(x))) }
}

// Sin is the sine of x in radians.
func Sin(x *G.Node) *G.Node {
	return unary("sin", x, kernel.Sin[float32], kernel.Sin[float64], func(x, _, dy *G.Node) *G.Node { return Mul(dy, Cos(x)) })
}

// Cos is the cosine of x in radians.
func Cos(x *G.Node) *G.Node {
	return unary("cos", x, kernel.Cos[float32], kernel.Cos[float64],
		func(x, _, dy *G.Node) *G.Node { return Neg(Mul(dy, Sin(x))) })
}

// AddConst is x + c.
func AddConst(x *G.Node, c float64) *G.Node {
	return unary(named("add_const", c), x, kernel.Shift[float32](c), kernel.Shift[float64](c),
		func(_, _, dy *G.Node) *G.Node { return dy })
}

// MulConst is c x.
func MulConst(x *G.Node, c float64) *G.Node {
	return unary(named("mul_const", c), x, kernel.Scale[float32](c), kernel.Scale[float64](c),
		func(_, _, dy *G.Node) *G.Node { return MulConst(dy, c) })
}
