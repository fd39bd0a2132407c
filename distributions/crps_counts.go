package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasCRPS = Poisson{}
	_ HasCRPS = Binomial{}
	_ HasCRPS = NegativeBinomial{}
	_ HasCRPS = Geometric{}
	_ HasCRPS = OrderedLogistic{}
)

// The score of a count with mean m, E|X - y| - E|X - X'|/2, has for k, the whole part of y, and the mass f
//
//	E|X - y| = (y - m) (P(X <= k) - P(X > k)) + 2 sum_(j <= k) (m - j) f(j),
//
// and the sum is f(k) times a line in k for the families below (De Moivre 1730 for the binomial; Johnson, Kemp and Kotz 2005, Univariate
// Discrete Distributions, section 2.5). It is right to an ulp of m and y, of which a score next to 0 is a difference.

// CRPS is the ranked probability score, with E|X - X'|/2 = Rate e^(-2 Rate) (I0 + I1)(2 Rate) (Wei and Held 2014, Test 23, 787).
func (d Poisson) CRPS(y *G.Node) *G.Node { return onPoints("poisson crps", d, y, Poisson.crps) }

func (d Poisson) crps(y *G.Node) *G.Node {
	rate := positive(d.Rate)
	twice := ops.MulConst(rate, 2)
	apart := ops.Mul(rate, ops.Mul(ops.Exp(ops.LogBesselI0e(twice)), ops.AddConst(besselRatio(twice), 1)))
	return ops.Sub(countDistance(d, rate, y, func(*G.Node) *G.Node { return rate }), apart)
}

// CRPS is the ranked probability score.
func (d Geometric) CRPS(y *G.Node) *G.Node { return onPoints("geometric crps", d, y, Geometric.crps) }

// crps is with E|X - X'|/2 = m/(2-p).
func (d Geometric) crps(y *G.Node) *G.Node {
	m := d.Mean()
	apart := ops.Div(m, ops.AddConst(ops.Sigmoid(ops.Neg(d.Logits)), 1))
	return ops.Sub(countDistance(d, m, y, func(k *G.Node) *G.Node { return ops.Mul(m, ops.AddConst(k, 1)) }), apart)
}

// CRPS is the ranked probability score.
func (d Binomial) CRPS(y *G.Node) *G.Node { return onPoints("binomial crps", d, y, Binomial.crps) }

// crps is with the characteristic function's square (1 - 4pq v)^n of X - X', v = sin^2(t/2), whose logarithm is taken of
// (p-q)^2 + 4pq (1-v) where that is small.
func (d Binomial) crps(y *G.Node) *G.Node {
	n, p, q := d.total(), ops.Sigmoid(d.Logits), ops.Sigmoid(ops.Neg(d.Logits))
	line := func(k *G.Node) *G.Node { return ops.Mul(p, ops.Clip(ops.Sub(n, k), 0, math.Inf(1))) }
	four := lastAxis(ops.MulConst(ops.Mul(p, q), 4))
	unequal := lastAxis(ops.Square(ops.Sub(p, q)))
	apart := halfApart(ops.Mul(n, ops.MulConst(ops.Mul(p, q), 4)), func(x *G.Node) *G.Node {
		v, rest := ops.Sigmoid(ops.MulConst(x, 2)), ops.Sigmoid(ops.MulConst(x, -2))
		lost := ops.Mul(four, v)
		small := ops.Less(lost, full(lost, .5))
		far := ops.Log(ops.Where(small, full(lost, 1), ops.Add(unequal, ops.Mul(four, rest))))
		near := ops.Log1p(ops.Neg(ops.Where(small, lost, full(lost, 0))))
		return ops.Mul(lastAxis(n), ops.Where(small, near, far))
	})
	return ops.Sub(countDistance(d, ops.Mul(n, p), y, line), apart)
}

// CRPS is the ranked probability score.
func (d NegativeBinomial) CRPS(y *G.Node) *G.Node {
	return onPoints("negative binomial crps", d, y, NegativeBinomial.crps)
}

