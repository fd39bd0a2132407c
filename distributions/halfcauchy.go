package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// HalfCauchy is |x| of x from Cauchy(0, Scale): density 2 / (pi Scale (1 + z^2)) for y >= 0, with z = y/Scale. Scale is positive, or
// everything is NaN.
type HalfCauchy struct {
	Scale *G.Node `param:"positive"` // (n...)
}

// BatchShape is the shape of Scale.
func (d HalfCauchy) BatchShape() tensor.Shape { return batchOf("half cauchy", d.Scale) }

// EventShape is ().
func (d HalfCauchy) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(2/(pi Scale)) - log(1 + z^2), also where z overflows, and -Inf below 0.
func (d HalfCauchy) LogProb(y *G.Node) *G.Node {
	return onPoints("half cauchy log-prob", d, y, HalfCauchy.logDensity)
}

// Mean is infinite.
func (d HalfCauchy) Mean() *G.Node { return among(math.Inf(1), positive(d.Scale)) }

// Variance is NaN, as the mean is infinite.
func (d HalfCauchy) Variance() *G.Node { return among(math.NaN(), d.Scale) }

// Mode is 0.
func (d HalfCauchy) Mode() *G.Node { return among(0, positive(d.Scale)) }

// Entropy is log(2 pi Scale).
func (d HalfCauchy) Entropy() *G.Node {
	return ops.AddConst(ops.Log(positive(d.Scale)), math.Log(2*math.Pi))
}

// CDF is 2 atan(z)/pi, and 0 below 0.
func (d HalfCauchy) CDF(y *G.Node) *G.Node {
	return onPoints("half cauchy cdf", d, y, HalfCauchy.cdf)
}

// LogCDF is its logarithm, beyond 1 by the tail.
func (d HalfCauchy) LogCDF(y *G.Node) *G.Node {
	return onPoints("half cauchy log-cdf", d, y, HalfCauchy.logCDF)
}

// LogSurvival is log(2 atan(1/z)/pi), below 1 by the cdf.
func (d HalfCauchy) LogSurvival(y *G.Node) *G.Node {
	return onPoints("half cauchy log-survival", d, y, HalfCauchy.logSurvival)
}

// Sample is Scale tan(pi Phi(noise)/2).
func (d HalfCauchy) Sample(noise *G.Node) *G.Node {
	return onPoints("half cauchy sample", d, noise, HalfCauchy.sample)
}

// Bump is the median, Scale, which is half of the distance between the quartiles too.
func (d HalfCauchy) Bump() (at, width *G.Node) { return positive(d.Scale), positive(d.Scale) }

func (d HalfCauchy) logDensity(y *G.Node) *G.Node {
	s := positive(d.Scale)
	outside := below(y, 0)
	l := logScaledSquare(ops.Where(outside, full(y, 0), y), s)
	return ops.Where(outside, among(math.Inf(-1), s), ops.Neg(ops.AddConst(l, math.Log(math.Pi/2))))
}

func (d HalfCauchy) cdf(y *G.Node) *G.Node {
	return fromZero(y, d.Scale, 0, func(z *G.Node) *G.Node {
		return either(below(z, 1), z, 0, 2, arc, func(z *G.Node) *G.Node { return ops.AddConst(ops.Neg(arc(ops.Reciprocal(z))), 1) })
	})
}

func (d HalfCauchy) logCDF(y *G.Node) *G.Node {
	return aboveZero(y, d.Scale, math.Inf(-1), func(z *G.Node) *G.Node {
		return either(below(z, 1), z, .5, 2,
			func(z *G.Node) *G.Node { return ops.Log(arc(z)) },
			func(z *G.Node) *G.Node { return ops.Log1p(ops.Neg(arc(ops.Reciprocal(z)))) })
	})
}

func (d HalfCauchy) logSurvival(y *G.Node) *G.Node {
	return fromZero(y, d.Scale, 0, func(z *G.Node) *G.Node {
		return either(below(z, 1), z, 0, 2,
			func(z *G.Node) *G.Node { return ops.Log1p(ops.Neg(arc(z))) },
			func(z *G.Node) *G.Node { return ops.Log(arc(ops.Reciprocal(z))) })
	})
}

func (d HalfCauchy) sample(noise *G.Node) *G.Node {
	quarter := tan(ops.MulConst(ops.NormalCDF(folded(noise)), math.Pi/2))
	return ops.Mul(positive(d.Scale), ops.Where(below(noise, 0), quarter, ops.Reciprocal(quarter)))
}

// arc is 2 atan(z)/pi.
func arc(z *G.Node) *G.Node { return ops.MulConst(ops.Atan(z), 2/math.Pi) }

// Support is [0, Inf).
func (HalfCauchy) Support() Support { return ContinuousOn(0, math.Inf(1)) }
