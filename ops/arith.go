package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// binary makes an elementwise op of two operands that are broadcast: shapes are aligned at their last axis, and an axis
// of extent 1, or a missing one, is repeated. A nil grad stands for a gradient of zero everywhere.
func binary(name string, a, b *G.Node, f32 func(dst, a, b []float32), f64 func(dst, a, b []float64), grad vjp) *G.Node {
	floats(name, a, b)
	shape := broadcast(name, a, b)
	p := kernel.NewPlan(shape, a.Shape(), b.Shape())
	n := looping(apply(name, shape, pick(a.Dtype(), broadcast2(&p, f32), broadcast2(&p, f64)), grad, a, b), f32, f64)
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return binary(name, in[0], in[1], f32, f64, grad) }, a.Shape(), b.Shape()))
}

// arithmetic makes one of the four operations, whose loops know how to broadcast.
func arithmetic(name string, a, b *G.Node, op kernel.Arithmetic, grad vjp) *G.Node {
	floats(name, a, b)
	shape := broadcast(name, a, b)
	p := kernel.NewPlan(shape, a.Shape(), b.Shape())
	n := apply(name, shape, pick(a.Dtype(), combine[float32](&p, op), combine[float64](&p, op)), grad, a, b)
	looping(n, arithmeticLoop[float32](op), arithmeticLoop[float64](op))
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return arithmetic(name, in[0], in[1], op, grad) }, a.Shape(), b.Shape()))
}

func arithmeticLoop[T kernel.Float](op kernel.Arithmetic) func(dst, a, b []T) {
	return [...]func(dst, a, b []T){kernel.Plus: kernel.Add[T], kernel.Minus: kernel.Sub[T], kernel.Times: kernel.Mul[T], kernel.Over: kernel.Div[T]}[op]
}

func combine[T kernel.Float](p *kernel.Plan, op kernel.Arithmetic) compute {
	return func(out G.Value, in []G.Value) { kernel.Combine(p, op, Data[T](out), Data[T](in[0]), Data[T](in[1])) }
}

func broadcast2[T kernel.Float](p *kernel.Plan, f func(dst, a, b []T)) compute {
	return func(out G.Value, in []G.Value) { kernel.Walk2(p, Data[T](out), Data[T](in[0]), Data[T](in[1]), f) }
}

// broadcast is the shape that the operands are broadcast to.
func broadcast(op string, in ...*G.Node) tensor.Shape {
	shape, ok := broadcastShapes(shapes(in...)...)
	if !ok {
		build.Fail(op, shapes(in...), "the shapes do not broadcast: aligned at their last axis, extents must agree or be 1")
	}
	return shape
}

// broadcastShapes aligns shapes at their last axis; ok is false if two extents differ and neither is 1.
func broadcastShapes(in ...tensor.Shape) (out tensor.Shape, ok bool) {
	for _, s := range in {
		for len(out) < len(s) {
			out = append(tensor.Shape{1}, out...)
		}
		for i, n := range s {
			switch at := len(out) - len(s) + i; {
			case out[at] == 1:
				out[at] = n
			case n != 1 && n != out[at]:
				return nil, false
			}
		}
	}
	return out, true
}

// sumTo is SumTo with the shape of x: the gradient for an operand that was broadcast.
func sumTo(dy, x *G.Node) *G.Node { return SumTo(dy, x.Shape()) }

// Add is a + b, broadcast.
func Add(a, b *G.Node) *G.Node {
	return arithmetic("add", a, b, kernel.Plus, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(dy, in[0]), sumTo(dy, in[1])}
	})
}

// AddLogWeight is x + w, broadcast, of log-densities x and log-weights w, for LogSumExp: where a weight is 0, w being -Inf, it
// is -Inf even if x is +Inf, as the density of a Beta may be at its ends. The gradient is that of Add.
func AddLogWeight(x, w *G.Node) *G.Node {
	return binary("add_log_weight", x, w, kernel.AddLogWeight[float32], kernel.AddLogWeight[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(dy, in[0]), sumTo(dy, in[1])}
	})
}

// Sub is a - b, broadcast.
func Sub(a, b *G.Node) *G.Node {
	return arithmetic("sub", a, b, kernel.Minus, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(dy, in[0]), Neg(sumTo(dy, in[1]))}
	})
}

