package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A window is an interval [a, b] under the standard normal density. Its mass e^(-near^2/2 + log), near being the end of
// the window that is nearest to 0 or 0 inside of it, is told by the two: each is finite however far the window is, and
// differences of masses lose nothing.
type window struct{ a, b *G.Node }

// mass is near and log, by that of three forms which does not cancel: a sum of two erf around 0, a difference of Mills' ratios on
// one side of it, and the series of a narrow window.
func (w window) mass() (near, log *G.Node) {
	left := below(w.b, 0)
	lo, hi := ops.Where(left, ops.Neg(w.b), w.a), ops.Where(left, ops.Neg(w.a), w.b) // mirrored: now hi >= 0
	zero := full(lo, 0)
	around := below(lo, 0)
	near = ops.Where(around, zero, lo)
	infinite := ops.Equal(hi, full(hi, math.Inf(1)))
	end := ops.Where(infinite, ops.AddConst(near, 1), hi)
	half := ops.MulConst(ops.Sub(end, lo), .5)
	centre := ops.Add(lo, half)
	narrow := ops.Mul(below(ops.Mul(half, ops.AddConst(ops.Abs(centre), 1)), .5), ops.AddConst(ops.Neg(infinite), 1))
	side := sideMass(ops.Where(around, zero, lo), ops.Where(ops.Add(narrow, around), ops.AddConst(near, 1), end), infinite)
	both := aroundMass(ops.Where(around, lo, full(lo, -1)), hi)
	log = ops.Where(around, both, side)
	thin := narrowMass(ops.Where(narrow, centre, zero), ops.Where(narrow, half, full(half, .25)), ops.Where(narrow, near, zero))
	log = ops.Where(narrow, thin, log)
	return ops.Where(left, ops.Neg(near), near), log
}

// aroundMass is log(Phi(b) - Phi(a)) for a < 0 <= b.
func aroundMass(a, b *G.Node) *G.Node {
	return ops.Log(ops.MulConst(ops.Sub(erfNoise(b), erfNoise(a)), .5))
}

// sideMass is log(Phi(b) - Phi(a)) + a^2/2 for 0 <= a < b: with Mills' ratio m(x) = Phi(-x)/phi(x) the log of
// m(a) - e^((a^2 - b^2)/2) m(b), over sqrt(2 pi).
func sideMass(a, b, infinite *G.Node) *G.Node {
	la, lb := ops.Log(ops.InverseMills(ops.Neg(a))), ops.Log(ops.InverseMills(ops.Neg(b)))
	gap := ops.Add(ops.MulConst(ops.Mul(ops.Sub(b, a), ops.Add(b, a)), -.5), ops.Sub(la, lb))
	cut := ops.Where(infinite, full(gap, 0), ops.Log1mExp(gap))
	return ops.AddConst(ops.Sub(cut, la), -logSqrt2Pi)
}

// narrowMass is log(Phi(c+h) - Phi(c-h)) + near^2/2 for h (|c| + 1) < 1/2: phi(c) times the integral of
// e^(-ct - t^2/2) over [-h, h], 2h times the sum over even k of He_k(c) h^k/(k+1)! with Hermite's polynomials.
func narrowMass(c, h, near *G.Node) *G.Node {
	const terms = 16
	before, he := full(c, 1), c // He_0 and He_1, times h^k
	he = ops.Mul(he, h)
	sum, factorial := full(c, 0), 1.
	square := ops.Square(h)
	ch := ops.Mul(c, h)
	for k := 2; k <= terms; k++ {
		next := ops.Sub(ops.Mul(ch, he), ops.MulConst(ops.Mul(square, before), float64(k-1)))
		before, he = he, next
		factorial *= float64(k)
		if k%2 == 0 {
			sum = ops.Add(sum, ops.MulConst(he, 1/(factorial*float64(k+1))))
		}
	}
	rise := ops.MulConst(ops.Mul(ops.Sub(near, c), ops.Add(near, c)), .5) // (near^2 - c^2)/2
	return ops.AddConst(ops.Add(rise, ops.Add(ops.Log(ops.MulConst(h, 2)), ops.Log1p(sum))), -logSqrt2Pi)
}

