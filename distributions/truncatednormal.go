package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TruncatedNormal is Normal(Loc, Scale^2) given that it lies in [Low, High], whose ends may be infinite: density phi(z)/(Scale Z), Z the
// normal's mass between a = (Low - Loc)/Scale and b = (High - Loc)/Scale. Windows far in a tail, or narrow, lose nothing: masses are
// taken relative to the density at the near end, and moments are integrals. Scale is positive and Low below High, or everything is NaN.
type TruncatedNormal struct {
	Loc   *G.Node // (n...), of the normal before it is truncated
	Scale *G.Node `param:"positive"` // (n...), of the normal before
	Low   *G.Node // (n...), may be -Inf
	High  *G.Node // (n...), may be Inf
}

// BatchShape is the common shape of Loc, Scale, Low and High.
func (d TruncatedNormal) BatchShape() tensor.Shape {
	return batchOf("truncated normal", d.Loc, d.Scale, d.Low, d.High)
}

// EventShape is ().
func (d TruncatedNormal) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -z^2/2 - log(Scale sqrt(2 pi)) - log Z from Low to High, ends included, and -Inf elsewhere.
func (d TruncatedNormal) LogProb(y *G.Node) *G.Node {
	return onPoints("truncated normal log-prob", d, y, TruncatedNormal.logDensity)
}

// Mean is that of the density, Loc + Scale E z.
func (d TruncatedNormal) Mean() *G.Node {
	w := d.window()
	mean, _ := w.moments()
	return onShape(ops.Add(d.Loc, ops.Mul(d.Scale, mean)), d.BatchShape())
}

// Variance is Scale^2 Var z.
func (d TruncatedNormal) Variance() *G.Node {
	_, variance := d.window().moments()
	return onShape(ops.Mul(ops.Square(d.Scale), variance), d.BatchShape())
}

// Mode is Loc, or the end that is nearest to it.
func (d TruncatedNormal) Mode() *G.Node {
	w := d.window()
	z := ops.Where(ops.Less(w.b, full(w.b, 0)), w.b, ops.Where(ops.Less(full(w.a, 0), w.a), w.a, among(0, w.a, w.b)))
	return onShape(ops.Add(d.Loc, ops.Mul(d.Scale, z)), d.BatchShape())
}

// Entropy is E z^2/2 + log(Z Scale sqrt(2 pi)).
func (d TruncatedNormal) Entropy() *G.Node {
	w := d.window()
	mean, variance := w.moments()
	near, log := w.mass()
	// (E z^2 - near^2)/2 by the distance of the mean from the end
	square := ops.Add(variance, ops.Mul(ops.Sub(mean, near), ops.Add(mean, near)))
	h := ops.Add(ops.MulConst(square, .5), ops.Add(log, ops.Log(positive(d.Scale))))
	return onShape(ops.AddConst(h, logSqrt2Pi), d.BatchShape())
}

// CDF is (Phi(z) - Phi(a))/Z, between 0 and 1.
func (d TruncatedNormal) CDF(y *G.Node) *G.Node {
	return onPoints("truncated normal cdf", d, y, TruncatedNormal.cdf)
}

// LogCDF is its logarithm.
func (d TruncatedNormal) LogCDF(y *G.Node) *G.Node {
	return onPoints("truncated normal log-cdf", d, y, TruncatedNormal.logCDF)
}

// LogSurvival is log((Phi(b) - Phi(z))/Z).
func (d TruncatedNormal) LogSurvival(y *G.Node) *G.Node {
	return onPoints("truncated normal log-survival", d, y, TruncatedNormal.logSurvival)
}

// Sample is the quantile at Phi(noise), from whichever of the normal's tails is nearer.
func (d TruncatedNormal) Sample(noise *G.Node) *G.Node {
	return onPoints("truncated normal sample", d, noise, TruncatedNormal.sample)
}

