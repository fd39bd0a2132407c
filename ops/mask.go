package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// Clip is x limited to lo <= x <= hi; the limits may be infinite, NaN stays NaN. Its gradient is dy inside and on the
// limits, 0 outside.
func Clip(x *G.Node, lo, hi float64) *G.Node {
	name := named("clip", lo, hi)
	if !(lo <= hi) {
		build.Fail(name, shapes(x), "the lower limit %v is not below the upper limit %v", lo, hi)
	}
	return unary(name, x, kernel.Clip[float32](lo, hi), kernel.Clip[float64](lo, hi),
		func(x, _, dy *G.Node) *G.Node { return keep(Between(x, lo, hi), dy) })
}

// Between is 1 where lo <= x <= hi and 0 elsewhere, NaN included. It has no gradient.
func Between(x *G.Node, lo, hi float64) *G.Node {
	return unary(named("between", lo, hi), x, kernel.Between[float32](lo, hi), kernel.Between[float64](lo, hi), nil)
}

// IsInteger is 1 where x is a finite whole number and 0 elsewhere. It has no gradient.
func IsInteger(x *G.Node) *G.Node {
	return unary("is_integer", x, kernel.IsInteger[float32], kernel.IsInteger[float64], nil)
}

func truth[T kernel.Float](ok bool) T {
	if ok {
		return 1
	}
	return 0
}

// Less is 1 where a < b and 0 elsewhere, NaN included; a and b are broadcast. It has no gradient.
func Less(a, b *G.Node) *G.Node {
	return binary("less", a, b, kernel.Less[float32], kernel.Less[float64], nil)
}

// Equal is 1 where a = b and 0 elsewhere, NaN included; a and b are broadcast. It has no gradient.
func Equal(a, b *G.Node) *G.Node {
	return binary("equal", a, b, kernel.Equal[float32], kernel.Equal[float64], nil)
}

// Where is a where mask is not 0 and b elsewhere; all three are broadcast. It selects, so that a value which is not
// selected may be infinite or NaN. The gradient goes to the selected side only, and none to the mask; but what is
// behind the other side may still make 0·Inf of its 0, so choose operands whose derivative is finite.
func Where(mask, a, b *G.Node) *G.Node {
	const name = "where"
	floats(name, mask, a, b)
	shape := broadcast(name, mask, a, b)
	p := kernel.NewPlan(shape, mask.Shape(), a.Shape(), b.Shape())
	f := pick(a.Dtype(), broadcast3(&p, kernel.Select[float32]), broadcast3(&p, kernel.Select[float64]))
	n := apply(name, shape, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{nil, sumTo(keep(in[0], dy), in[1]), sumTo(drop(in[0], dy), in[2])}
	}, mask, a, b)
	looping(still(n, 0), kernel.Select[float32], kernel.Select[float64])
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return Where(in[0], in[1], in[2]) }, mask.Shape(), a.Shape(), b.Shape()))
}

// keep is a where mask is not 0 and 0 elsewhere, also where a is infinite or NaN.
func keep(mask, a *G.Node) *G.Node {
	return still(binary("keep", mask, a, kernel.Keep[float32], kernel.Keep[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{nil, sumTo(keep(in[0], dy), in[1])}
	}), 0)
}

// drop is keep with the opposite mask.
func drop(mask, a *G.Node) *G.Node {
	return still(binary("drop", mask, a, kernel.Drop[float32], kernel.Drop[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{nil, sumTo(drop(in[0], dy), in[1])}
	}), 0)
}

func broadcast3[T kernel.Float](p *kernel.Plan, f func(dst, a, b, c []T)) compute {
	return func(out G.Value, in []G.Value) {
		kernel.Walk3(p, Data[T](out), Data[T](in[0]), Data[T](in[1]), Data[T](in[2]), f)
	}
}
