package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// PiecewiseLinear is the distribution of which quantiles are known: Values_j at Levels_j, with a cdf that is linear between two of
// them and exponential outside, where the density goes on from what it is beside the outer ones:
//
//	p(y) = (Levels_{j+1} - Levels_j)/(Values_{j+1} - Values_j)  for y between them,
//	p(y) = p(Values_1) exp(-(Values_1 - y)/b),  b = Levels_1/p(Values_1),  for y below all, and so above all.
//
// It is a law like any other, with a density, cdf, quantiles, moments and score in closed form: what a network for quantiles
// predicts (losses.Pinball). Values must ascend; everything is NaN if two are equal or cross.
type PiecewiseLinear struct {
	Levels []float64 // (k), ascending in (0, 1), at least two; the same for all rows
	Values *G.Node   `param:"finite,axes=1"` // (n..., k)
}

var (
	_ HasMean        = PiecewiseLinear{}
	_ HasVariance    = PiecewiseLinear{}
	_ HasMode        = PiecewiseLinear{}
	_ HasEntropy     = PiecewiseLinear{}
	_ HasCDF         = PiecewiseLinear{}
	_ HasLogCDF      = PiecewiseLinear{}
	_ HasLogSurvival = PiecewiseLinear{}
	_ HasSample      = PiecewiseLinear{}
	_ HasCRPS        = PiecewiseLinear{}
	_ HasQuantile    = PiecewiseLinear{}
	_ HasBreaks      = PiecewiseLinear{}
)

// BatchShape is the shape of Values without its last axis.
func (d PiecewiseLinear) BatchShape() tensor.Shape {
	s := batchOf("piecewise linear", d.Values)
	k := len(d.Levels)
	if k < 2 || len(s) == 0 || s[len(s)-1] != k {
		build.Fail("piecewise linear", []tensor.Shape{s}, "there are %d levels: want at least two, and a last axis of Values with one for each", k)
	}
	last := 0.
	for _, p := range d.Levels {
		if !(p > last && p < 1) {
			build.Fail("piecewise linear", []tensor.Shape{s}, "the levels %v must ascend between 0 and 1", d.Levels)
		}
		last = p
	}
	return s[:len(s)-1].Clone()
}

// EventShape is ().
func (d PiecewiseLinear) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is constant between Values, falls linearly outside, and takes the upper one of two where it jumps.
func (d PiecewiseLinear) LogProb(y *G.Node) *G.Node {
	return onPoints("piecewise linear log-prob", d, y, PiecewiseLinear.logDensity)
}

// Mode is the middle of the densest stretch between two of Values, the lowest of equals.
func (d PiecewiseLinear) Mode() *G.Node { return solvedMode(d) }

// CDF is Levels_j at Values_j.
func (d PiecewiseLinear) CDF(y *G.Node) *G.Node {
	return onPoints("piecewise linear cdf", d, y, PiecewiseLinear.cdf)
}

// LogCDF is linear below all Values.
func (d PiecewiseLinear) LogCDF(y *G.Node) *G.Node {
	return onPoints("piecewise linear log-cdf", d, y, PiecewiseLinear.logCDF)
}

// LogSurvival is linear above all Values.
func (d PiecewiseLinear) LogSurvival(y *G.Node) *G.Node {
	return onPoints("piecewise linear log-survival", d, y, PiecewiseLinear.logSurvival)
}

// Sample is the quantile Phi(noise).
func (d PiecewiseLinear) Sample(noise *G.Node) *G.Node {
	return onPoints("piecewise linear sample", d, noise, PiecewiseLinear.sample)
}

// Breaks is Values, where the density jumps.
func (d PiecewiseLinear) Breaks() *G.Node { d.BatchShape(); return d.Values }

// pieces are what the formulas are made of; all have a last axis for the stretches between two values, or for the two tails of
// length 1.
type pieces struct {
	from, to, width *G.Node // (..., k-1)
	mass            *G.Node // (k-1)
	logp            *G.Node // (..., k-1)
	first, last     *G.Node // values, (..., 1)
	below, above    *G.Node // scales of the tails, (..., 1)
	low, high       float64 // masses of the tails
}

func (d PiecewiseLinear) pieces() (p pieces) {
	d.BatchShape()
	k := len(d.Levels)
	p.from, p.to = ops.Slice(d.Values, -1, 0, k-1), ops.Slice(d.Values, -1, 1, k)
	width := positive(ops.Sub(p.to, p.from))
	p.width = ops.Add(width, lastAxis(lastSum(ops.MulConst(width, 0)))) // one that is none leaves none
	mass := make([]float64, k-1)
	for j := range mass {
		mass[j] = d.Levels[j+1] - d.Levels[j]
	}
	p.mass = numbersLike(d.Values, mass)
	p.logp = ops.Sub(ops.Log(p.mass), ops.Log(p.width))
	p.first, p.last = ops.Slice(d.Values, -1, 0, 1), ops.Slice(d.Values, -1, k-1, k)
	p.low, p.high = d.Levels[0], 1-d.Levels[k-1]
	p.below = ops.MulConst(ops.Slice(p.width, -1, 0, 1), p.low/mass[0])
	p.above = ops.MulConst(ops.Slice(p.width, -1, k-2, k-1), p.high/mass[k-2])
	return p
}

