package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Cauchy is the density 1 / (pi Scale (1 + z^2)) with z = (y - Loc)/Scale: StudentT with one degree of freedom, whose tails are so
// heavy that it has neither mean nor variance. Scale is positive, or everything is NaN.
type Cauchy struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d Cauchy) BatchShape() tensor.Shape { return batchOf("cauchy", d.Loc, d.Scale) }

// EventShape is ().
func (d Cauchy) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -log(1 + z^2) - log(pi Scale), also where z overflows.
func (d Cauchy) LogProb(y *G.Node) *G.Node {
	return onPoints("cauchy log-prob", d, y, Cauchy.logDensity)
}

// Mean is NaN: there is none.
func (d Cauchy) Mean() *G.Node { return onShape(full(d.Loc, math.NaN()), d.BatchShape()) }

// Variance is NaN: there is none.
func (d Cauchy) Variance() *G.Node { return d.Mean() }

// Mode is Loc.
func (d Cauchy) Mode() *G.Node { return onShape(locOf(d.Loc, d.Scale), d.BatchShape()) }

// Entropy is log(4 pi Scale).
func (d Cauchy) Entropy() *G.Node {
	return onShape(ops.AddConst(ops.Log(positive(d.Scale)), math.Log(4*math.Pi)), d.BatchShape())
}

// CDF is 1/2 + atan(z)/pi, on the left as atan(-1/z)/pi, which keeps its digits.
func (d Cauchy) CDF(y *G.Node) *G.Node {
	return onPoints("cauchy cdf", d, y, Cauchy.cdf)
}

// LogCDF is the logarithm of CDF, on the right by the tail.
func (d Cauchy) LogCDF(y *G.Node) *G.Node {
	return onPoints("cauchy log-cdf", d, y, Cauchy.logCDF)
}

// LogSurvival is LogCDF at -z.
func (d Cauchy) LogSurvival(y *G.Node) *G.Node {
	return onPoints("cauchy log-survival", d, y, Cauchy.logSurvival)
}

// Sample is Loc - Scale cot(pi Phi(noise)).
func (d Cauchy) Sample(noise *G.Node) *G.Node {
	return onPoints("cauchy sample", d, noise, Cauchy.sample)
}

// Bump is Loc, and the width of a normal with the same quartiles, Scale/0.674.
func (d Cauchy) Bump() (at, width *G.Node) {
	return d.Mode(), onShape(ops.MulConst(positive(d.Scale), 1.4826022185056018), d.BatchShape())
}

func (d Cauchy) logDensity(y *G.Node) *G.Node {
	return ops.Neg(ops.AddConst(logScaledSquare(ops.Sub(y, d.Loc), d.Scale), math.Log(math.Pi)))
}

// logScaledSquare is log(s (1 + z^2)) with z = d/s: log s + log(1 + z^2), and 2 log |d| - log s where 1 is too small beside z^2 to count and
// z might overflow. NaN unless s is above 0. It squares d, not |d|, of whose square there is no second derivative at 0.
func logScaledSquare(d, s *G.Node) *G.Node {
	size := ops.Abs(d)
	far := ops.Less(s, ops.MulConst(size, 1.0/(1<<60)))
	z := ops.Div(ops.Where(far, full(d, 0), d), s) // 0/0 at s = 0
	l := ops.Log(ops.Add(ops.Where(far, size, full(d, 1)), ops.Square(z)))
	norm := ops.Log(s)
	return ops.Add(l, ops.Where(far, ops.Sub(l, norm), norm))
}

func (d Cauchy) cdf(y *G.Node) *G.Node {
	z := standardized(y, d.Loc, positive(d.Scale))
	tail := cauchyTail(z)
	return ops.Where(below(z, 0), tail, ops.AddConst(ops.Neg(tail), 1))
}

func (d Cauchy) logCDF(y *G.Node) *G.Node {
	return cauchyLogCDF(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Cauchy) logSurvival(y *G.Node) *G.Node {
	return cauchyLogCDF(ops.Neg(standardized(y, d.Loc, positive(d.Scale))))
}

func cauchyLogCDF(z *G.Node) *G.Node {
	tail := cauchyTail(z)
	return ops.Where(below(z, 0), ops.Log(tail), ops.Log1p(ops.Neg(tail)))
}

// cauchyTail is P(Z > |z|) = 1/2 - atan|z|/pi, beyond 1 as atan(1/|z|)/pi.
func cauchyTail(z *G.Node) *G.Node {
	size := ops.Neg(folded(z))
	return either(below(size, 1), size, 0, 2,
		func(x *G.Node) *G.Node { return ops.AddConst(ops.MulConst(ops.Atan(x), -1/math.Pi), .5) },
		func(x *G.Node) *G.Node { return ops.MulConst(ops.Atan(ops.Reciprocal(x)), 1/math.Pi) })
}

func (d Cauchy) sample(noise *G.Node) *G.Node {
	z := either(below(ops.Abs(noise), .5), noise, 0, 1,
		func(x *G.Node) *G.Node { return tan(ops.MulConst(erfNoise(x), math.Pi/2)) }, // pi (Phi - 1/2)
		func(x *G.Node) *G.Node {
			cot := ops.Reciprocal(tan(ops.MulConst(ops.NormalCDF(folded(x)), math.Pi)))
			return ops.Where(below(x, 0), ops.Neg(cot), cot)
		})
	return placed(d.Loc, d.Scale, z)
}

func tan(x *G.Node) *G.Node { return ops.Div(ops.Sin(x), ops.Cos(x)) }
