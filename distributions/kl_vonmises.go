package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

func init() { closedForm(vonMisesKL) }

// vonMisesKL is how far log I0 lies at l above its tangent at k, and l A(k) (1 - cos d) with d the distance of the places and A =
// I1/I0, the mean cosine: log I0(l) - log I0(k) = log(I0(l)/e^l) - log(I0(k)/e^k) + l - k.
func vonMisesKL(p, q VonMises) *G.Node {
	k, l := positive(p.Concentration), positive(q.Concentration)
	ratio := besselRatio(k)
	half := ops.Sin(ops.MulConst(ops.Sub(p.Loc, q.Loc), .5))
	gap := ops.Add(ops.Sub(ops.LogBesselI0e(l), ops.LogBesselI0e(k)), ops.Mul(ops.Sub(l, k), besselRest(k)))
	return ops.Add(gap, ops.Mul(ops.MulConst(ops.Mul(l, ratio), 2), ops.Square(half)))
}

// besselRatio is I1(k)/I0(k), the derivative of log I0.
func besselRatio(k *G.Node) *G.Node { return gradient(ops.Sum(ops.LogBesselI0(k)), k) }

// besselRest is 1 - I1(k)/I0(k), which is about 1/(2k) for large k: minus the derivative of log(e^-k I0).
func besselRest(k *G.Node) *G.Node { return ops.Neg(gradient(ops.Sum(ops.LogBesselI0e(k)), k)) }
