package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// atCounts is the log-mass f at y where that is a whole number and not negative, and -Inf elsewhere, where f sees 0.
func atCounts(y *G.Node, f func(k *G.Node) *G.Node) *G.Node {
	count := ops.Mul(ops.IsInteger(y), ops.Between(y, 0, math.Inf(1)))
	return instead(opposite(count), f(ops.Where(count, y, full(y, 0))), math.Inf(-1))
}

// upToCounts is a function f of the greatest whole number that is not above y, which is below y < 0 and above at y = +Inf.
func upToCounts(y *G.Node, below, above float64, f func(k *G.Node) *G.Node) *G.Node {
	infinite := ops.Between(y, math.Inf(1), math.Inf(1))
	k := ops.Floor(ops.Clip(ops.Where(infinite, full(y, 0), y), 0, math.Inf(1)))
	return instead(infinite, instead(ops.Less(y, full(y, 0)), f(k), below), above)
}

// modeBelow is the smaller of the whole numbers around t that a mode between t-1 and t may be, and not below 0.
func modeBelow(t *G.Node) *G.Node {
	up := ops.Neg(ops.Floor(ops.Neg(t)))
	return ops.Clip(ops.AddConst(up, -1), 0, math.Inf(1))
}

// incBeta is f of the incomplete beta function I_p(a, b), or g of 1 - I_q(b, a), which is the same: of the smaller of p and
// q = 1-p, as the other one is rounded.
func incBeta(a, b, p, q *G.Node, f, g func(a, b, x *G.Node) *G.Node) *G.Node {
	small := ops.Less(p, q)
	x := ops.Where(small, p, q)
	first, second := ops.Where(small, a, b), ops.Where(small, b, a)
	return ops.Where(small, f(first, second, x), g(first, second, x))
}

// better is the logarithm l of a probability from that of its complement, where the latter is the smaller one: a sum that is next
// to 1 has lost what is left of it.
func better(l, complement *G.Node) *G.Node {
	small := ops.Between(complement, -largest(l), -math.Ln2)
	v := ops.Log1mExp(ops.Where(small, complement, full(l, -1)))
	return instead(ops.Equal(complement, full(l, math.Inf(-1))), ops.Where(small, v, l), 0)
}