// share is the log of w's part in the mass of all.
func (w window) share(all window) *G.Node {
	near, log := w.mass()
	base, whole := all.mass()
	fall := ops.MulConst(ops.Mul(ops.Sub(near, base), ops.Add(near, base)), .5)
	return ops.Sub(ops.Sub(log, whole), fall)
}

// shareOf is share, by that of the rest where it is nearly all.
func (w window) shareOf(all, rest window) *G.Node {
	own, other := w.share(all), rest.share(all)
	most := ops.Less(other, full(other, -math.Ln2))
	return ops.Where(most, ops.Log1mExp(ops.Where(most, other, full(other, -1))), own)
}

// middle is a point inside.
func (w window) middle() *G.Node {
	lo, hi := w.cut()
	return ops.Add(lo, ops.MulConst(ops.Sub(hi, lo), .5))
}

// cut is the part of the window outside of which 1e-18 of its mass is: within L of near, with near L + L^2/2 = 42.
func (w window) cut() (lo, hi *G.Node) {
	left := below(w.b, 0)
	a, b := ops.Where(left, ops.Neg(w.b), w.a), ops.Where(left, ops.Neg(w.a), w.b)
	near := ops.Where(below(a, 0), full(a, 0), a)
	reach := ops.MulConst(ops.Reciprocal(ops.Add(near, ops.Sqrt(ops.AddConst(ops.Square(near), 84)))), 84)
	far := ops.Add(near, reach)
	least := full(a, -math.Sqrt(84))
	lo, hi = ops.Where(ops.Less(a, least), least, a), ops.Where(ops.Less(far, b), far, b)
	return ops.Where(left, ops.Neg(hi), lo), ops.Where(left, ops.Neg(lo), hi)
}

// moments are mean and variance, by Gauss and Legendre's rule of 12 points in each of 6 parts of the cut window: closed forms cancel
// in the tails, and these have positive terms.
func (w window) moments() (mean, variance *G.Node) {
	lo, hi := w.cut()
	near, _ := w.mass()
	shape := lo.Shape()
	if len(hi.Shape()) > len(shape) || hi.Shape().TotalSize() > shape.TotalSize() {
		shape = hi.Shape()
	}
	one := join(shape, tensor.Shape{1})
	wide := func(x *G.Node) *G.Node { return ops.Reshape(onShape(x, shape), one...) }
	at, weights := legendreParts()
	x := constants(lo, at)
	t := ops.Mul(wide(ops.Sub(hi, lo)), x) // from lo
	z := ops.Add(wide(lo), t)
	n := wide(near)
	p := ops.Mul(constants(lo, weights), ops.Exp(ops.MulConst(ops.Mul(ops.Sub(z, n), ops.Add(z, n)), -.5)))
	total := lastSum(p)
	first := ops.Div(lastSum(ops.Mul(p, t)), total)
	off := ops.Sub(t, ops.Reshape(first, one...))
	return ops.Add(lo, first), ops.Div(lastSum(ops.Mul(p, ops.Square(off))), total)
}

// constants is a vector of x's type.
func constants(x *G.Node, v []float64) *G.Node {
	each := make([]*G.Node, len(v))
	for i, c := range v {
		each[i] = ops.Full(x.Graph(), x.Dtype(), c, 1)
	}
	return ops.Concat(0, each...)
}

// legendreParts is the rule on [0, 1] (Golub and Welsch 1969; the numbers from Abramowitz and Stegun 1964, table 25.4).
func legendreParts() (at, weights []float64) {
	const parts = 6
	for k := range parts {
		for i, x := range legendreAt {
			for _, sign := range []float64{-1, 1} {
				at = append(at, (float64(k)+.5+sign*x/2)/parts)
				weights = append(weights, legendreWeights[i]/(2*parts))
			}
		}
	}
	return at, weights
}

var (
	legendreAt      = [...]float64{0.1252334085114689, 0.3678314989981802, 0.5873179542866175, 0.7699026741943047, 0.9041172563704748, 0.9815606342467192}
	legendreWeights = [...]float64{0.2491470458134027, 0.2334925365383546, 0.20316742672306573, 0.16007832854334642, 0.10693932599531907, 0.04717533638651141}
)