// crps is with the characteristic function's square (1 + a v)^-r, a = 4 m/r (1 + m/r), which may overflow: log a does not.
func (d NegativeBinomial) crps(y *G.Node) *G.Node {
	m, r := d.params()
	ratio := ops.Div(m, r)
	line := func(k *G.Node) *G.Node { return ops.Mul(m, ops.AddConst(ops.Div(k, r), 1)) }
	a := ops.AddConst(ops.Add(ops.Sub(ops.Log(m), ops.Log(r)), ops.Log1p(ratio)), math.Log(4))
	apart := halfApart(ops.Exp(ops.Add(a, ops.Log(ops.Maximum(r, full(r, 1))))), func(x *G.Node) *G.Node {
		log := ops.Softplus(ops.Add(lastAxis(a), ops.LogSigmoid(ops.MulConst(x, 2))))
		return ops.Neg(ops.Mul(lastAxis(r), log))
	})
	return ops.Sub(countDistance(d, m, y, line), apart)
}

// CRPS is the ranked probability score of the classes, as that of a Categorical.
func (d OrderedLogistic) CRPS(y *G.Node) *G.Node {
	return onPoints("ordered logistic crps", d, y, OrderedLogistic.crps)
}

func (d OrderedLogistic) crps(y *G.Node) *G.Node { return d.classes().crps(y) }

// countDistance is E|X - y| of a count from 0 on with the given mean; line(k) f(k) is the sum of (mean - j) f(j) up to k.
func countDistance(d Distribution, mean, y *G.Node, line func(k *G.Node) *G.Node) *G.Node {
	inside := ops.Between(y, 0, largest(y))
	k := ops.Floor(ops.Where(inside, y, full(y, 0)))
	sum := ops.Where(inside, ops.XMulY(ops.Exp(logDensity(d, k)), line(k)), full(y, 0))
	balance := ops.AddConst(ops.MulConst(ops.Exp(logSurvival(d, y)), -2), 1)
	return ops.Add(ops.Mul(ops.Sub(y, mean), balance), ops.MulConst(sum, 2))
}

// halfApart is E|X - X'|/2 of two draws of a count, by the square |phi(t)|^2 of its characteristic function: as |j| is the mean of
// (1 - cos jt)/(1 - cos t) over t, it is that of (1 - |phi|^2)/(1 - cos t)/2, with t = 2 arctan e^x
//
//	integral of (1 - |phi|^2) e^-x/(2 pi) dx over the line, where v = sin^2(t/2) = 1/(1 + e^-2x).
//
// log gives log |phi|^2 at x, with a last axis of points. The integrand falls as e^-|x| about x = -log(scale + 1)/2 and is analytic
// beside the line, so the trapezoidal rule in arsinh of the distance from there needs few points: 192 are right to 1e-13 for
// means from 1e-6 to 1e8 and concentrations from 1e-6 to 1e6, 112 to 1e-10 (against 3000).
func halfApart(scale *G.Node, log func(x *G.Node) *G.Node) *G.Node {
	const points, reach, width = 192, 4.02, 1.3
	const step = 2 * reach / (points - 1)
	u := ops.AddConst(ops.MulConst(countsTo(scale, points), step), -reach)
	at := ops.StopGradient(ops.MulConst(ops.Log1p(scale), -.5))
	x := ops.Add(lastAxis(at), ops.MulConst(ops.Sinh(u), width))
	terms := ops.Neg(ops.Mul(ops.Expm1(log(x)), ops.Exp(ops.Neg(x))))
	return ops.MulConst(lastSum(ops.Mul(terms, ops.Cosh(u))), step*width/(2*math.Pi))
}

// countsTo is the vector 0, 1, ..., n-1 of x's type, n a multiple of 16.
func countsTo(x *G.Node, n int) *G.Node {
	ones, tens := make([]float64, 16), make([]float64, n/16)
	for k := range ones {
		ones[k] = float64(k)
	}
	for k := range tens {
		tens[k] = float64(16 * k)
	}
	return ops.Reshape(ops.Add(lastAxis(constants(x, tens)), constants(x, ones)), n)
}
