package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SkewNormal is the density 2 phi(z) Phi(Shape z) / Scale with z = (y - Loc)/Scale: Normal for Shape = 0, half of one in the limit
// (Azzalini 1985). Scale is positive, or everything is NaN.
type SkewNormal struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...)
	Shape *G.Node // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc, Scale and Shape.
func (d SkewNormal) BatchShape() tensor.Shape { return batchOf("skew normal", d.Loc, d.Scale, d.Shape) }

// EventShape is ().
func (d SkewNormal) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -z^2/2 + log Phi(Shape z) - log(Scale sqrt(pi/2)).
func (d SkewNormal) LogProb(y *G.Node) *G.Node {
	return onPoints("skew normal log-prob", d, y, SkewNormal.logDensity)
}

// Mean is Loc + Scale delta sqrt(2/pi), with delta = Shape/sqrt(1 + Shape^2).
func (d SkewNormal) Mean() *G.Node {
	return onShape(ops.Add(d.Loc, ops.MulConst(ops.Mul(positive(d.Scale), d.delta()), math.Sqrt(2/math.Pi))), d.BatchShape())
}

// Variance is Scale^2 (1 - 2 delta^2/pi).
func (d SkewNormal) Variance() *G.Node {
	less := ops.AddConst(ops.MulConst(ops.Square(d.delta()), -2/math.Pi), 1)
	return onShape(ops.Mul(ops.Square(positive(d.Scale)), less), d.BatchShape())
}

// CDF is Phi(z) - 2 T(z, Shape) with Owen's T function.
func (d SkewNormal) CDF(y *G.Node) *G.Node {
	return onPoints("skew normal cdf", d, y, SkewNormal.cdf)
}

// LogCDF is its logarithm, in the tails to full relative precision (scipy's is right to an absolute 1e-16 only).
func (d SkewNormal) LogCDF(y *G.Node) *G.Node {
	return onPoints("skew normal log-cdf", d, y, SkewNormal.logCDF)
}

// LogSurvival is LogCDF at -z and -Shape.
func (d SkewNormal) LogSurvival(y *G.Node) *G.Node {
	return onPoints("skew normal log-survival", d, y, SkewNormal.logSurvival)
}

func (d SkewNormal) logDensity(y *G.Node) *G.Node {
	z := standardized(y, d.Loc, d.Scale)
	norm := ops.AddConst(ops.Log(d.Scale), logSqrt2Pi-math.Ln2)
	side := ops.Clip(ops.Mul(d.Shape, z), -largest(z), math.Inf(1)) // at -Inf the slope is infinite
	return ops.Sub(ops.Add(ops.MulConst(ops.Square(z), -.5), ops.LogNormalCDF(side)), norm)
}

func (d SkewNormal) cdf(y *G.Node) *G.Node {
	return ops.SkewNormalCDF(standardized(y, d.Loc, positive(d.Scale)), d.Shape)
}

func (d SkewNormal) logCDF(y *G.Node) *G.Node {
	return ops.LogSkewNormalCDF(standardized(y, d.Loc, positive(d.Scale)), d.Shape)
}

func (d SkewNormal) logSurvival(y *G.Node) *G.Node {
	return ops.LogSkewNormalCDF(ops.Neg(standardized(y, d.Loc, positive(d.Scale))), ops.Neg(d.Shape))
}

// delta is Shape/sqrt(1 + Shape^2).
func (d SkewNormal) delta() *G.Node {
	return ops.Div(d.Shape, ops.Sqrt(ops.AddConst(ops.Square(d.Shape), 1)))
}

// NoiseShape is two numbers a draw, on a last axis.
func (d SkewNormal) NoiseShape() tensor.Shape { return join(d.BatchShape(), tensor.Shape{2}) }

// Sample is Loc + Scale (delta |u| + sqrt(1 - delta^2) v) of noise (u, v), whose gradients are simple (Henze 1986); noise has shape
// batch + (2), or batch + (m, 2) for m draws a row.
func (d SkewNormal) Sample(noise *G.Node) *G.Node {
	build.Given("skew normal sample", noise)
	s := noise.Shape()
	if len(s) == 0 || s[len(s)-1] != 2 {
		build.Fail("skew normal sample", []tensor.Shape{s}, "the noise must have a last axis of 2, as NoiseShape says: two numbers make a draw")
	}
	each := ops.Split(noise, -1, 1, 1)
	u, v := ops.Reshape(each[0], s[:len(s)-1]...), ops.Reshape(each[1], s[:len(s)-1]...)
	if isGrid("skew normal sample", d, u) {
		d = spread(d, 0).(SkewNormal)
	}
	root := ops.Sqrt(ops.AddConst(ops.Square(d.Shape), 1))
	return placed(d.Loc, d.Scale, ops.Div(ops.Add(ops.Mul(d.Shape, ops.Abs(u)), v), root))
}
