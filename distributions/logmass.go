package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// logMass is log P(low < Y <= high), where a nil end is infinite: a difference of two probabilities from the side on which they
// are the smaller ones, log F(high) + log(1 - F(low)/F(high)) or the same of the survival function. It is NaN where low is
// above high, and loses digits only as a window has less mass than what is beyond it on the side that it is nearer to.
func logMass(d Distribution, low, high *G.Node) *G.Node { return logMassWhere(d, low, high, nil) }

// logMassWhere is logMass where the mask is, with a gradient of 0 elsewhere, also where low is high. A nil mask is everywhere.
func logMassWhere(d Distribution, low, high, mask *G.Node) *G.Node {
	switch {
	case low == nil && high == nil:
		build.Fail("log-mass", nil, "the window of %T has no ends: give one, or leave the window out", d)
	case low == nil:
		return logCDF(d, high)
	case high == nil:
		return logSurvival(d, low)
	}
	belowHigh, aboveLow := logCDF(d, high), logSurvival(d, low)
	left := ops.Less(belowHigh, aboveLow)
	whole := ops.Where(left, belowHigh, aboveLow)
	part := ops.Where(left, logCDF(d, low), logSurvival(d, high))
	ratio := ops.Sub(part, whole)
	ratio = ops.Where(ops.Equal(part, full(part, math.Inf(-1))), full(part, math.Inf(-1)), ratio) // nothing, and no derivative
	if mask != nil {
		ratio = ops.Where(mask, ratio, full(ratio, -1))
	}
	lost := ops.Between(ratio, 0, 0) // all digits are, and the slope of log 0 would be no number
	return instead(lost, ops.Add(whole, ops.Log1mExp(ops.Where(lost, full(ratio, -1), ratio))), math.Inf(-1))
}

// numbersOnly fails for a distribution of vectors.
func numbersOnly(name string, base Distribution) {
	if base == nil {
		build.Fail(name, nil, "Base is nil: give a distribution, such as distributions.Normal{Loc: ..., Scale: ...}")
	}
	if event := base.EventShape(); len(event) > 0 {
		build.Fail(name, []tensor.Shape{event}, "%T is a distribution of vectors, of which there is no cdf", base)
	}
}
