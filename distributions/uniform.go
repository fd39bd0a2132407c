package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Uniform is the density 1/(High - Low) on [Low, High]. Low is below High, or everything is NaN. See FlatPrior for one of numbers, a Prior.
type Uniform struct {
	Low  *G.Node `param:"finite"` // (n...)
	High *G.Node `param:"finite"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Low and High.
func (d Uniform) BatchShape() tensor.Shape { return batchOf("uniform", d.Low, d.High) }

// EventShape is ().
func (d Uniform) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -log(High - Low) from Low to High, ends included, and -Inf elsewhere.
func (d Uniform) LogProb(y *G.Node) *G.Node {
	return onPoints("uniform log-prob", d, y, Uniform.logDensity)
}

// Mean is (Low + High)/2.
func (d Uniform) Mean() *G.Node {
	return onShape(ops.Add(d.Low, ops.MulConst(d.width(), .5)), d.BatchShape())
}

// Variance is (High - Low)^2/12.
func (d Uniform) Variance() *G.Node { return ops.MulConst(ops.Square(d.width()), 1./12) }

// Mode is the centre, as of every plateau.
func (d Uniform) Mode() *G.Node { return d.Mean() }

// Entropy is log(High - Low).
func (d Uniform) Entropy() *G.Node { return ops.Log(d.width()) }

// CDF is (y - Low)/(High - Low), between 0 and 1.
func (d Uniform) CDF(y *G.Node) *G.Node {
	return onPoints("uniform cdf", d, y, Uniform.cdf)
}

// LogCDF is its logarithm, in the upper half by the distance from High.
func (d Uniform) LogCDF(y *G.Node) *G.Node {
	return onPoints("uniform log-cdf", d, y, Uniform.logCDF)
}

// LogSurvival is that of (High - y)/(High - Low).
func (d Uniform) LogSurvival(y *G.Node) *G.Node {
	return onPoints("uniform log-survival", d, y, Uniform.logSurvival)
}

// Sample is Low Phi(-noise) + High Phi(noise).
func (d Uniform) Sample(noise *G.Node) *G.Node {
	return onPoints("uniform sample", d, noise, Uniform.sample)
}

func (d Uniform) logDensity(y *G.Node) *G.Node {
	outside := ops.Add(ops.Less(y, d.Low), ops.Less(d.High, y))
	norm := ops.Neg(ops.Log(d.width()))
	nowhere := ops.Where(ops.Equal(norm, norm), full(norm, math.Inf(-1)), norm) // not that of a row without a density
	return ops.Where(outside, nowhere, ops.Add(norm, ops.Where(ops.Equal(y, y), full(y, 0), y)))
}

func (d Uniform) cdf(y *G.Node) *G.Node { return ops.Clip(d.part(y), 0, 1) }

func (d Uniform) logCDF(y *G.Node) *G.Node { return logOfPart(d.part(y), d.rest(y)) }

func (d Uniform) logSurvival(y *G.Node) *G.Node { return logOfPart(d.rest(y), d.part(y)) }

// logOfPart is log p for p = 1-q, by the smaller of the two; of p <= 0 and q <= 0 it is -Inf and 0.
func logOfPart(p, q *G.Node) *G.Node {
	positive := ops.Less(full(p, 0), p)
	safe := ops.Where(positive, p, full(p, .25))
	upper := ops.Log1p(ops.Neg(ops.Clip(q, 0, .5)))
	log := ops.Where(below(p, .5), ops.Log(safe), upper)
	return ops.Where(ops.Between(p, math.Inf(-1), 0), full(p, math.Inf(-1)), log)
}

func (d Uniform) part(y *G.Node) *G.Node { return ops.Div(ops.Sub(y, d.Low), d.width()) }

func (d Uniform) rest(y *G.Node) *G.Node { return ops.Div(ops.Sub(d.High, y), d.width()) }

// sample weights both ends: of a small part from Low nothing is lost, and neither is of High.
func (d Uniform) sample(noise *G.Node) *G.Node {
	low, width := d.Low, d.width()
	up := ops.Add(low, ops.Mul(width, ops.NormalCDF(noise)))
	down := ops.Sub(d.High, ops.Mul(width, ops.NormalCDF(ops.Neg(noise))))
	return ops.Where(below(noise, 0), up, down)
}

func (d Uniform) width() *G.Node { return positive(ops.Sub(d.High, d.Low)) }

// Support is [Low, High].
func (d Uniform) Support() Support {
	return Support{Lo: math.Inf(-1), Hi: math.Inf(1), Lower: d.Low, Upper: d.High}
}