// beyond is how far y (..., 1) is below all values and above all, in scales of the tails.
func (p pieces) beyond(y *G.Node) (below, above *G.Node) {
	below = ops.Div(ops.ReLU(ops.Sub(p.first, y)), p.below)
	return below, ops.Div(ops.ReLU(ops.Sub(y, p.last)), p.above)
}

// shares is what part of each stretch is below y (..., 1), and what part above: each by its own subtraction.
func (p pieces) shares(y *G.Node) (below, above *G.Node) {
	below = ops.Clip(ops.Div(ops.Sub(y, p.from), p.width), 0, 1)
	return below, ops.Clip(ops.Div(ops.Sub(p.to, y), p.width), 0, 1)
}

// logDensity is that of the stretch of y, of which the outer ones reach to infinity, less what the tails fall by.
func (d PiecewiseLinear) logDensity(y *G.Node) *G.Node {
	p := d.pieces()
	at := lastAxis(y)
	below, above := p.beyond(at)
	logp := lastSum(p.logp) // of a single stretch
	if k := len(d.Levels); k > 2 {
		under := ops.Less(at, ops.Slice(d.Values, -1, 1, k-1))            // 1 for the inner values above y
		logp = ops.Pick(p.logp, lastSum(ops.AddConst(ops.Neg(under), 1))) // the others count the stretches before
	}
	return ops.Sub(logp, lastSum(ops.Add(below, above)))
}

func (d PiecewiseLinear) cdf(y *G.Node) *G.Node {
	p := d.pieces()
	y = lastAxis(y)
	below, above := p.beyond(y)
	inside, _ := p.shares(y)
	return ops.Add(p.known(), ops.Add(ops.Add(
		lastSum(ops.MulConst(ops.Exp(ops.Neg(below)), p.low)),
		lastSum(ops.Mul(inside, p.mass))),
		lastSum(ops.MulConst(ops.Expm1(ops.Neg(above)), -p.high))))
}

// known is 0, or NaN where the widths are: clipping would make a number of it.
func (p pieces) known() *G.Node { return lastSum(ops.MulConst(p.width, 0)) }

// logCDF is the tail's own below all values, where the cdf underflows.
func (d PiecewiseLinear) logCDF(y *G.Node) *G.Node {
	p := d.pieces()
	below, _ := p.beyond(lastAxis(y))
	tail := lastSum(ops.AddConst(ops.Neg(below), math.Log(p.low)))
	return ops.Add(p.known(), inTail(below, tail, d.cdf(y)))
}

// inTail is tail where y is in one, by how far beyond it is, and elsewhere the logarithm of p, which underflows there.
func inTail(beyond, tail, p *G.Node) *G.Node {
	there := ops.Less(full(tail, 0), lastSum(beyond))
	return ops.Where(there, tail, ops.Log(ops.Where(there, full(p, 1), p)))
}

func (d PiecewiseLinear) logSurvival(y *G.Node) *G.Node {
	p := d.pieces()
	at := lastAxis(y)
	below, above := p.beyond(at)
	_, inside := p.shares(at)
	survival := ops.Add(ops.Add(
		lastSum(ops.MulConst(ops.Exp(ops.Neg(above)), p.high)),
		lastSum(ops.Mul(inside, p.mass))),
		lastSum(ops.MulConst(ops.Expm1(ops.Neg(below)), -p.low)))
	tail := lastSum(ops.AddConst(ops.Neg(above), math.Log(p.high)))
	return ops.Add(p.known(), inTail(above, tail, survival))
}

// sample inverts the cdf at Phi(noise), the tails from the logarithms of Phi on their own side.
func (d PiecewiseLinear) sample(noise *G.Node) *G.Node {
	p := d.pieces()
	z := lastAxis(noise)
	u := ops.NormalCDF(z)
	from := numbersLike(z, d.Levels[:len(d.Levels)-1])
	share := ops.Clip(ops.Div(ops.Sub(u, from), p.mass), 0, 1)
	below := ops.ReLU(ops.AddConst(ops.Neg(ops.LogNormalCDF(z)), math.Log(p.low)))
	above := ops.ReLU(ops.AddConst(ops.Neg(ops.LogNormalCDF(ops.Neg(z))), math.Log(p.high)))
	tails := ops.Sub(ops.Mul(p.above, above), ops.Mul(p.below, below))
	return ops.Add(lastSum(ops.Mul(p.width, share)), lastSum(ops.Add(p.first, tails)))
}

// numbersLike is a vector of numbers of x's type.
func numbersLike(x *G.Node, values []float64) *G.Node {
	each := make([]*G.Node, len(values))
	for i, v := range values {
		each[i] = ops.Full(x.Graph(), x.Dtype(), v, 1)
	}
	return ops.Concat(0, each...)
}