// Mul is a b, broadcast.
func Mul(a, b *G.Node) *G.Node {
	return arithmetic("mul", a, b, kernel.Times, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(Mul(dy, in[1]), in[0]), sumTo(Mul(dy, in[0]), in[1])}
	})
}

// Div is a/b, broadcast; division by 0 is infinite or NaN.
func Div(a, b *G.Node) *G.Node {
	return arithmetic("div", a, b, kernel.Over, func(in []*G.Node, y, dy *G.Node) []*G.Node {
		da := Div(dy, in[1])
		return []*G.Node{sumTo(da, in[0]), Neg(sumTo(Mul(da, y), in[1]))}
	})
}

// Maximum is the larger of a and b, broadcast; NaN if either is. Where they are equal each has half of the gradient.
func Maximum(a, b *G.Node) *G.Node {
	return binary("maximum", a, b, kernel.Maximum[float32], kernel.Maximum[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return share(in, dy, Less(in[1], in[0]), Less(in[0], in[1]))
	})
}

// Minimum is the smaller of a and b, broadcast; NaN if either is. Where they are equal each has half of the gradient.
func Minimum(a, b *G.Node) *G.Node {
	return binary("minimum", a, b, kernel.Minimum[float32], kernel.Minimum[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return share(in, dy, Less(in[0], in[1]), Less(in[1], in[0]))
	})
}

// share gives dy to the first input where the mask a is set, to the second where b is, and half to each where they tie.
func share(in []*G.Node, dy, a, b *G.Node) []*G.Node {
	half := MulConst(keep(Equal(in[0], in[1]), dy), .5)
	return []*G.Node{sumTo(Add(keep(a, dy), half), in[0]), sumTo(Add(keep(b, dy), half), in[1])}
}

// XLogY is x log y, broadcast, and 0 where x is 0 whatever y is, unless y is NaN: the limit of x log x at 0.
//
// Its gradient is log y for x and x/y for y; where x is 0 and y is not positive, where these are infinite or undefined
// beside a finite value, it is 0 for both.
func XLogY(x, y *G.Node) *G.Node {
	return xlog("xlogy", x, y, 0, func(y *G.Node) *G.Node { return Log(y) })
}

// XLog1pY is x log(1 + y), broadcast, and 0 where x is 0 whatever y is, unless y is NaN. Its gradient is as XLogY's.
func XLog1pY(x, y *G.Node) *G.Node {
	return xlog("xlog1py", x, y, 1, func(y *G.Node) *G.Node { return Log1p(y) })
}

func xlog(name string, x, y *G.Node, offset float64, log func(*G.Node) *G.Node) *G.Node {
	f32, f64 := xlogy[float32](offset), xlogy[float64](offset)
	return binary(name, x, y, kernel.Map2(f32), kernel.Map2(f64), func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, y := in[0], in[1]
		// a stand-in for y keeps 0·Inf out of this gradient and of its own: log 1 = 0, 0/1 = 0
		safe := Where(regular(name, x, y, offset), y, Full(y.Graph(), y.Dtype(), 1-offset))
		arg := safe
		if offset != 0 {
			arg = AddConst(safe, offset)
		}
		return []*G.Node{sumTo(Mul(dy, log(safe)), x), sumTo(Mul(dy, Div(x, arg)), y)}
	})
}

func xlogy[T kernel.Float](offset float64) func(x, y T) T {
	log := math.Log
	if offset == 1 {
		log = math.Log1p
	}
	return func(x, y T) T {
		if x == 0 && y == y {
			return 0
		}
		return T(float64(x) * log(float64(y)))
	}
}

// regular is 0 where x is 0 and the argument y + offset of the logarithm is not positive, 1 elsewhere.
func regular(op string, x, y *G.Node, offset float64) *G.Node {
	return binary(op+"_regular", x, y, kernel.Map2(isRegular[float32](offset)), kernel.Map2(isRegular[float64](offset)), nil)
}

func isRegular[T kernel.Float](offset float64) func(x, y T) T {
	least := T(-offset)
	return func(x, y T) T { return truth[T](!(x == 0 && y <= least)) }
}
