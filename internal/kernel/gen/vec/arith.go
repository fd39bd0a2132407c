package main

import (
	"math"
	"slices"
	"strings"
)

// arith are the loops of arithmetic, of activations that need no exponential, and of gradients from outputs.
func arith(double bool) []loop {
	suffix := "32"
	if double {
		suffix = "64"
	}
	var loops []loop
	collect := func(name, formula string, f func(x ...V) V, in ...string) {
		loops = append(loops, loop{name: "vec" + name + suffix, doc: "sets dst[i] = " + formula + ".", double: double, unroll: 2, in: in, f: f})
	}
	elementary(collect)
	activations(collect)
	return loops
}

// adder takes a loop that sets dst[i] to the formula, which f builds of the inputs.
type adder func(name, formula string, f func(x ...V) V, in ...string)

// elementary are sums, products, comparisons and choices.
func elementary(loop adder) {
	loop("Add", "a[i] + b[i]", func(x ...V) V { return add(x[0], x[1]) }, "a", "b")
	loop("AddNumber", "a[i] + c", func(x ...V) V { return add(x[0], x[1]) }, "a", "*c")
	loop("Sub", "a[i] - b[i]", func(x ...V) V { return sub(x[0], x[1]) }, "a", "b")
	loop("SubNumber", "a[i] - c", func(x ...V) V { return sub(x[0], x[1]) }, "a", "*c")
	loop("SubFrom", "c - a[i]", func(x ...V) V { return sub(x[1], x[0]) }, "a", "*c")
	loop("Mul", "a[i] * b[i]", func(x ...V) V { return mul(x[0], x[1]) }, "a", "b")
	loop("MulNumber", "a[i] * c", func(x ...V) V { return mul(x[0], x[1]) }, "a", "*c")
	loop("Div", "a[i] / b[i]", func(x ...V) V { return div(x[0], x[1]) }, "a", "b")
	loop("DivNumber", "a[i] / c", func(x ...V) V { return div(x[0], x[1]) }, "a", "*c")
	loop("DivInto", "c / a[i]", func(x ...V) V { return div(x[1], x[0]) }, "a", "*c")
	loop("Fill", "c", func(x ...V) V { return x[0] }, "*c")
	loop("Neg", "-x[i]", func(x ...V) V { return neg(x[0]) }, "x")
	loop("Square", "x[i]^2", func(x ...V) V { return mul(x[0], x[0]) }, "x")
	loop("Sqrt", "sqrt x[i]", func(x ...V) V { return sqrt(x[0]) }, "x")
	loop("Max", "max(a[i], b[i])", func(x ...V) V { return larger(x[0], x[1]) }, "a", "b")
	loop("Min", "min(a[i], b[i])", func(x ...V) V { return smaller(x[0], x[1]) }, "a", "b")
	loop("Clip", "min(max(x[i], lo), hi)", func(x ...V) V { return smaller(larger(x[0], x[1]), x[2]) }, "x", "*lo", "*hi")
	loop("Abs", "|x[i]|", func(x ...V) V { return magnitude(x[0]) }, "x")
	loop("Sign", "the sign of x[i]", func(x ...V) V {
		return choose(cmp(lessOrGreater, x[0], num(0)), or(num(1), sign(x[0])), x[0])
	}, "x")
	loop("Less", "1 where a[i] < b[i], 0 elsewhere", func(x ...V) V { return keep(cmp(less, x[0], x[1]), num(1)) }, "a", "b")
	loop("Equal", "1 where a[i] = b[i], 0 elsewhere", func(x ...V) V { return keep(cmp(equal, x[0], x[1]), num(1)) }, "a", "b")
	loop("Between", "1 where lo <= x[i] <= hi, 0 elsewhere", func(x ...V) V {
		return keep(both(cmp(greaterEqual, x[0], x[1]), cmp(lessEqual, x[0], x[2])), num(1))
	}, "x", "*lo", "*hi")
	loop("IsInteger", "1 where x[i] is a finite whole number, 0 elsewhere", func(x ...V) V {
		return keep(both(cmp(equal, x[0], round(x[0])), cmp(less, magnitude(x[0]), num(math.Inf(1)))), num(1))
	}, "x")
	loop("Select", "a[i] where k[i] is not 0, b[i] elsewhere", func(x ...V) V { return choose(notZero(x[0]), x[1], x[2]) }, "k", "a", "b")
	loop("SelectBetween", "a[i] where lo <= x[i] <= hi, b[i] elsewhere", func(x ...V) V {
		return choose(both(cmp(greaterEqual, x[0], x[3]), cmp(lessEqual, x[0], x[4])), x[1], x[2])
	}, "x", "a", "b", "*lo", "*hi")
	loop("XMulY", "a[i] * b[i], 0 where a[i] is 0 and b[i] is no NaN", func(x ...V) V {
		return choose(both(cmp(equal, x[0], num(0)), cmp(equal, x[1], x[1])), num(0), mul(x[0], x[1]))
	}, "a", "b")
	loop("AddLogWeight", "a[i] + b[i], -Inf where a[i] is Inf and b[i] is -Inf", func(x ...V) V {
		none := both(cmp(equal, x[0], num(math.Inf(1))), cmp(equal, x[1], num(math.Inf(-1))))
		return choose(none, num(math.Inf(-1)), add(x[0], x[1]))
	}, "a", "b")
	loop("FiniteBeside", "a[i], 0 where it is infinite and b[i] is 0", func(x ...V) V {
		return choose(both(cmp(equal, x[1], num(0)), cmp(equal, magnitude(x[0]), num(math.Inf(1)))), num(0), x[0])
	}, "a", "b")
	loop("Keep", "a[i] where k[i] is not 0, 0 elsewhere", func(x ...V) V { return keep(notZero(x[0]), x[1]) }, "k", "a")
	loop("Drop", "a[i] where k[i] is 0, 0 elsewhere", func(x ...V) V { return keep(cmp(equal, x[0], num(0)), x[1]) }, "k", "a")
}

