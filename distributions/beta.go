package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Beta is the density y^(a-1) (1-y)^(b-1) / B(a, b) on [0, 1], with a = Alpha, b = Beta, both positive or everything is NaN. At the edges it
// takes its limits: at 0 it is +Inf for a < 1, b for a = 1 and 0 for a > 1; outside it is 0. Its logarithm is right to a few
// ulps of its terms, (a-1) log y, (b-1) log(1-y) and log B(a, b), however large a + b is.
type Beta struct {
	Alpha *G.Node `param:"positive"` // (n...)
	Beta  *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Alpha and Beta.
func (d Beta) BatchShape() tensor.Shape { return batchOf("beta", d.Alpha, d.Beta) }

// EventShape is ().
func (d Beta) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is (a-1) log y + (b-1) log(1-y) - log B(a, b) on [0, 1] and -Inf outside. The gradient with respect to y is
// zero at and beyond the edges; clip targets in the loss (losses.NLL) where the network's gradient must stay finite.
func (d Beta) LogProb(y *G.Node) *G.Node { return onPoints("beta log-prob", d, y, Beta.logDensity) }

// Mean is a/(a+b).
func (d Beta) Mean() *G.Node { return onShape(ops.Div(positive(d.Alpha), d.total()), d.BatchShape()) }

// Variance is ab / ((a+b)^2 (a+b+1)).
func (d Beta) Variance() *G.Node {
	t := d.total()
	spread := ops.Mul(ops.Div(positive(d.Alpha), t), ops.Div(d.Beta, t)) // not ab/t^2, which overflows first
	return ops.Div(spread, ops.AddConst(t, 1))
}

// Mode is (a-1)/(a+b-2), or an end where the density is unbounded (the lower of two) or monotone; the centre if a = b = 1.
func (d Beta) Mode() *G.Node {
	a, b := onShape(positive(d.Alpha), d.BatchShape()), onShape(positive(d.Beta), d.BatchShape())
	return unitMode(a, b, func(a, b *G.Node) *G.Node {
		over, other := ops.AddConst(a, -1), ops.AddConst(b, -1)
		return ops.Div(over, ops.Add(over, other))
	})
}

// Entropy is log B(a, b) - (a-1) psi(a) - (b-1) psi(b) + (a+b-2) psi(a+b).
func (d Beta) Entropy() *G.Node { return onShape(ops.BetaEntropy(d.Alpha, d.Beta), d.BatchShape()) }

// CDF is the regularized incomplete beta function I_y(a, b), 0 below the support and 1 above.
func (d Beta) CDF(y *G.Node) *G.Node { return onPoints("beta cdf", d, y, Beta.cdf) }

// LogCDF is its logarithm, finite where it underflows.
func (d Beta) LogCDF(y *G.Node) *G.Node { return onPoints("beta log-cdf", d, y, Beta.logCDF) }

// LogSurvival is log(1 - I_y(a, b)), accurate in the upper tail.
func (d Beta) LogSurvival(y *G.Node) *G.Node {
	return onPoints("beta log-survival", d, y, Beta.logSurvival)
}

// Sample is the quantile at Phi(noise), with the implicit gradient of Figurnov, Mohamed and Mnih (2018), arXiv:1805.08498.
func (d Beta) Sample(noise *G.Node) *G.Node { return onPoints("beta sample", d, noise, Beta.sample) }

// logDensity computes the logarithms on y's shape, log B on the parameters', and only sums and products on
// the shape of both. The edges need no selection there: see edgeLog.
func (d Beta) logDensity(y *G.Node) *G.Node {
	atZero, atOne := ops.Between(y, 0, 0), ops.Between(y, 1, 1)
	logY := edgeLog(atZero, ops.Log(ops.Clip(y, smallest(y), 1)))
	log1pY := edgeLog(atOne, ops.Log1p(ops.Neg(ops.Clip(y, 0, belowOne(y)))))
	support := ops.Where(ops.Between(y, 0, 1), full(y, 0), full(y, math.Inf(-1)))
	s := edgeScale(y)
	powers := ops.Add(
		ops.Mul(ops.MulConst(ops.AddConst(d.Alpha, -1), s), logY),
		ops.Mul(ops.MulConst(ops.AddConst(d.Beta, -1), s), log1pY))
	return ops.Add(ops.Sub(powers, ops.LogBeta(d.Alpha, d.Beta)), support)
}

// logitDensity is the log-density of the logit x of y, Alpha log y + Beta log(1-y) - log B, where y itself rounds to 1 from 17 on in float32.
func (d Beta) logitDensity(x *G.Node) *G.Node {
	powers := ops.Add(ops.Mul(d.Alpha, ops.LogSigmoid(x)), ops.Mul(d.Beta, ops.LogSigmoid(ops.Neg(x))))
	return ops.Sub(powers, ops.LogBeta(d.Alpha, d.Beta))
}

// edgeLog is log/edgeScale, with the largest finite float for the -Inf at an edge. Times edgeScale (a-1) that is what
// the density needs there: 0 for a = 1, where -Inf would give NaN, and overflow to the infinity of the right sign for
// any other a, as a-1 cannot be smaller than the spacing of floats at 1. The scale is a power of two: elsewhere the
// product is (a-1) log y to the last bit.
func edgeLog(edge, log *G.Node) *G.Node {
	largest := math.MaxFloat64
	if log.Dtype() == tensor.Float32 {
		largest = math.MaxFloat32
	}
	return ops.Where(edge, full(log, -largest), ops.MulConst(log, 1/edgeScale(log)))
}

func edgeScale(x *G.Node) float64 {
	if x.Dtype() == tensor.Float32 {
		return 0x1p30
	}
	return 0x1p60
}

// belowOne is the largest float below 1 of x's type.
func belowOne(x *G.Node) float64 {
	if x.Dtype() == tensor.Float32 {
		return 1 - 0x1p-24
	}
	return 1 - 0x1p-53
}

// smallest is the smallest positive float of x's type.
func smallest(x *G.Node) float64 {
	build.Given("smallest", x)
	if x.Dtype() == tensor.Float32 {
		return math.SmallestNonzeroFloat32
	}
	return math.SmallestNonzeroFloat64
}

func (d Beta) cdf(y *G.Node) *G.Node { return ops.RegIncBeta(d.Alpha, d.Beta, y) }

func (d Beta) logCDF(y *G.Node) *G.Node {
	return d.orNothing(ops.Between(y, math.Inf(-1), 0), y, ops.LogRegIncBeta)
}

func (d Beta) logSurvival(y *G.Node) *G.Node {
	return d.orNothing(ops.Between(y, 1, math.Inf(1)), y, ops.LogRegIncBetaC)
}

// orNothing is f, and -Inf where the mask is, from whose slope there no gradient comes back.
func (d Beta) orNothing(mask, y *G.Node, f func(a, b, x *G.Node) *G.Node) *G.Node {
	return instead(mask, f(d.Alpha, d.Beta, ops.Where(mask, full(y, .5), y)), math.Inf(-1))
}

func (d Beta) sample(noise *G.Node) *G.Node { return ops.StandardBeta(d.Alpha, d.Beta, noise) }

func (d Beta) total() *G.Node { return ops.Add(d.Alpha, positive(d.Beta)) }

// Support is [0, 1].
func (Beta) Support() Support { return ContinuousOn(0, 1) }
