package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// HasCRPS has the continuous ranked probability score of scalar events in closed form,
//
//	CRPS(F, y) = integral of (F(x) - [x >= y])^2 dx = E|X - y| - E|X - X'|/2,
//
// X and X' independent draws (Gneiting and Raftery 2007, JASA 102, 359, equations 20 and 21). It is in units of y, |y - Loc| of a
// point mass. As LogProb it is asked for one y each, of exactly the shape batch+event.
type HasCRPS interface {
	CRPS(y *G.Node) *G.Node
}

var (
	_ HasCRPS = Normal{}
	_ HasCRPS = Deterministic{}
	_ HasCRPS = Bernoulli{}
	_ HasCRPS = Categorical{}
	_ HasCRPS = MixtureSameFamily{}
)

// CRPS is the continuous ranked probability score of y, whose shapes are those that LogProb takes. It panics with a
// graph.BuildError if d has none in closed form; Posterior.CRPS has that of any distribution as numbers.
func CRPS(d Distribution, y *G.Node) *G.Node {
	must[HasCRPS]("crps", d)
	return onPoints(nameOf(d)+" crps", d, y, crps)
}

func crps(d Distribution, y *G.Node) *G.Node {
	if own, ok := d.(interface{ crps(y *G.Node) *G.Node }); ok {
		return own.crps(y)
	}
	d, y = together(d, y)
	return must[HasCRPS]("crps", d).CRPS(y)
}

// CRPS is Scale (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt pi) (Gneiting et al. 2005, Monthly Weather Review 133, 1098, equation 5).
func (d Normal) CRPS(y *G.Node) *G.Node { return onPoints("normal crps", d, y, Normal.crps) }

func (d Normal) crps(y *G.Node) *G.Node {
	scale := positive(d.Scale)
	return ops.Sub(meanAbs(ops.Sub(y, d.Loc), scale), ops.MulConst(scale, 1/math.Sqrt(math.Pi)))
}

// meanAbs is E|X| for X normal with the given mean and standard deviation, m erf(m/(s sqrt 2)) + 2 s phi(m/s): the mean is outside
// of erf, so that the derivative by s of a far m is no difference of large numbers.
func meanAbs(mean, sd *G.Node) *G.Node {
	z := ops.Div(mean, sd)
	phi := ops.MulConst(ops.Exp(ops.MulConst(ops.Square(z), -.5)), 2/math.Sqrt(2*math.Pi))
	return ops.Add(ops.Mul(mean, ops.Erf(ops.MulConst(z, math.Sqrt2/2))), ops.Mul(sd, phi))
}

// CRPS is |y - Loc|.
func (d Deterministic) CRPS(y *G.Node) *G.Node {
	return onPoints("deterministic crps", d, y, Deterministic.crps)
}

func (d Deterministic) crps(y *G.Node) *G.Node { return ops.Abs(ops.Sub(y, d.Loc)) }

// CRPS is (y - p)^2, the Brier score, for y in {0, 1}; of another y it is that and the distance from [0, 1].
func (d Bernoulli) CRPS(y *G.Node) *G.Node { return onPoints("bernoulli crps", d, y, Bernoulli.crps) }

// crps takes 1-p from the other side, where p has rounded to 1: F is 1-p on [0, 1), so between a y in there the integral is
// y (1-p)^2 + (1-y) p^2.
func (d Bernoulli) crps(y *G.Node) *G.Node {
	in := ops.Clip(y, 0, 1)
	p, other := ops.Sigmoid(d.Logits), ops.Sigmoid(ops.Neg(d.Logits))
	inside := ops.Add(ops.Mul(in, ops.Square(other)), ops.Mul(ops.AddConst(ops.Neg(in), 1), ops.Square(p)))
	return ops.Add(inside, ops.Abs(ops.Sub(y, in)))
}

// CRPS is the ranked probability score sum_c (P(Y <= c) - [y <= c])^2 (Epstein 1969, Journal of Applied Meteorology 8, 985), which
// knows that classes are ordered: a neighbour costs less than the far end.
func (d Categorical) CRPS(y *G.Node) *G.Node {
	return onPoints("categorical crps", d, y, Categorical.crps)
}

// crps sums F^2 over the steps below y and (1-F)^2 over those above, each a sum of probabilities of its own side.
func (d Categorical) crps(y *G.Node) *G.Node {
	k := d.count()
	last := float64(k - 1)
	outside := ops.Abs(ops.Sub(y, ops.Clip(y, 0, last)))
	if k == 1 {
		return outside
	}
	upTo := ops.Slice(ops.Tril(ops.Full(y.Graph(), y.Dtype(), 1, k, k)), 0, 0, k-1) // (k-1, k), 1 for the classes up to each step
	p := axis(d.Probs(), 1)
	below := lastSum(ops.Mul(p, upTo))
	above := lastSum(ops.Mul(p, ops.AddConst(ops.Neg(upTo), 1)))
	step := ops.Sub(lastAxis(y), ops.Slice(d.classes(), 0, 0, k-1)) // how far y is beyond each step's beginning
	passed := ops.Clip(step, 0, 1)
	costs := ops.Add(ops.Mul(passed, ops.Square(below)), ops.Mul(ops.AddConst(ops.Neg(passed), 1), ops.Square(above)))
	return ops.Add(lastSum(costs), outside)
}

// CRPS is sum_i w_i E|X_i - y| - sum_ij w_i w_j E|X_i - X_j|/2, for components that are normal (Grimit et al. 2006, Quarterly Journal
// of the Royal Meteorological Society 132, 2925) or points.
func (d MixtureSameFamily) CRPS(y *G.Node) *G.Node {
	return onPoints("mixture crps", d, y, MixtureSameFamily.crps)
}

func (d MixtureSameFamily) crps(y *G.Node) *G.Node {
	d.check()
	y = d.onComponents(y)
	var near, apart *G.Node // (n, k) of each component and y, (n, k, k) of each two
	switch c := d.Components.(type) {
	case Normal:
		scale := positive(c.Scale)
		near = meanAbs(ops.Sub(y, c.Loc), scale)
		apart = meanAbs(ops.Sub(lastAxis(c.Loc), axis(c.Loc, 1)), hypot(lastAxis(scale), axis(scale, 1)))
	case Deterministic:
		near = ops.Abs(ops.Sub(y, c.Loc))
		apart = ops.Abs(ops.Sub(lastAxis(c.Loc), axis(c.Loc, 1)))
	default:
		build.Fail("mixture crps", []tensor.Shape{d.Components.BatchShape()}, "a mixture of %T has no CRPS in closed form, mixtures of normals have: Posterior.CRPS computes it numerically", d.Components)
	}
	w := d.Mixing.Probs()
	pairs := lastSum(ops.XMulY(axis(w, 1), apart)) // (n, k)
	return lastSum(ops.XMulY(w, ops.Sub(near, ops.MulConst(pairs, .5))))
}

// hypot is sqrt(a^2 + b^2) of positive numbers whose squares may overflow.
func hypot(a, b *G.Node) *G.Node {
	large := ops.Maximum(a, b)
	share := ops.Div(ops.Minimum(a, b), large)
	return ops.Mul(large, ops.Sqrt(ops.AddConst(ops.Square(share), 1)))
}