// activations are those of networks, and their gradients from outputs.
func activations(loop adder) {
	loop("ReLU", "max(x[i], 0)", func(x ...V) V { return add(vmax(zero(), x[0]), zero()) }, "x") // +0 for -0
	loop("LeakyReLU", "x[i] where it is above 0, c x[i] elsewhere", func(x ...V) V {
		return choose(above(x[0]), x[0], mul(x[0], x[1]))
	}, "x", "*c")
	loop("ReLUGrad", "dy[i] where y[i] is above 0, 0 elsewhere", func(x ...V) V { return keep(above(x[0]), x[1]) }, "y", "dy")
	loop("LeakyReLUGrad", "dy[i] where y[i] is above 0, c dy[i] elsewhere", func(x ...V) V {
		return choose(above(x[0]), x[1], mul(x[1], x[2]))
	}, "y", "dy", "*c")
	loop("ELUGrad", "dy[i] where y[i] is above 0, (y[i] + c) dy[i] elsewhere", func(x ...V) V {
		return choose(above(x[0]), x[1], mul(x[1], add(x[0], x[2])))
	}, "y", "dy", "*c")
	loop("TanhGrad", "dy[i] (1-y[i]) (1+y[i])", func(x ...V) V {
		return mul(x[1], mul(sub(num(1), x[0]), add(num(1), x[0])))
	}, "y", "dy")
	loop("SigmoidGrad", "dy[i] y[i] (1-y[i])", func(x ...V) V { return mul(x[1], mul(x[0], sub(num(1), x[0]))) }, "y", "dy")
	loop("ELU", "x[i] where it is above 0, c (e^x[i] - 1) elsewhere", func(x ...V) V {
		return choose(above(x[0]), x[0], mul(expm1(x[0]), x[1]))
	}, "x", "*c")
	loop("SoftplusGrad", "dy[i] (1 - e^-y[i])", func(x ...V) V { return neg(mul(expm1(neg(x[0])), x[1])) }, "y", "dy")
}

func above(x V) V   { return cmp(greater, x, num(0)) }
func notZero(x V) V { return cmp(notEqual, x, num(0)) }

// larger is the maximum of a and b, NaN if either is, +0 of +0 and -0.
func larger(a, b V) V {
	y := choose(cmp(equal, a, b), and(a, b), vmax(a, b))
	return choose(cmp(isNaN, a, a), a, y)
}

// smaller is the minimum of a and b, NaN if either is, -0 of +0 and -0.
func smaller(a, b V) V {
	y := choose(cmp(equal, a, b), or(a, b), vmin(a, b))
	return choose(cmp(isNaN, a, a), a, y)
}

// broadcasts tells the loops of the four operations between two operands, of which the second may be a number, on either side.
func (l loop) broadcasts() bool {
	for _, op := range []string{"vecAdd", "vecSub", "vecMul", "vecDiv"} {
		side, ok := strings.CutPrefix(strings.TrimRight(l.name, "0123456789"), op)
		if ok && slices.Contains([]string{"", "Number", "From", "Into"}, side) {
			return true
		}
	}
	return false
}
