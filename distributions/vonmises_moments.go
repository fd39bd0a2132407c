package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/integrate/quad"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasMean     = VonMises{}
	_ HasVariance = VonMises{}
)

// Mean is that of the number y in [-pi, pi], a circle cut open: Mode, less 2 pi times the mass that passes pi on the way round from it
// and comes in again at -pi.
func (d VonMises) Mean() *G.Node {
	k := positive(d.Concentration)
	m := turned(locOf(d.Loc, d.Concentration))
	left := ops.Less(m, full(m, 0))
	off := ops.MulConst(ops.VonMisesCDF(ops.AddConst(farther(m, left), -math.Pi), k), 2*math.Pi)
	return onShape(ops.Sub(m, ops.Where(left, ops.Neg(off), off)), d.BatchShape())
}

// farther is |m|, whose derivative at 0 is 1: at Loc = 0 that of Mean is not the one of Mode.
func farther(m, left *G.Node) *G.Node { return ops.Where(left, ops.Neg(m), m) }

// Variance is that of the number y in [-pi, pi], about Mean: at a Mode of pi or -pi, where half of the mass is at either end, it is large
// however concentrated the angle is. It is the sum of Gauss and Legendre's over the stretches of t = y - Mode, turned, in which y - Mean is
// smooth: to either side of 0, and what passes pi.
func (d VonMises) Variance() *G.Node {
	k := lastAxis(positive(d.Concentration))
	m := lastAxis(turned(locOf(d.Loc, d.Concentration)))
	a := farther(m, ops.Less(m, full(m, 0)))
	passed := ops.MulConst(ops.VonMisesCDF(ops.AddConst(a, -math.Pi), k), 2*math.Pi)
	end := ops.StopGradient(ops.Minimum(ops.MulConst(ops.Reciprocal(ops.Sqrt(k)), bulk), full(k, math.Pi)))
	cut := ops.Minimum(ops.AddConst(ops.Neg(a), math.Pi), end)
	sum := squares(k, ops.Neg(end), full(k, 0), passed)
	sum = ops.Add(sum, squares(k, full(k, 0), cut, passed))
	sum = ops.Add(sum, squares(k, cut, end, ops.AddConst(passed, -2*math.Pi)))
	return onShape(sum, d.BatchShape())
}

// bulk is how far from the direction the density is followed, over sqrt(k): beyond it is below e^-40 of what it is there, since
// 2 k sin^2(t/2) is no less than 2 k (t/pi)^2.
var bulk = math.Pi * math.Sqrt(20)

// squares is the integral of (t + off)^2 times the density about 0 over [from, to]; all have a last axis of extent 1, which the result
// has not. From 0 to bulk 32 points are exact to rounding.
func squares(k, from, to, off *G.Node) *G.Node {
	const points = 32
	x, w := make([]float64, points), make([]float64, points)
	quad.Legendre{}.FixedLocations(x, w, 0, 1)
	length := ops.Sub(to, from)
	t := ops.Add(from, ops.Mul(length, numbersLike(k, x)))
	y := ops.Mul(ops.Square(ops.Add(t, off)), ops.Exp(ops.LogVonMisesDensity(t, k)))
	return lastSum(ops.Mul(ops.Mul(y, numbersLike(k, w)), length))
}
