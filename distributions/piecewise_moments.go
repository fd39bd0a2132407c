package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Mean is the sum of the middles of the stretches and of the means of the tails, Values_1 - b and Values_k + b, by their masses.
func (d PiecewiseLinear) Mean() *G.Node {
	p := d.pieces()
	return p.average(p.middles())
}

// Variance is the sum over the stretches of width^2/12, and of b^2 over the tails, and of the squares of how far their means are
// from the mean: the law of total variance.
func (d PiecewiseLinear) Variance() *G.Node {
	p := d.pieces()
	low, mid, high := p.middles()
	mean := lastAxis(p.average(low, mid, high))
	around := func(middle, own *G.Node) *G.Node { return ops.Add(own, ops.Square(ops.Sub(middle, mean))) }
	return p.average(
		around(low, ops.Square(p.below)),
		around(mid, ops.MulConst(ops.Square(p.width), 1./12)),
		around(high, ops.Square(p.above)))
}

// Entropy is -log p of the stretches, and 1 more in the tails, by their masses.
func (d PiecewiseLinear) Entropy() *G.Node {
	p := d.pieces()
	k := len(d.Levels)
	cost := ops.Neg(p.logp)
	return p.average(
		ops.AddConst(ops.Slice(cost, -1, 0, 1), 1),
		cost,
		ops.AddConst(ops.Slice(cost, -1, k-2, k-1), 1))
}

// middles is the means of the lower tail, the stretches and the upper tail.
func (p pieces) middles() (low, mid, high *G.Node) {
	return ops.Sub(p.first, p.below), ops.Add(p.from, ops.MulConst(p.width, .5)), ops.Add(p.last, p.above)
}

// average weighs a number of the lower tail (..., 1), of each stretch (..., k-1) and of the upper tail by their masses.
func (p pieces) average(low, mid, high *G.Node) *G.Node {
	tails := lastSum(ops.Add(ops.MulConst(low, p.low), ops.MulConst(high, p.high)))
	return ops.Add(lastSum(ops.Mul(mid, p.mass)), tails)
}

// Quantile is exact: Values_j at Levels_j, linear between, and logarithmic outside.
func (d PiecewiseLinear) Quantile(p float64) *G.Node {
	q := d.pieces()
	k := len(d.Levels)
	switch checkLevel(d, p); {
	case p < d.Levels[0]:
		return lastSum(ops.Add(q.first, ops.MulConst(q.below, math.Log(p/q.low))))
	case p > d.Levels[k-1]:
		return lastSum(ops.Sub(q.last, ops.MulConst(q.above, math.Log((1-p)/q.high))))
	}
	j := 0
	for j < k-2 && p >= d.Levels[j+1] {
		j++
	}
	share := (p - d.Levels[j]) / (d.Levels[j+1] - d.Levels[j])
	return lastSum(ops.Add(ops.Slice(q.from, -1, j, j+1), ops.MulConst(ops.Slice(q.width, -1, j, j+1), share)))
}

// CRPS is the integral of F^2 below y and of (1-F)^2 above, stretch by stretch: of a stretch w wide over which F goes from f to g,
// w (f^2 + f g + g^2)/3.
func (d PiecewiseLinear) CRPS(y *G.Node) *G.Node {
	return onPoints("piecewise linear crps", d, y, PiecewiseLinear.crps)
}

func (d PiecewiseLinear) crps(y *G.Node) *G.Node {
	p := d.pieces()
	k := len(d.Levels)
	y = lastAxis(y)
	left, right := p.shares(y)
	up, down := make([]float64, k-1), make([]float64, k-1) // F where a stretch begins, 1-F where it ends
	for j := range up {
		up[j], down[j] = d.Levels[j], 1-d.Levels[j+1]
	}
	inside := ops.Mul(p.width, ops.Add(
		p.squares(left, numbersLike(y, up)),
		p.squares(right, numbersLike(y, down))))
	below, above := p.beyond(y)
	tails := ops.Add(
		tailScore(ops.ReLU(ops.Sub(p.first, y)), below, p.below, p.low),
		tailScore(ops.ReLU(ops.Sub(y, p.last)), above, p.above, p.high))
	return ops.Add(lastSum(inside), lastSum(tails))
}

// squares is the integral over the share of a stretch of the square of what grows from start by that share of the mass.
func (p pieces) squares(share, start *G.Node) *G.Node {
	end := ops.Add(start, ops.Mul(share, p.mass))
	sum := ops.Add(ops.Square(end), ops.Add(ops.Mul(end, start), ops.Square(start)))
	return ops.MulConst(ops.Mul(share, sum), 1./3)
}

// tailScore is that of an exponential tail of the given mass and scale, for y beyond its beginning by distance, which is x scales:
//
//	distance + scale (mass^2/2 - 2 mass (1 - e^-x)),
//
// the integral of the squared cdf outwards of y and of the squared rest inwards. The distance is not x times the scale, so that the
// derivative by the scale of a far y is no difference of large numbers.
func tailScore(distance, x, scale *G.Node, mass float64) *G.Node {
	rest := ops.AddConst(ops.MulConst(ops.Expm1(ops.Neg(x)), 2*mass), mass*mass/2)
	return ops.Add(distance, ops.Mul(scale, rest))
}
