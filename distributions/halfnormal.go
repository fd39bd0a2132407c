package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// HalfNormal is |x| of x from Normal(0, Scale^2): density sqrt(2/pi) exp(-z^2/2)/Scale for y >= 0, with z = y/Scale. Scale is positive,
// or everything is NaN.
type HalfNormal struct {
	Scale *G.Node `param:"positive"` // (n...)
}

// BatchShape is the shape of Scale.
func (d HalfNormal) BatchShape() tensor.Shape { return batchOf("half normal", d.Scale) }

// EventShape is ().
func (d HalfNormal) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -z^2/2 - log Scale + log(2/pi)/2, and -Inf below 0.
func (d HalfNormal) LogProb(y *G.Node) *G.Node {
	return onPoints("half normal log-prob", d, y, HalfNormal.logDensity)
}

// Mean is Scale sqrt(2/pi).
func (d HalfNormal) Mean() *G.Node { return ops.MulConst(positive(d.Scale), math.Sqrt(2/math.Pi)) }

// Variance is Scale^2 (1 - 2/pi).
func (d HalfNormal) Variance() *G.Node {
	return ops.MulConst(ops.Square(positive(d.Scale)), 1-2/math.Pi)
}

// Mode is 0.
func (d HalfNormal) Mode() *G.Node { return among(0, positive(d.Scale)) }

// Entropy is log Scale + (1 + log(pi/2))/2.
func (d HalfNormal) Entropy() *G.Node {
	return ops.AddConst(ops.Log(positive(d.Scale)), .5+math.Log(math.Pi/2)/2)
}

// CDF is erf(z/sqrt 2), and 0 below 0.
func (d HalfNormal) CDF(y *G.Node) *G.Node {
	return onPoints("half normal cdf", d, y, HalfNormal.cdf)
}

// LogCDF is its logarithm, beyond 1 by the tail.
func (d HalfNormal) LogCDF(y *G.Node) *G.Node {
	return onPoints("half normal log-cdf", d, y, HalfNormal.logCDF)
}

// LogSurvival is log(2 Phi(-z)), below 1 by the cdf.
func (d HalfNormal) LogSurvival(y *G.Node) *G.Node {
	return onPoints("half normal log-survival", d, y, HalfNormal.logSurvival)
}

// Sample is Scale times the half-normal quantile of Phi(noise), right at both ends.
func (d HalfNormal) Sample(noise *G.Node) *G.Node {
	return onPoints("half normal sample", d, noise, HalfNormal.sample)
}

func (d HalfNormal) logDensity(y *G.Node) *G.Node {
	norm := ops.AddConst(ops.Log(positive(d.Scale)), logSqrt2Pi-math.Ln2)
	return fromZero(y, d.Scale, math.Inf(-1), func(z *G.Node) *G.Node {
		return ops.Sub(ops.MulConst(ops.Square(z), -.5), norm)
	})
}

func (d HalfNormal) cdf(y *G.Node) *G.Node { return fromZero(y, d.Scale, 0, erfNoise) }

func (d HalfNormal) logCDF(y *G.Node) *G.Node {
	return aboveZero(y, d.Scale, math.Inf(-1), func(z *G.Node) *G.Node {
		return either(below(z, 1), z, .5, 1,
			func(z *G.Node) *G.Node { return ops.Log(erfNoise(z)) },
			func(z *G.Node) *G.Node { return ops.Log1p(ops.Neg(ops.Erfc(ops.MulConst(z, math.Sqrt2/2)))) })
	})
}

func (d HalfNormal) logSurvival(y *G.Node) *G.Node {
	return fromZero(y, d.Scale, 0, func(z *G.Node) *G.Node {
		return either(below(z, 1), z, 0, 1,
			func(z *G.Node) *G.Node { return ops.Log1p(ops.Neg(erfNoise(z))) },
			func(z *G.Node) *G.Node { return ops.AddConst(ops.LogNormalCDF(ops.Neg(z)), math.Ln2) })
	})
}

// sample inverts Phi(-z) = Phi(-noise)/2, and for Phi(noise) below 1/100, where that is 1/2 but for it, sums the series of the inverse
// of erf (Abramowitz and Stegun 1964, 7.1.5 reverted).
func (d HalfNormal) sample(noise *G.Node) *G.Node {
	z := either(below(noise, -2.5), noise, -3, 0,
		func(x *G.Node) *G.Node {
			w := ops.MulConst(ops.NormalCDF(x), math.Sqrt(math.Pi/2))
			return ops.Mul(w, polynomial(ops.Square(w), 1, 1./6, 7./120, 127./5040, 4369./362880))
		},
		func(x *G.Node) *G.Node {
			return ops.Neg(ops.LogNormalQuantile(ops.AddConst(ops.LogNormalCDF(ops.Neg(x)), -math.Ln2)))
		})
	return ops.Mul(positive(d.Scale), z)
}

// Support is [0, Inf).
func (HalfNormal) Support() Support { return ContinuousOn(0, math.Inf(1)) }