// window is [a, b]; NaN where there is none.
func (d TruncatedNormal) window() window {
	s := positive(d.Scale)
	ok := ops.Less(d.Low, d.High)
	nan := full(s, math.NaN())
	return window{a: ops.Where(ok, inUnits(d.Low, d.Loc, s), nan), b: ops.Where(ok, inUnits(d.High, d.Loc, s), nan)}
}

// inUnits is (x - loc)/s, with a constant for an infinite x, which has no gradient.
func inUnits(x, loc, s *G.Node) *G.Node {
	finite := ops.Between(x, -largest(x), largest(x))
	inside := standardized(ops.Where(finite, x, full(x, 0)), loc, s)
	return ops.Where(finite, inside, ops.Add(ops.Where(finite, full(x, 0), ops.StopGradient(x)), among(0, loc, s)))
}

func (d TruncatedNormal) logDensity(y *G.Node) *G.Node {
	w := d.window()
	near, log := w.mass()
	norm := ops.Add(ops.AddConst(ops.Log(d.Scale), logSqrt2Pi), log)
	return d.inside(y, math.Inf(-1), math.Inf(-1), func(z *G.Node) *G.Node {
		half := ops.MulConst(ops.Mul(ops.Sub(z, near), ops.Add(z, near)), .5) // (z^2 - near^2)/2
		return ops.Neg(ops.Add(half, norm))
	})
}

func (d TruncatedNormal) cdf(y *G.Node) *G.Node {
	// from the side that is below 1/2
	return d.inside(y, 0, 1, func(z *G.Node) *G.Node {
		w := d.window()
		left := window{a: w.a, b: z}.share(w)
		right := window{a: z, b: w.b}.share(w)
		return ops.Where(ops.Less(left, right), ops.Exp(left), ops.Neg(ops.Expm1(right)))
	})
}

func (d TruncatedNormal) logCDF(y *G.Node) *G.Node {
	return d.inside(y, math.Inf(-1), 0, func(z *G.Node) *G.Node {
		w := d.window()
		return window{a: w.a, b: z}.shareOf(w, window{a: z, b: w.b})
	})
}

func (d TruncatedNormal) logSurvival(y *G.Node) *G.Node {
	return d.inside(y, 0, math.Inf(-1), func(z *G.Node) *G.Node {
		w := d.window()
		return window{a: z, b: w.b}.shareOf(w, window{a: w.a, b: z})
	})
}

// inside is f(z) from Low to High, lower below and upper above; of cdfs the ends are outside.
func (d TruncatedNormal) inside(y *G.Node, lower, upper float64, f func(z *G.Node) *G.Node) *G.Node {
	w := d.window()
	under, over := ops.Less(y, d.Low), ops.Less(d.High, y)
	if lower != upper {
		under, over = ops.AddConst(ops.Neg(ops.Less(d.Low, y)), 1), ops.AddConst(ops.Neg(ops.Less(y, d.High)), 1)
	}
	nan := ops.Equal(y, y)
	outside := ops.Mul(ops.Add(under, over), nan)
	z := standardized(ops.Where(outside, d.Loc, y), d.Loc, positive(d.Scale))
	value := ops.Where(under, among(lower, w.a, w.b), among(upper, w.a, w.b))
	return ops.Where(outside, value, f(ops.Where(outside, w.middle(), z)))
}

func (d TruncatedNormal) sample(noise *G.Node) *G.Node {
	w := d.window()
	under, over := tails(noise)
	left := sumLogs(ops.Add(over, ops.LogNormalCDF(w.a)), ops.Add(under, ops.LogNormalCDF(w.b)))
	right := sumLogs(ops.Add(over, ops.LogNormalCDF(ops.Neg(w.a))), ops.Add(under, ops.LogNormalCDF(ops.Neg(w.b))))
	lower := ops.Less(left, right)
	z := ops.LogNormalQuantile(ops.Where(lower, left, right))
	return ops.Add(d.Loc, ops.Mul(d.Scale, ops.Where(lower, z, ops.Neg(z))))
}

// Support is [Low, High].
func (d TruncatedNormal) Support() Support {
	return Support{Lo: math.Inf(-1), Hi: math.Inf(1), Lower: d.Low, Upper: d.High}
}
